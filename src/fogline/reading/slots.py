"""What a clause says: its event with agent and target, denial, certainty, kind, and the numbers it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fogline.model import Actor, Certainty, Quantity, Speaker
from fogline.reading import lexicon
from fogline.reading.clauses import Clause
from fogline.reading.happenings import NEGATIONS, event_of, happening, main_verb
from fogline.reading.happenings import Happening as Happening
from fogline.reading.lexicon import Entry
from fogline.reading.phrases import PERSONAL, phrase_after, phrase_before
from fogline.reading.tokens import TIME_WORDS, Line

_NO = frozenset({"no", "zero", "without", "neither"})
# "failed to take", "was unable to hold": the happening did not come about.
_FAILING = frozenset("fail failed fails failing failure failures unable refrain refrained stopped prevented".split())
# "hoped to take": a wish or a plan, no happening yet.
_WISHING = frozenset(
    (
        "aim aims aimed aiming hope hopes hoped hoping want wants wanted wish wishes wished intend intends "
        "intended intending plan plans planned planning prepare prepares prepared preparing"
    ).split()
)
_FUTURE = frozenset({"will", "shall", "'ll", "would", "won't", "wouldn't"})
_FORESEEING = re.compile(
    r"\b(?:(?:is|are|was|were) (?:going|about|set|poised|expected|likely|unlikely|due|bound|certain|sure) to|"
    r"(?:plans?|intends?|prepar\w+|vows?|expects?|aims?) to|in the (?:coming|next|near))\b",
    re.IGNORECASE,
)
# A chance of something to come: "is, on the other hand, unlikely to be taken".
_LIKELY_TO = re.compile(
    r"\b(?:is|are|remains?|seems?|looks?|appears?|it) (?:[\w,]+ ){0,6}?(?:un)?likely (?:to (?!have\b)|that [^.]* will)",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"\b(?:tomorrow|soon|within (?:\w+ )?(?:hours|days|weeks|months)|in the (?:coming|next|near)|"
    r"next (?:week|month|year)|"
    r"for (?:\w+ )?months|by (?:the )?(?:end|spring|summer|autumn|winter)|before (?:the )?(?:end|spring|winter))\b",
    re.IGNORECASE,
)
# Times that lie before what a report is about.
_BACKGROUND = re.compile(
    r"\b(?:(?:in|since|from|until|between|of) (?:\w+ )?(?:1[89]\d\d|20[01]\d)|"
    r"(?:years|decades|centuries) (?:ago|earlier|before)|"
    r"for (?:\w+ )?(?:years|decades)|last year|a year (?:ago|earlier)|(?:in|during) the (?:19|20)\d0s|historically|"
    r"during the (?:first|second|last|previous|civil) war)\b",
    re.IGNORECASE,
)
_RELATION = re.compile(
    r"\b(?:(?:kilomet(?:er|re)s?|km|miles?) (?:[\w-]+ ){0,2}?(?:of|from|away|apart)|gateway|hub|key to|crossroads|"
    r"(?:lies|located|situated|sits|stands) (?:\w+ ){0,3}?(?:of|from|on|between|near|in|along)|"
    r"supply (?:line|route|cent(?:er|re))s?|"
    r"(?:links|connects|connecting|linking)|opens? (?:the|a) (?:road|way) to)\b",
    re.IGNORECASE,
)
# "no truth to reports that", "it is not true that": the whole of what follows is said not to be so.
_DISMISSED = re.compile(
    r"\b(?:no truth (?:to|in)|(?:not|n['’]t) true that|untrue that|false that|nothing true)\b", re.IGNORECASE
)
# "The reports are untrue": said after what it is about.
_UNTRUE = re.compile(
    r"\b(?:(?:is|are|was|were|been|proved|proven|thus) (?:(?:also|all|simply|entirely|completely|thus) )?(?:proved )?"
    r"(?:untrue|false|fake|a lie|lies|nonsense|rubbish|invented|baseless|fabricated|unfounded|wrong)|"
    r"(?:do|does|did) not (?:correspond to|reflect|match) (?:the )?(?:facts|reality|truth))\b",
    re.IGNORECASE,
)
# "without success", "were unsuccessful": the attempt was made and its aim not reached.
_FRUITLESS = re.compile(
    r"\b(?:without (?:any )?success|(?:was|were|been|proved) (?:\w+ )?(?:unsuccessful|fruitless|in vain)|in vain|"
    r"(?:came|come|comes) to nothing|to no avail|has yet to|have yet to|had yet to)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d.,]*")
_NUMBER_WORDS = {
    w: float(n)
    for n, w in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty"
        ).split()
    )
} | {
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
}
_MAGNITUDES = {"hundred": 100.0, "thousand": 1_000.0, "million": 1_000_000.0, "dozen": 12.0}
# "hundreds" states a number of its own order, with nothing above it: 200 and more.
_VAGUE = {"dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2_000.0, "millions": 2_000_000.0}


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules make of a clause; ``marked``: an estimative word with an interval stands in it."""

    found: Happening | None
    event: str
    kind: str
    denied: bool
    marked: bool = False


