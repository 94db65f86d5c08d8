"""The happening that a clause states: which of its words names the event, and what its company makes of that event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fogline.reading import lexicon
from fogline.reading.clauses import Clause
from fogline.reading.lexicon import Entry
from fogline.reading.phrases import head_of, phrase_after, phrase_before
from fogline.reading.tokens import TIME_WORDS, Line

NEGATIONS = frozenset({"not", "never", "neither", "nor", "cannot", "n't"})
# "tried to take": an attempt on a place is an assault on it, not its capture.
_TRYING = frozenset(
    (
        "try tries tried trying attempt attempts attempted attempting seek seeks sought seeking struggle "
        "struggled struggling effort efforts"
    ).split()
)
_ATTEMPT = {"capture": "assault", "retake": "assault", "advance": "assault", "encircle": "assault"}
_CIVILIANS = frozenset(
    (
        "people residents inhabitants families family civilians women children refugees villagers townspeople patients "
        "households thousands hundreds population persons locals displaced"
    ).split()
)
_FIGHTERS = frozenset(
    (
        "troops soldiers soldier fighters fighter men forces brigade brigades battalion battalions regiment division "
        "army militia militants rebels insurgents gunmen commander commanders garrison unit units servicemen marines "
        "paratroopers guards enemy occupiers column deserters policemen officers general company companies platoon"
    ).split()
)
_MACHINES = frozenset("tank tanks vehicles vehicle ship ships equipment leopards bradleys guns launchers jets".split())
_LOADS = frozenset("lorries lorry trucks truck convoys aid flour food medicines".split())
_GUNS = frozenset(
    "artillery guns howitzers shells shell mortar mortars rockets rocket salvo salvoes salvos barrage weapons".split()
)
_AIRCRAFT = frozenset(
    (
        "drone drones missile missiles aircraft warplane warplanes jets jet helicopter helicopters aviation bombers "
        "bomber fpv fpvs uav uavs"
    ).split()
)
# Verbs that say neither what hits; verbs of flight that soldiers and civilians share.
_HITTING = frozenset("strike hit attack target fire bombard pound land fall reach shell".split())
_RUNNING = frozenset({"flee", "run off", "run away", "run for"})
_PASSING = frozenset(("of after before during since following despite until from about amid for besides like").split())
_SHARES = frozenset(
    (
        "one metres meters kilometres kilometers miles half part parts most majority third quarter bulk whole all rest "
        "remainder much"
    ).split()
)
_MEASURES = frozenset(
    (
        "wave waves series number dozens hundreds scores thousands start beginning end launch halt resumption "
        "lack loss battle state continuation total exchange bout spate string majority most some all none one"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event word in a clause: its entry and the tokens it spans."""

    entry: Entry
    start: int
    end: int

    @property
    def verb(self) -> bool:
        """Whether it is a verb (a noun names the happening without stating it)."""
        return self.entry["pos"] == "verb"


def happening(line: Line, clause: Clause) -> Happening | None:
    """The event that the clause states: that of its main verb before one named by a noun."""
    found = list(_happenings(line, *clause.core))
    if not found:
        return None
    finite = main_verb(line, *clause.core)
    if _silent(line, finite, clause.core[1]):
        return None
    verbs = [h for h in found if h.verb and h.start >= finite - 1]
    stated = [h for h in verbs if not _in_relative(line, finite, h.start) and not _gerund(line, h)]
    subject = clause.core[0]
    return next(iter(stated), None) or next((h for h in found if h.start >= subject and not h.verb), None) or found[0]


def _silent(line: Line, verb: int, b: int) -> bool:
    """ "has not confirmed the loss": nobody says so, and nobody says the contrary."""
    negated = any(t.low in NEGATIONS or t.low.endswith("n't") for t in line.tokens[verb : verb + 3])
    cue = range(verb, min(b, verb + 4))
    return negated and any(
        e["pos"] == "verb" and e["kind"] in {"say", "deny"} for i in cue for e in lexicon.cues().at(line.lows, i, b)
    )


