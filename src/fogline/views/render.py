"""The brief as Markdown and HTML. Renderers print sentences only, and escape every word from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fogline.views.facts import day_words, web_address
from fogline.views.sheet import Brief, Group, Reference, Section, Sentence

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+|~!&])")
_LINE_START = re.compile(r"^(\s*)(?:([-=])|(\d+)\.)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def markdown(sheet: Brief) -> str:
    """The brief as Markdown with footnotes; words from outside cannot become markup."""
    sheet.sentences()
    return "\n".join(_markdown_lines(sheet)).rstrip() + "\n"


def html(sheet: Brief) -> str:
    """The brief as one self-contained HTML page: no script, no outside request, light and dark, printable."""
    ids: dict[Sentence, int] = {}
    back: dict[int, list[int]] = {r.number: [] for r in sheet.references}
    for sentence in sheet.sentences():
        number = ids.setdefault(sentence, len(ids) + 1)
        for r in sentence.references:
            if number not in back[r.number]:
                back[r.number].append(number)
    page = environment().get_template("brief.html.j2")
    return page.render(brief=sheet, ids=ids, back=back, moment=moment(sheet)) + "\n"


@cache
def environment() -> Environment:
    """Jinja2 over the bundled templates, escaping on for every one of them."""
    env = Environment(
        loader=PackageLoader("fogline.views", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(address=web_address, day=day_or_none, clean=clean, ranges=ranges)
    env.globals["style"] = Markup(_style())  # noqa: S704 # our own style sheet, no word of it from outside
    return env


def _style() -> str:
    loader = PackageLoader("fogline.views", "templates")
    return loader.get_source(Environment(autoescape=True), "style.css")[0]


def clean(text: str) -> str:
    """Text on one line, without control and direction-changing characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def ranges(references: tuple[Reference, ...]) -> list[tuple[int, int]]:
    """The numbers of sorted references as runs: 1, 2, 3, 7 are (1, 3) and (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in (r.number for r in references):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def day_or_none(day: str | None) -> str:
    """A day for people; "no date" where there is none."""
    return day_words(day) if day else "no date"


def moment(sheet: Brief) -> str:
    """The ledger moment for people."""
    return day_words(sheet.moment) if re.fullmatch(r"\d{4}-\d\d-\d\d", sheet.moment) else clean(sheet.moment)


def after_quote(s: Sentence) -> str:
    """Hedge, time and marks in one run, as text: "“unlikely” (25–35 %, PHIA) · 23 Feb · speaker inferred"."""
    return " · ".join(filter(None, (s.hedge, s.time, *s.marks)))


def _markdown_lines(sheet: Brief) -> Iterator[str]:
    facts = ", ".join(sheet.facts)
    yield from (f"# Brief of {day_words(sheet.day)}", "", f"As known on {moment(sheet)}. {facts}.", "")
    if sheet.empty:
        yield from (_md(sheet.empty), "")
    if sheet.lead:
        yield from ("## What changed", "", *(f"- {_md_sentence(s)}" for s in sheet.lead), "")
    for section in sheet.sections:
        yield from _markdown_section(section)
    if sheet.rest:
        yield from ("## In one line each", "", *(f"- {_md_sentence(s)}" for s in sheet.rest), "")
    for line in sheet.foot:
        yield from (f"*{_md(line)}*", "")
    for r in sheet.references:
        yield f"[^{r.number}]: {_md_reference(r)}"


def _markdown_section(section: Section) -> Iterator[str]:
    detail = f", {_md(section.detail)}" if section.detail else ""
    yield from (f"## {_md(section.heading)}{detail}", "")
    for group in section.claimed:
        yield from _markdown_group(group)
    if section.assessed:
        yield from ("### Assessed and foretold", "")
        for group in section.assessed:
            yield from _markdown_group(group, "####")
    if section.folded:
        yield from ("### Also said", "", *(f"- {_md_sentence(s)}" for s in section.folded), "")


def _markdown_group(group: Group, level: str = "###") -> Iterator[str]:
    yield from (f"{level} {_md(group.heading)}", "")
    if group.tally:
        yield from (_md_sentence(group.tally), "")
    for side in group.sides:
        yield from (f"- **Disputed.** {_md_sentence(s)}" for s in side)
    yield from (f"- {_md_sentence(s)}" for s in (*group.sentences, *group.folded))
    yield ""


def _md_sentence(s: Sentence) -> str:
    quote = f": “{_md(s.quote)}”" if s.quote else ""
    rest = f" · {_md(after_quote(s))}" if after_quote(s) else ""
    also = "; also in: " + ", ".join(f"{_md(o.text)}{_md_numbers(o)}" for o in s.also) if s.also else ""
    return f"{_md(s.text)}{quote}{rest}{_md_numbers(s)}{also}"


def _md_numbers(s: Sentence) -> str:
    return " " + "".join(f"[^{r.number}]" for r in s.references)


def _md_reference(r: Reference) -> str:
    link = web_address(r.url)
    address = f" <{re.sub('[<> ]', '', link)}>" if link else (f" {_md(r.url)}" if r.url else "")
    title = f", “{_md(r.title)}”" if r.title else ""
    return f"{_md(r.source)}{title}, {day_or_none(r.date)}: “{_md(r.quote)}”{address} ({r.document}, {r.claim})"


def _md(text: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", clean(text))
    return _LINE_START.sub(lambda m: m[1] + (f"\\{m[2]}" if m[2] else f"{m[3]}\\."), escaped)