def dismissed(words: str) -> bool:
    """Whether what follows these words is said not to be so: "no truth to reports that"."""
    return bool(_DISMISSED.search(words))


def ruled(line: Line, clause: Clause, estimate: Certainty | None, manner: str) -> Ruled:
    """Event, kind and denial of a clause; ``manner`` is ``think`` or ``predict`` where the speaker's verb says so."""
    found = happening(line, clause)
    return Ruled(
        found,
        event_of(line, clause, found),
        kind_of(line, clause, found, estimate, manner),
        is_denied(line, clause, found),
        marked=estimate is not None and estimate.low is not None,
    )


def is_denied(line: Line, clause: Clause, found: Happening | None) -> bool:
    """Whether the clause says that it did not happen: negation of its verb, "no losses", "failed to take"."""
    a, b = clause.core
    anchor = found.start if found else main_verb(line, a, b)
    text = line.words_of(a, b)
    odd = bool(_DISMISSED.search(line.words_of(a, anchor))) if anchor > a else False
    if _UNTRUE.search(text) or (_FRUITLESS.search(text) and not (found and found.entry["event"] == "repel")):
        odd = not odd
    if not odd and (_nobody(line, a, b) or _existence(line, a, b)):
        return True
    for i in range(a, b):
        if _negates(line, i, anchor, b, found):
            odd = not odd
    return odd


def _negates(line: Line, i: int, anchor: int, b: int, found: Happening | None) -> bool:
    """Whether the word at ``i`` turns what is said at ``anchor`` round."""
    token = line.tokens[i]
    contracted = token.low.endswith("n't") or token.low.endswith("n’t")
    if token.low == "not" and i + 1 < b and line.lows[i + 1] in {"only", "just", "least"}:
        return False
    if token.low in NEGATIONS or contracted:
        here = i < anchor or i == anchor + 1 or (contracted and i == anchor)
        return here and not _barrier(line, i, anchor)
    if token.low == "no" and i < anchor and i + 1 < b and line.lows[i + 1] == "longer":
        return True
    if token.low in _NO and found and not found.verb:
        return 0 < anchor - i <= 4 and not _barrier(line, i, anchor)
    if token.low == "no" and found and found.verb:
        return found.end <= i <= found.end + 1
    return (
        token.low in _FAILING and found is not None and 0 < anchor - i <= 4
        and line.lows[anchor - 1] in {"to", "from", "in"}
    )  # fmt: skip


def _nobody(line: Line, a: int, b: int) -> bool:
    """ "Nobody was hurt", "None of them left", "No vehicle came": the subject itself says that there was none."""
    first = line.lows[a]
    if first in {"nobody", "none", "nothing"} or line.lows[a : a + 2] == ["no", "one"]:
        return True
    verb = main_verb(line, a, b)
    return first == "no" and a < verb <= a + 7 and "longer" not in line.lows[a : a + 2]


def _existence(line: Line, a: int, b: int) -> bool:
    """ "There is no truce", "it has no plans", "they found no bodies"."""
    verb = main_verb(line, a, b)
    start = next((i for i in range(verb, min(b, verb + 4)) if line.lows[i] in {"no", "none"}), None)
    if start is None or (start + 1 < b and line.lows[start + 1] in {"longer", "doubt", "less", "more", "fewer"}):
        return False
    return all(line.tokens[i].verb or line.tokens[i].tag in {"RB", "VBN", "MD"} for i in range(verb, start))


def _barrier(line: Line, i: int, j: int) -> bool:
    """A clause boundary between a negation and the word it might negate."""
    return any(t.low in {",", ";", "that", "but", "because"} or t.tag in {"WDT", "WP"} for t in line.tokens[i + 1 : j])