def main_verb(line: Line, a: int, b: int) -> int:
    """The finite verb of a clause: in "troops deployed in X are refusing" it is "are", not the participle."""
    finite = [i for i in range(a, b) if line.tokens[i].finite]
    if not finite:
        return a
    first = finite[0]
    if len(finite) > 1 and line.tokens[first].tag == "VBD" and not line.tokens[first].auxiliary:
        between = line.tokens[first + 1 : finite[1]]
        # A subject, a comma or a conjunction in between would begin a clause of its own.
        if not any(t.tag in {"PRP", "CC", "WDT", "WP", ",", "DT"} or t.low in {"that", "as", "when"} for t in between):
            return finite[1]
    return first


def _happenings(line: Line, a: int, b: int) -> Iterator[Happening]:
    i = a
    while i < b:
        hit = next((e for e in lexicon.events().at(line.lows, i, b) if _fits(line, e, i, a, b)), None)
        if hit:
            yield Happening(hit, i, i + hit.size)
            i += hit.size
        else:
            i += 1


def _fits(line: Line, entry: Entry, i: int, a: int, b: int) -> bool:
    """Whether the words at ``i`` are this entry: its part of speech, and the company that the entry asks for."""
    token = line.tokens[i]
    pos = entry["pos"]
    if (
        pos == "verb"
        and not token.verb
        and entry.size == 1
        and not (token.tag.startswith("JJ") and token.low.endswith(("ed", "ing")))
    ):
        return False
    if (
        pos == "verb"
        and token.tag in {"VBG", "VBN"}
        and i + 1 < b
        and line.tokens[i + 1].noun
        and i > a
        and line.tokens[i - 1].tag in {"DT", "JJ", "IN"}
    ):
        return False  # "the attacking force", "captured equipment": a description, nothing stated
    if pos == "verb" and token.tag.startswith("JJ") and i + 1 < b and line.tokens[i + 1].noun:
        return False  # "a striking force"
    if pos == "noun" and entry.size == 1 and not token.noun:
        return False
    if pos == "noun" and _circumstance(line, i, a):
        return False
    if (
        pos == "noun"
        and line.tokens[i + entry.size - 1].tag == "NN"
        and i + entry.size < b
        and line.tokens[i + entry.size].tag in {"NN", "NNS"}
    ):
        return False  # the first half of a compound: "assault rifle", "defence ministry"
    rest = " ".join(line.lows[i + entry.size : min(b, i + entry.size + 5)])
    note = entry["note"]
    for part in note.split(";"):
        part = part.strip()
        if part.startswith("not:") and any(_begins(rest, w) for w in part[4:].split("|")):
            return False
        if part == "needs:place" and not _near_ground(line, i, entry.size, a, b):
            return False
        if part == "needs:military" and not _in_war(line, entry, i, a, b):
            return False
    return True


def _in_war(line: Line, entry: Entry, i: int, a: int, b: int) -> bool:
    """Whether an everyday word is meant in its military sense: by its sentence, or by its paragraph and its object."""
    if line.fighting or (line.military and entry["pos"] != "verb"):
        return True
    return line.military and _near_ground(line, i, entry.size, a, b)


def _circumstance(line: Line, i: int, a: int) -> bool:
    """ "the anniversary of the invasion", "criticism after the offensive": named in passing, not stated."""
    j = i - 1
    while j >= a and line.tokens[j].tag in {"JJ", "NNP", "POS", "CD"}:
        j -= 1
    if j >= a and line.tokens[j].tag in {"DT", "PRP$"}:
        j -= 1
    if j < a or line.lows[j] not in _PASSING:
        return False
    # "a wave of attacks", "the start of the offensive" and "hundreds of strikes" do state the happening.
    return not (line.lows[j] == "of" and j > a and line.lows[j - 1] in _MEASURES)


def _begins(rest: str, companion: str) -> bool:
    companion = companion.strip()
    bare = re.sub(r"^(?:a|an|the|its|their|his|her|any|further|active|direct|more|no) ", "", rest)
    return bool(companion) and any(re.match(rf"{re.escape(companion)}\b", r) for r in (rest, bare))


