"""The brief as plain text, to be read in a terminal or a mail in a few minutes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from fogline.views.facts import day_words, short_day
from fogline.views.render import after_quote, clean, moment, ranges
from fogline.views.sheet import Brief, Group, Reference, Section, Sentence

_WIDTH = 100


def plain(sheet: Brief) -> str:
    """The brief as plain text, wrapped at 100 columns, without control characters.

    What is said besides, and sentences past the first of a group, are counted in a line that names the command
    which shows them; their words stand among the references.
    """
    sheet.sentences()
    return "\n".join(_lines(sheet)).rstrip() + "\n"


def _lines(sheet: Brief) -> Iterator[str]:
    title = f"BRIEF OF {day_words(sheet.day).upper()}"
    facts = ", ".join(sheet.facts)
    yield from (title, "=" * len(title), *_wrap(f"As known on {moment(sheet)}. {facts}."), "")
    if sheet.empty:
        yield from (*_wrap(sheet.empty), "")
    if sheet.lead:
        yield from ("WHAT CHANGED", *(line for s in sheet.lead for line in _sentence(s)), "")
    for section in sheet.sections:
        yield from (*_section(section), "")
    if sheet.rest:
        yield from ("IN ONE LINE EACH", *(line for s in sheet.rest for line in _sentence(s)), "")
    yield from _references(sheet)
    for line in sheet.foot:
        yield from ("", *_wrap(line))


def _section(section: Section) -> Iterator[str]:
    heading = clean(section.heading).upper() + (f", {clean(section.detail)}" if section.detail else "")
    yield from (heading, "-" * min(len(heading), _WIDTH))
    for group in section.claimed:
        yield from _group(group, "")
    if section.assessed:
        yield "Assessed and foretold"
        for group in section.assessed:
            yield from _group(group, "  ")
    further = (*(s for g in (*section.claimed, *section.assessed) for s in g.folded), *section.folded)
    if further:
        count = f"{len(further)} more {'statement' if len(further) == 1 else 'statements'}"
        numbers = _numbers(tuple(r for s in further for one in s.every() for r in one.references))
        yield from _wrap(f"Also said: {count} {numbers}, shown by: {section.ask}", "", "  ")


def _group(group: Group, margin: str) -> Iterator[str]:
    """One sentence stands beside its heading; more stand under it, sides of a contradiction first."""
    if not group.sides and not group.tally and len(group.sentences) == 1:
        yield from _sentence(group.sentences[0], f"{margin}{group.heading} — ", margin + "    ")
        return
    tally = f" · {group.tally.text} {_numbers(group.tally.references)}" if group.tally else ""
    yield from _wrap(group.heading + (" · DISPUTED" if group.sides else "") + tally, margin, margin + "    ")
    for side in group.sides:
        for s in side:
            yield from _sentence(s, margin + "  ! ", margin + "    ")
    for s in group.sentences:
        yield from _sentence(s, margin + "  - ", margin + "    ")


def _sentence(s: Sentence, first: str = "  - ", then: str = "    ") -> list[str]:
    quote = f": “{s.quote}”" if s.quote else ""
    rest = f" · {after_quote(s)}" if after_quote(s) else ""
    also = "; also in: " + ", ".join(f"{o.text} {_numbers(o.references)}" for o in s.also) if s.also else ""
    return _wrap(f"{s.text}{quote}{rest} {_numbers(s.references)}{also}", first, then)


def _references(sheet: Brief) -> Iterator[str]:
    """By report, in the order of first mention; a quote that stands above is not printed again."""
    if not sheet.references:
        return
    above = {r.number for s in _shown(sheet) if s.quote for r in s.references}
    reports: dict[str, list[Reference]] = {}
    for r in sheet.references:
        reports.setdefault(r.document, []).append(r)
    yield from ("REFERENCES", "----------")
    for found in reports.values():
        yield from _report(found, above)


def _report(found: list[Reference], above: set[int]) -> Iterator[str]:
    first = found[0]
    title = f", “{first.title}”" if first.title else ""
    dated = short_day(first.date) if first.date else "no date"
    yield from _wrap(f"{first.source}{title}, {dated} ({first.document})", "", "    ")
    if first.url:
        yield from _wrap(first.url, "  ", "    ")
    quoted = tuple(r for r in found if r.number in above)
    if quoted:
        yield from _wrap(f"{_numbers(quoted)} quoted above", "  ", "    ")
    for r in found:
        if r.number not in above:
            yield from _wrap(f"[{r.number}] “{r.quote}”", "  ", "    ")


def _shown(sheet: Brief) -> Iterator[Sentence]:
    for section in sheet.sections:
        for group in (*section.claimed, *section.assessed):
            yield from group.sentences
            for side in group.sides:
                yield from side


def _numbers(references: tuple[Reference, ...]) -> str:
    ordered = tuple(sorted(references, key=lambda r: r.number))
    return "[" + ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in ranges(ordered)) + "]"


def _wrap(text: str, first: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(
        clean(text),
        _WIDTH,
        initial_indent=_margin(first),
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _margin(text: str) -> str:
    """An indent with a heading in it, without control characters, its leading spaces kept."""
    words = clean(text)
    return text[: len(text) - len(text.lstrip())] + words + (" " if words and text.endswith(" ") else "")
