"""From a block of annotation to a claim in the shape of the contract, every offset found. Standard library only."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ann_format import Block, Fault, is_day
from ann_places import Stretch, distance, inside, nearest, occurrences
from ann_words import interval, vocabulary

Row = dict[str, Any]
READER = "annotation"  # what stands behind the claims, in the field that names the reader
_NUMBER = r"\d+(?:\.\d+)?"
_AMOUNT = re.compile(rf"(?:(?P<low>{_NUMBER})?\.\.(?P<high>{_NUMBER})?|(?P<both>{_NUMBER}))(?:\s+(?P<unit>.+))?")
_NEAR = 160  # characters from the quote within which the words of likelihood are looked for


@dataclass(slots=True)
class Work:
    """One block on its way to a claim: the text, the quote found, and what was wrong."""

    text: str
    file: str
    block: Block
    quote: Stretch = (0, 0)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, key: str, fault: str, mend: str, *, warning: bool = False) -> None:
        """Note what is wrong in the line of a field."""
        self.faults.append(Fault(self.file, self.block.line_of(key), fault, mend, warning))

    def words(self, stretch: Stretch) -> Row:
        """A stretch with its words."""
        return span(stretch) | {"text": self.text[stretch[0] : stretch[1]]}


def claims(document: str, text: str, blocks: Sequence[Block], file: str, faults: list[Fault]) -> list[Row]:
    """The claims of one report; what is wrong is added to ``faults``, and a block whose quote is not found left out."""
    out: list[Row] = []
    reached, last = 0, ""
    seen: dict[str, int] = {}
    for block in blocks:
        work = Work(text, file, block)
        _known_words(work)
        twin = seen.setdefault(json.dumps(block.values, sort_keys=True) + str(block.nth), block.line)
        if twin != block.line:
            work.fault("q", f"the same block as in line {twin}", "take one of them out, or number it: `q@2:`")
        found = _quote(work, reached, last)
        if found:
            work.quote, last = found, block.get("q")
            reached = max(reached, found[0])
            out.append(_claim(document, work))
        faults += work.faults
    return out


def span(stretch: Stretch) -> Row:
    """A stretch as the contract writes it."""
    return {"start": stretch[0], "end": stretch[1]}


def _claim(document: str, work: Work) -> Row:
    block = work.block
    cues = _cues(work)
    holders = list(_holders(work, cues))
    claim = {
        "id": "",
        "quote": work.words(work.quote),
        "kind": block.get("kind", "event"),
        "event": block.get("event", "other"),
        "said_by": holders,
        "attribution": _attribution(work, cues) if holders else None,
        "certainty": _certainty(work, cues),
        "denied": block.get("denied", "no") == "yes",
        "actors": [*_actors(work, "who", "agent"), *_actors(work, "whom", "target")],
        "where": list(_where(work)),
        "when": _when(work),
        "quantities": list(_quantities(work)),
        "condition": _condition(work),
        "reader": READER,
    }
    chain = [f"{h['level']}:{h['name']}" for h in holders]
    key = "\x1f".join([block.get("event"), str(claim["denied"]), *map(str, work.quote), *chain])
    claim["id"] = f"{document}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    return claim


def _known_words(work: Work) -> None:
    for key in ("kind", "event", "form", "denied"):
        value = work.block.values.get(key)
        if value is not None and value not in vocabulary()[key]:
            work.fault(key, f"unknown {key} {value!r}", f"one of {', '.join(vocabulary()[key])}")
    if not work.block.get("event"):
        work.fault("q", "no event", "add `event: …`, `other` where none fits")
    by = bool(work.block.get("by"))
    if by and not work.block.get("form"):
        work.fault("by", "a holder without a form", "add `form: direct`, `mixed` or `indirect`")
    for key in ("cue", "form"):
        if work.block.get(key) and not by:
            work.fault(key, f"{key!r} without a holder", "add `by: …` or take the line out", warning=True)


def _quote(work: Work, reached: int, last: str) -> Stretch | None:
    """The place of a quote: the numbered one, else the next after the start of the claims before, else the only one."""
    words, nth = work.block.get("q"), work.block.nth
    found = occurrences(work.text, words)
    if nth is not None and found:
        if 1 <= nth <= len(found):
            return found[nth - 1]
        work.fault("q", f"the words stand only {len(found)} times in the text", "number from 1, whole words only")
        return None
    if not found:
        work.fault("q", f"the words are not in the text: {words[:60]!r}", _nearly(work.text, words))
        return None
    ahead = [f for f in found if f[0] > reached or (f[0] == reached and words != last)]
    if ahead:
        return ahead[0]
    if len(found) > 1:
        work.fault("q", "the words stand more than once, all before the last claim", "number them: `q@2: …`")
        return None
    return found[0]


def _nearly(text: str, words: str) -> str:
    """How many of the first words are in the text: where the copy goes wrong."""
    tokens = words.split()
    for n in range(len(tokens), 0, -1):
        some = occurrences(text, " ".join(tokens[:n]))
        if some:
            after = text[some[0][1] : some[0][1] + 30].replace("\n", " ")
            return f"it has {' '.join(tokens[max(0, n - 4) : n])!r} and then {after!r}"
    return "copy them letter by letter"


def _cues(work: Work) -> list[Stretch]:
    out = []
    for words in _list(work.block.get("cue")):
        found = nearest(work.text, words, work.quote, work.quote)
        if found is None:
            work.fault("cue", f"the cue {words!r} is not in the text", "copy it letter by letter")
        else:
            if distance(work.text, found, work.quote) > 2 * _NEAR:
                work.fault("cue", f"the cue {words!r} is far from the quote", "take the words nearby", warning=True)
            out.append(found)
    return out


def _attribution(work: Work, cues: list[Stretch]) -> Row:
    """The cue that ties the claim to its last holder; with several, all of them besides, outermost first."""
    plain: Row = {"form": work.block.get("form") or "indirect", "cue": span(cues[-1]) if cues else None}
    return plain | ({"cues": [span(c) for c in cues]} if len(cues) > 1 else {})


def _holders(work: Work, cues: list[Stretch]) -> Iterator[Row]:
    levels = [lv for lv in work.block.get("by").split(" > ") if lv.strip()]
    for level, joint in enumerate(levels):
        anchor = cues[level] if len(cues) == len(levels) else (cues[-1] if cues else work.quote)
        for name in re.split(r"\s+&\s+|\s*;\s*", joint.strip()):
            yield _holder(work, name, level, anchor)


def _holder(work: Work, given: str, level: int, anchor: Stretch) -> Row:
    words, name, carried = _named(given)
    place = None if carried else nearest(work.text, words, anchor, work.quote)
    if not carried and place is None:
        work.fault("by", f"the speaker {words!r} is not in the text", "copy the words, or write `words=full name`")
    if name != words or carried:
        _in_text(work, "by", name)
    if not place and name.casefold().startswith(("a ", "an ", "the ")):
        work.fault("by", f"{name!r} has an article", "leave it out", warning=True)
    start, end = place or (None, None)
    return {"name": name, "source_id": None, "level": level, "start": start, "end": end}


def _certainty(work: Work, cues: list[Stretch]) -> Row | None:
    given, _, wanted = (p.strip() for p in work.block.get("sure").partition("|"))
    phrases = _list(given)
    if not phrases:
        return None
    if len(phrases) > 1:
        work.fault("sure", "more than one phrase of likelihood", "give the one that weighs", warning=True)
    words = phrases[0]
    place = _likelihood(work, words, cues)
    if place is None:
        work.fault("sure", f"{words!r} is not in the text", "copy it letter by letter")
        return None
    if wanted not in ("", "phia", "icd203"):
        work.fault("sure", f"unknown scale {wanted!r}", "one of phia, icd203")
    scale, (low, high) = interval(words, wanted or "phia")
    if scale is None:
        work.fault("sure", f"{words!r} is on no scale known", "keep it if the text has just these words", warning=True)
    return {"phrase": work.text[place[0] : place[1]], **span(place), "scale": scale, "low": low, "high": high}


def _likelihood(work: Work, words: str, cues: list[Stretch]) -> Stretch | None:
    own = occurrences(work.text, words, work.quote, any_case=True)
    if own:
        return own[0]
    place = nearest(work.text, words, cues[-1] if cues else work.quote)
    if place and distance(work.text, place, work.quote) > _NEAR:
        work.fault("sure", f"{words!r} is not in or near the claim", "take the words of this claim", warning=True)
    return place


def _actors(work: Work, key: str, role: str) -> Iterator[Row]:
    for given in _list(work.block.get(key)):
        words, name, carried = _named(given)
        place = None if carried else _in_quote(work, key, words)
        if name != words or carried:
            _in_text(work, key, name)
        start, end = place or (None, None)
        yield {"name": name, "role": role, "side": None, "start": start, "end": end}


def _where(work: Work) -> Iterator[Row]:
    taken: list[Stretch] = []
    for given in _list(work.block.get("where")):
        phrase, slash, role = given.rpartition("/")
        if not slash:
            phrase, role = given, "event"
        elif role.strip() not in vocabulary()["role"]:
            work.fault("where", f"unknown role {role.strip()!r}", f"one of {', '.join(vocabulary()['role'])}")
            role = "event"
        words, name, carried = _named(phrase.strip())
        place = _carried(work, "where", words) if carried else _in_quote(work, "where", words, taken)
        if place:
            taken.append(place)
        start, end = place or (None, None)
        yield {
            "phrase": name, "start": start, "end": end, "role": role.strip(), "precision": None, "radius_km": None,
            "relation": None, "carried": place is None or not inside(place, work.quote), "candidates": [],
        }  # fmt: skip


def _when(work: Work) -> Row | None:
    given = _list(work.block.get("when"))
    if not given:
        return None
    if len(given) > 1:
        work.fault("when", "more than one time", "give the one that the verb stands in; taken: the first", warning=True)
    phrase, equals, days = (p.strip() for p in given[0].partition(" = "))
    carried, words = phrase.startswith("~"), phrase.lstrip("~ ")
    place = _carried(work, "when", words) if carried else _in_quote(work, "when", words)
    earliest, latest = _days(work, days) if equals else (None, None)
    start, end = place or (None, None)
    return {
        "phrase": words, "start": start, "end": end, "earliest": earliest, "latest": latest, "precision": None,
        "carried": place is None or not inside(place, work.quote),
    }  # fmt: skip


def _days(work: Work, days: str) -> tuple[str | None, str | None]:
    first, dots, last = days.partition("..")
    earliest, latest = first or None, (last or None) if dots else first or None
    for day in (earliest, latest):
        if day and not is_day(day):
            work.fault("when", f"{day!r} is no date", "write YYYY-MM-DD, YYYY-MM-DD..YYYY-MM-DD, or one end only")
            return None, None
    if earliest and latest and earliest > latest:
        work.fault("when", f"{earliest} is after {latest}", "the earlier day stands first")
    return earliest, latest


def _quantities(work: Work) -> Iterator[Row]:
    for given in _list(work.block.get("n")):
        words, equals, amount = (p.strip() for p in given.partition(" = "))
        words = words.lstrip("~ ")
        found = _AMOUNT.fullmatch(amount)
        if not equals or not found:
            mend = "write `words = 7 people`, `7.. people`, `200..300 people`, `.. people`; a half is `50 % of …`"
            work.fault("n", f"no number: {given!r}", mend)
            continue
        place = _carried(work, "n", words) if given.startswith("~") else _in_quote(work, "n", words)
        if place:
            low, high = (found["both"] or found[k] for k in ("low", "high"))
            bounds = {"low": float(low) if low else None, "high": float(high) if high else None}
            yield {"text": work.text[place[0] : place[1]], **span(place), **bounds, "unit": found["unit"]}


def _condition(work: Work) -> Row | None:
    words = work.block.get("if")
    if words and work.block.get("kind") != "conditional":
        work.fault("if", "a condition in a claim that is no conditional", "write `kind: conditional`", warning=True)
    if not words:
        if work.block.get("kind") == "conditional":
            work.fault("kind", "a conditional without its condition", "add `if: …`")
        return None
    found = occurrences(work.text, words, work.quote, any_case=True)
    if not found:
        work.fault("if", f"the condition is not in the quote: {words!r}", "copy its words; the quote covers them")
        return None
    return work.words(found[0])


def _named(given: str) -> tuple[str, str, bool]:
    """`~words=full name` as words, name, and whether they are carried from elsewhere."""
    words, equals, name = given.lstrip("~ ").partition("=")
    return words.strip(), name.strip() if equals else words.strip(), given.startswith("~")


def _in_quote(work: Work, key: str, words: str, taken: Sequence[Stretch] = ()) -> Stretch | None:
    own = occurrences(work.text, words, work.quote, any_case=True)
    if own:
        return next((o for o in own if o not in taken), own[0])
    place = nearest(work.text, words, work.quote)
    if place is None:
        work.fault(key, f"{words!r} is not in the text", "copy the words letter by letter")
    else:
        work.fault(key, f"{words!r} is not in the quote", "put `~` before it if it is carried over", warning=True)
    return place


def _carried(work: Work, key: str, words: str) -> Stretch | None:
    """The last place of words before the quote, else the next after it."""
    found = occurrences(work.text, words, any_case=True)
    if not found:
        work.fault(key, f"{words!r} is not in the text", "copy the words letter by letter")
        return None
    before = [f for f in found if f[1] <= work.quote[0]]
    return before[-1] if before else min(found, key=lambda f: abs(f[0] - work.quote[0]))


def _in_text(work: Work, key: str, name: str) -> None:
    if not occurrences(work.text, name, any_case=True):
        work.fault(key, f"the name {name!r} is not in the text as it stands", "use words of the text", warning=True)


def _list(value: str) -> list[str]:
    return [v.strip() for v in value.split(";") if v.strip()]