def certainty(
    line: Line, a: int, b: int, lead: tuple[int, int] | None, speaker: Speaker | None, claim: Clause
) -> Certainty | None:
    """The estimative words of a clause, else of the words between cue and content ("assessed it highly likely that").

    The interval is that of the speaker's own scale; a word that stands on a yardstick keeps the yardstick's
    interval for a speaker without one (PHIA, which asks no more of a reader than plain English).
    """
    source = lexicon.sources().get(speaker.source_id or "") if speaker else None
    wanted = source.scale if source and source.scale else "phia"
    ranges = [r for r in (claim.body, (a, b), lead) if r]
    for low, high in ranges:
        for i in range(low, high):
            if claim.condition and claim.condition[0] <= i < claim.condition[1]:
                continue
            found = [e for e in lexicon.estimates().at(line.lows, i, high) if _estimates(line, e, i)]
            if found:
                size = found[0].size
                return _on_scale(line, i, [e for e in found if e.size == size], wanted)
    return None


def _estimates(line: Line, entry: Entry, i: int) -> bool:
    """Modals count only as modals ("May" is a month), and "could not" says that it was not so."""
    token = line.tokens[i]
    if entry["pos"] == "modal":
        following = line.lows[i + entry.size] if i + entry.size < len(line.lows) else ""
        return token.tag == "MD" and following not in {"not", "n't"} and not token.low.endswith("n't")
    return True


def _on_scale(line: Line, i: int, entries: list[Entry], wanted: str) -> Certainty:
    entry = next((e for e in entries if e["scale"] == wanted), None)
    entry = entry or next((e for e in entries if e["scale"] == "survey"), entries[0])
    first, last = line.tokens[i], line.tokens[i + entry.size - 1]
    low, high = entry["low"], entry["high"]
    return Certainty(
        line.text[first.start : last.end], first.start, last.end, entry["scale"] or None,
        float(low) if low else None, float(high) if high else None,
    )  # fmt: skip


def kind_of(line: Line, clause: Clause, found: Happening | None, estimate: Certainty | None, manner: str) -> str:
    """The kind of a claim; conditions first, then the future, then what the words say of place and time.

    ``manner`` is ``think`` or ``predict`` where the speaker's verb says so.
    """
    if clause.condition:
        return "conditional"
    a, b = clause.core
    text = line.words_of(a, b)
    relation = _RELATION.search(text)
    first = line.tokens[found.start].start - line.tokens[a].start if found else None
    if relation and not (found and (found.verb or (first is not None and first < relation.start()))):
        return "relation"
    if any(t.low in _FUTURE or t.low.endswith(("'ll", "’ll")) for t in line.tokens[a:b]) and not _counterfactual(
        line, a, b
    ):
        return "forecast"
    if _FORESEEING.search(text) or (manner == "predict" and not any(t.tag == "VBD" for t in line.tokens[a:b])):
        return "forecast"
    if _still_to_come(line, a, b, text):
        return "forecast"
    if _BACKGROUND.search(text):
        return "background"
    if found and any(t.low in _WISHING for t in line.tokens[max(a, found.start - 6) : found.start]):
        return "state"
    declared = found.entry["kind"] if found else ""
    if declared == "relation":
        return "relation"
    if manner or (estimate and estimate.low is not None and estimate.scale != "survey"):
        return "assessment"
    main = line.tokens[main_verb(line, a, b)]
    if declared == "state" and found and found.entry["event"] not in {"hold"} and main.tag == "VBD":
        return "event"  # "was cut off on Friday": it came about
    if declared:
        return declared
    if found:
        lasting = found.entry["event"] == "hold" and found.verb and main.tag in {"VBZ", "VBP"}
        return "state" if lasting or (_standing(line, a, b) and not found.verb) else "event"
    return _plain_kind(line, a, b, estimated=estimate is not None)


def _plain_kind(line: Line, a: int, b: int, *, estimated: bool) -> str:
    """The kind of a clause without an event word: a copula states, in the past it gives background, a verb tells."""
    if estimated:
        return "assessment"
    if not any(t.finite for t in line.tokens[a:b]):
        return "event"
    main = line.tokens[main_verb(line, a, b)]
    if main.low in {"is", "are", "was", "were", "has", "have", "had", "'s", "'re"}:
        following = [t for t in line.tokens[a:b] if t.start > main.start and t.tag != "RB"][:2]
        told = following and (
            following[0].tag in {"VBN", "VBD"}
            or (following[0].tag == "VBG" and main.low not in {"has", "have", "had"})
            or (following[0].low == "been" and len(following) > 1)
        )
        return "event" if told else "state"
    return "event" if main.tag == "VBD" else "state"