def _near_ground(line: Line, i: int, size: int, a: int, b: int) -> bool:
    """An object or passive subject that can be a place: a name with a capital, or a word for ground."""
    after = phrase_after(line, i + size, min(b, i + size + 9)) if i + size < b else None
    if after and _is_ground(line, *after):
        return True
    if i > a + 1 and line.lows[a] == "which" and line.tokens[a + 1].tag not in {"VBD", "VBZ", "VBP", "MD", "RB"}:
        return True  # "which our forces had entered": the ground stands before the clause
    passive = line.tokens[i].tag in {"VBN", "VBD"} and any(
        t.low in {"was", "were", "been", "is", "are", "be", "being"} for t in line.tokens[max(a, i - 3) : i]
    )
    intransitive = after is None
    before = phrase_before(line, i, a) if passive or intransitive else None
    return bool(before and _is_ground(line, *before))


def _is_ground(line: Line, a: int, b: int) -> bool:
    head = head_of(line, a, b)
    token = line.tokens[head]
    if token.low in lexicon.nouns("ground"):
        return True
    if token.low in _SHARES and any(t.low in lexicon.nouns("ground") or t.tag == "NNP" for t in line.tokens[head:b]):
        return True  # "the northern half of the town", "most of Goma"
    proper = token.tag.startswith("NNP") and token.text[:1].isupper() and token.low not in TIME_WORDS
    return proper and lexicon.fold(line.words_of(a, b)) not in lexicon.actor_names()


def _in_relative(line: Line, a: int, b: int) -> bool:
    return any(t.tag in {"WDT", "WP"} for t in line.tokens[a:b])


def _gerund(line: Line, found: Happening) -> bool:
    """ "after capturing X", "failure in taking Y": a verb as a noun, beside what the clause states."""
    before = line.tokens[found.start - 1] if found.start else None
    return line.tokens[found.start].tag == "VBG" and before is not None and before.tag == "IN"


def event_of(line: Line, clause: Clause, found: Happening | None) -> str:
    """The vocabulary's word as its company bends it; an attempt on a place counts as an assault."""
    if not found:
        return "other"
    event = found.entry["event"]
    back = line.tokens[max(clause.core[0], found.start - 6) : found.start]
    trying = any(t.low in _TRYING for t in back) and any(t.low in {"to", "at", "of"} for t in back)
    if trying and event in _ATTEMPT:
        return _ATTEMPT[event]
    return _by_company(line, clause, found, event) if found.verb else event


def _by_company(line: Line, clause: Clause, found: Happening, event: str) -> str:
    """Who does it or suffers it decides between neighbours: people who leave a town flee it, soldiers withdraw."""
    a, b = clause.core
    before = set(line.lows[max(a, found.start - 8) : found.start])
    after = set(line.lows[found.end : min(b, found.end + 5)])
    fighters, civilians = before & _FIGHTERS, before & _CIVILIANS
    if event in {"withdraw", "advance"} and civilians and not fighters:
        return "displace"
    if event == "displace" and found.entry.lemma in _RUNNING and fighters and not civilians:
        return "withdraw"
    if found.entry.lemma in {"capture", "seize", "take"} and _captive(line, found, a, b):
        return "detain"
    if found.entry.lemma == "lose" and after & (_FIGHTERS | _CIVILIANS | {"personnel", "killed"}):
        return "casualties"
    if found.entry.lemma == "lose" and after & _MACHINES:
        return "destroy"
    if event in {"advance", "withdraw"} and before & _LOADS and not fighters:
        return "aid"
    if found.entry.lemma in _HITTING:
        passive = line.tokens[found.start].tag in {"VBN", "VBD"}
        means = before | (after if passive or event == "shell" else set())
        if means & _AIRCRAFT:
            return "strike"
        if means & _GUNS:
            return "shell"
    return event


def _captive(line: Line, found: Happening, a: int, b: int) -> bool:
    """Whether what is captured is people: soldiers, an officer, a bare number."""
    after = phrase_after(line, found.end, b) if found.end < b else None
    spot = after or (phrase_before(line, found.start, a) if _after_be(line, found.start, a) else None)
    if spot is None:
        return False
    return line.lows[head_of(line, *spot)] in _FIGHTERS - {"brigade", "column", "garrison", "enemy"}


def _after_be(line: Line, i: int, a: int) -> bool:
    return any(t in {"is", "are", "was", "were", "been", "be", "being"} for t in line.lows[max(a, i - 3) : i])