def _still_to_come(line: Line, a: int, b: int, text: str) -> bool:
    """ "to leave the town", "is unlikely to fall", "may attack within days": what comes after the report."""
    if line.tokens[a].low == "to" and a + 1 < b and line.tokens[a + 1].tag in {"VB", "VBP"}:
        return True
    if _LIKELY_TO.search(text):
        return True
    return bool(_SOON.search(text)) and any(t.low in {"may", "might", "could", "can"} for t in line.tokens[a:b])


def _counterfactual(line: Line, a: int, b: int) -> bool:
    """ "would have fallen": what did not come, not what will."""
    return any(line.lows[i] == "would" and "have" in line.lows[i + 1 : i + 3] for i in range(a, b))


def _standing(line: Line, a: int, b: int) -> bool:
    return any(t.low in {"is", "are", "remain", "remains"} for t in line.tokens[a:b])


def actors(
    line: Line, clause: Clause, found: Happening | None, seen: Sequence[tuple[str, tuple[int, int]]] = ()
) -> tuple[Actor, ...]:
    """Who does it and to whom: by the rules, and where they name none by what the encoder has ``seen`` as (role, range
    of tokens). On the dev split the rules are right more often and silent half of the time.
    """
    out = _ruled_actors(line, clause, found) if found else []
    for role in ("agent", "target"):
        if not any(o.role == role for o in out):
            taken = [(o.start or 0, o.end or 0) for o in out]
            spots = [_whole_noun(line, *spot) for r, spot in seen if r == role]
            own = [_actor(line, spot, role) for spot in spots if any(_names(line, i) for i in range(*spot))]
            out += [o for o in own if not any((o.start or 0) < d and c < (o.end or 0) for c, d in taken)]
    return tuple(sorted(out, key=lambda o: (o.role, o.start or 0)))


def _whole_noun(line: Line, a: int, b: int) -> tuple[int, int]:
    """ "Russian" of "Russian army" is half a name: it goes on to its noun."""
    while b < len(line.tokens) and line.tokens[b].noun and line.tokens[b - 1].tag.startswith(("JJ", "NNP")):
        b += 1
    return a, b


def _names(line: Line, i: int) -> bool:
    return line.tokens[i].noun or line.tokens[i].tag in {"PRP", "DT", "CD"}


def _ruled_actors(line: Line, clause: Clause, found: Happening) -> list[Actor]:
    """Agent and target of the event by the slots that its entry names; the passive turns subject and object."""
    a, b = clause.core
    slots: dict[str, tuple[int, int] | None] = {"subj": None, "obj": None}
    before = _subject(line, _verb_group(line, found.start, a), a)
    if found.start > a + 1 and line.tokens[found.start].tag == "VBG" and line.lows[found.start - 1] in {"of", "for"}:
        before = phrase_after(line, a, found.start - 1)  # "accused X of shelling Y"
    slots["subj"] = before or (clause.subject if clause.subject and clause.subject[0] < found.start else None)
    after = phrase_after(line, found.end, b) if found.end < b else None
    slots["obj"] = after
    for i in range(found.end, b - 1):
        word = line.tokens[i].low
        if word in {"of", "by", "to", "on", "against", "with", "from"} and slots.get(word) is None:
            slots[word] = phrase_after(line, i + 1, b)
    agent, target = found.entry["agent"], found.entry["target"]
    if found.verb and _is_passive(line, found, a):
        slots["obj"], slots["subj"] = slots["subj"], slots.get("by")
    out: list[Actor] = []
    for role, slot in (("agent", agent), ("target", target)):
        spot = slots.get(slot)
        if spot is None and role == "agent" and not found.verb:
            spot = _possessor(line, found, a)
        if spot and not any(o.start == line.tokens[spot[0]].start for o in out):
            out.append(_actor(line, spot, role))
    return out


def _verb_group(line: Line, start: int, a: int) -> int:
    """Where the verb group that ends in the event word begins: "have been trying to" capture."""
    i = start
    while i > a and (
        line.tokens[i - 1].verb
        or line.tokens[i - 1].tag in {"TO", "RB"}
        or line.lows[i - 1] in {"to", "able", "unable"}
    ):
        i -= 1
    return i


def _subject(line: Line, verb: int, a: int) -> tuple[int, int] | None:
    """The phrase before a verb; in "troops deployed in X are refusing" the troops, not X."""
    spot = phrase_before(line, verb, a)
    if not spot or spot[0] < a + 3 or line.tokens[spot[0] - 1].tag != "IN":
        return spot
    participle = line.tokens[spot[0] - 2]
    if participle.tag in {"VBN", "VBD", "VBG"}:
        return phrase_before(line, spot[0] - 2, a) or spot
    return spot


def _is_passive(line: Line, found: Happening, a: int) -> bool:
    if line.tokens[found.start].tag not in {"VBN", "VBD"}:
        return False
    group = line.tokens[_verb_group(line, found.start, a) : found.start]
    return any(t.low in {"is", "are", "was", "were", "be", "been", "being", "get", "got"} for t in group)


def _possessor(line: Line, found: Happening, a: int) -> tuple[int, int] | None:
    """ "Russian attacks", "Wagner's assault": the word before the noun names the agent."""
    if found.start <= a:
        return None
    token = line.tokens[found.start - 1]
    if token.low in lexicon.nationalities() or token.text.endswith(("'s", "’s")):
        return (found.start - 1, found.start)
    return None


def _actor(line: Line, spot: tuple[int, int], role: str) -> Actor:
    name = line.words_of(*spot)
    first, last = line.tokens[spot[0]], line.tokens[spot[1] - 1]
    return Actor(name, role, side_of(line, *spot), first.start, last.end)


def side_of(line: Line, a: int, b: int) -> str | None:
    """The side of the longest known actor named in a phrase, None when it names none."""
    if b - a == 1 and line.tokens[a].low in PERSONAL:
        return None
    table = lexicon.actor_names()
    b = min(b, a + 12)
    for size in range(b - a, 0, -1):
        for i in range(a, b - size + 1):
            side = table.get(lexicon.fold(line.words_of(i, i + size)))
            if side:
                return side
    return next((n.lower() for t in line.tokens[a:b] if (n := lexicon.nationalities().get(t.low))), None)


def quantities(line: Line, a: int, b: int) -> tuple[Quantity, ...]:
    """Counts and measures: digits or words, ranges ("200-300"), with the noun that is counted."""
    out: list[Quantity] = []
    i = a
    while i < b:
        value = _value(line, i, b)
        if value is None:
            i += 1
            continue
        low, high, end = value
        unit_at = next((j for j in range(end, min(b, end + 4)) if line.lows[j] in lexicon.counted()), None)
        between = line.tokens[end:unit_at] if unit_at is not None else []
        apart = any(t.low in {",", ".", ";", "and"} or t.finite or t.low in TIME_WORDS for t in between)
        if unit_at is not None and not apart:
            stop = unit_at + 1
            text = line.words_of(i, stop)
            out.append(
                Quantity(
                    text,
                    line.tokens[i].start,
                    line.tokens[stop - 1].end,
                    low,
                    high,
                    lexicon.counted()[line.lows[unit_at]],
                )
            )
            end = stop
        i = max(end, i + 1)
    return tuple(out)


def _value(line: Line, i: int, b: int) -> tuple[float, float | None, int] | None:
    low = line.lows[i]
    if low in _VAGUE:
        return _VAGUE[low], None, i + 1
    number = _single(low)
    if number is None:
        return None
    end = i + 1
    if end < b and line.lows[end] in _MAGNITUDES:
        number *= _MAGNITUDES[line.lows[end]]
        end += 1
    if end + 1 < b and line.lows[end] in {"-", "–", "to"} and (upper := _single(line.lows[end + 1])) is not None:
        return number, upper, end + 2
    return number, number, end


def _single(word: str) -> float | None:
    if _NUMBER.fullmatch(word):
        try:
            return float(word.replace(",", "").rstrip("."))
        except ValueError:  # "24.02.2023": a date, no number
            return None
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    tens, _, ones = word.partition("-")
    if tens in _NUMBER_WORDS and ones in _NUMBER_WORDS:
        return _NUMBER_WORDS[tens] + _NUMBER_WORDS[ones]
    return _MAGNITUDES.get(word) if word in _MAGNITUDES else None
