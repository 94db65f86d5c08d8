"""Relay against primary: what an article made of the words of the source that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fogline.checking import slots
from fogline.checking.material import Holder, Shelf, evidence
from fogline.checking.passages import Fit, Passage, fits, passages, places, statement
from fogline.checking.wording import content, hedged, negated, shared, without_evidentials
from fogline.model import Claim, Document, Evidence, Finding, Span
from fogline.text import Shape

# Below these shares of the claim's words the source's report says nothing of it: in no one sentence, and not in all
# of them together.
NO_SENTENCE, NO_REPORT = 0.26, 0.45
# Words by which an article cites what a source said before: that report need not be the one at hand.
_OTHER_DAY = re.compile(
    r"\b(?:earlier|previously|last|ago|before|yesterday|remain(?:s|ed)?|repeated(?:ly)?|by now|\d+\s+(?:days?|weeks?)|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December))\b"
)
MOST_WORDS = 6  # to search by
OPENING = 200  # characters


def relay(claim: Claim, article: Document, cut: Shape, shelf: Shelf) -> Finding | None:
    """The one relay finding of a claim with a source; None for a claim that the article makes itself.

    ``altered`` needs one passage that agrees in all but one slot; ``unsupported`` needs the reports of every named
    party, read, and nothing in them near the claim. Otherwise it is ``not checkable``, with what to look for.
    """
    if not claim.said_by:
        return None
    levels = shelf.holders(claim)
    if not levels:
        who = claim.said_by[-1].name
        return _open(claim, f"Whom “{who}” means is only guessed, so there is no report to hold this against.")
    for holders in levels:
        found = {h: shelf.primaries(h, article) for h in holders}
        if any(found.values()):
            return _against(claim, article, cut, shelf, found)
    return _open(claim, _wanted(claim, article, levels[0]))


def _against(claim: Claim, article: Document, cut: Shape, shelf: Shelf, found: dict[Holder, list[Document]]) -> Finding:
    documents = list({d.id: d for ds in found.values() for d in ds}.values())
    read = [d for d in documents if shelf.library.claims.get(d.id)]
    who = _who(found, documents)
    if not read:
        said = f"{who} is at hand, but Fogline could read no claims in it; compare it by eye."
        return _open(claim, said, [_opening(documents[0])])
    known = [p for d in read for p in passages(d, shelf.library.claims[d.id], article, shelf)]
    ranked = fits(claim, known)
    if ranked and ranked[0].same:
        return _compared(claim, cut, ranked, _who(found, [ranked[0].passage.document]))
    missing = [h for h, ds in found.items() if not ds]
    whole = not missing and len(read) == len(documents) and _is_of_the_day(claim, article, cut, shelf, documents)
    if whole and _is_foreign(claim, read, ranked):
        text = f"{who} is at hand, and nothing in it says this."
        proof = [_words(ranked[0].passage)] if ranked else [_opening(read[0])]
        beside = any(f.place for f in ranked)  # it speaks of the place, and of something else there
        severity, sure = ("doubt", 0.6) if beside else ("fault", 0.75)
        return Finding(claim.id, "relay", "unsupported", None, severity, sure, text, tuple(proof))
    near = f"{who} is at hand, and no passage of it is clearly this statement; the nearest stands beside."
    if missing:
        near += " " + _wanted(claim, article, missing)
    return _open(claim, near, [_words(ranked[0].passage)] if ranked else [_opening(read[0])])


def _compared(claim: Claim, cut: Shape, ranked: Sequence[Fit], who: str) -> Finding:
    best = ranked[0]
    sentence = _sentence(claim, cut)
    change = (
        slots.place_changed(claim, best, ranked[1:])
        or slots.polarity_changed(claim, best, ranked)
        or slots.number_changed(claim, best)
        or slots.time_changed(claim, best)
        or slots.certainty_changed(claim, best, sentence)
    )
    proof: tuple[Evidence, ...] = (_words(best.passage),)
    if change and change.slot == "place":
        there = {_words(f.passage): None for f in ranked[1:] if f.place and f.passage.sentence != best.passage.sentence}
        proof += tuple(there)[:1]
    if change:
        text = f"{who} has {change.was}; here it became {change.became}."
        return Finding(claim.id, "relay", change.verdict, change.slot, change.severity, change.confidence, text, proof)
    if _is_faithful(claim, best, sentence):
        text = f"{who} says the same."
        return Finding(
            claim.id, "relay", "faithful", None, "note", round(min(0.95, 0.5 + best.cover / 2), 2), text, proof
        )
    text = f"{who} has a passage close to this; whether it says the same is for a reader to judge."
    return _open(claim, text, list(proof))


def _is_faithful(claim: Claim, fit: Fit, sentence: str) -> bool:
    """Whether words, places, polarity, certainty and numbers all meet.

    A hedge or a negation that stands on one side only leaves it open, whatever it belongs to.
    """
    theirs = fit.passage.claim
    if negated(fit.passage.text) and not negated(sentence):
        return False
    if negated(claim.quote.text) and not negated(fit.passage.text):
        return False
    if hedged(fit.passage.text) != hedged(without_evidentials(sentence)) and not (claim.certainty and theirs.certainty):
        return False
    return (
        fit.cover >= 0.5
        and _places_meet(claim, fit)
        and claim.denied == theirs.denied
        and slots.certainties_meet(claim, fit)
        and slots.numbers_meet(claim, fit)
    )


def _places_meet(claim: Claim, fit: Fit) -> bool:
    """Whether every place that the claim names is one of the passage's, by its id or its name."""
    known = places(fit.passage.claim)
    named = [p for p in claim.where if not p.carried]
    return all({c.id for c in p.candidates} & known or p.phrase in fit.passage.text for p in named)


def _is_of_the_day(claim: Claim, article: Document, cut: Shape, shelf: Shelf, documents: Sequence[Document]) -> bool:
    """Whether the reports at hand are surely those meant: of the article's own day, or given, and no other is cited."""
    if not any(d.day == article.day or d.id in shelf.library.given for d in documents):
        return False
    return not _OTHER_DAY.search(_sentence(claim, cut))


def _sentence(claim: Claim, cut: Shape) -> str:
    index = cut.sentence_at(claim.quote.start)
    return cut.words_of(cut.sentences[index].span) if index is not None else claim.quote.text


def _is_foreign(claim: Claim, read: Sequence[Document], ranked: Sequence[Fit]) -> bool:
    """Whether the reports have nothing of the claim: not its event at its place, and hardly any of its words.

    What happened is no ground for what a relay foretells: such a passage does not count as the claim's event.
    """
    wanted = statement(claim)
    if len(wanted) < 3 or any((f.event or f.kindred) and f.place and not _only_told(claim, f) for f in ranked):
        return False
    if any(f.cover > NO_SENTENCE for f in ranked):
        return False
    # Where the report speaks of the place, only what the article itself foretells or concludes is surely not its own.
    if any(f.place for f in ranked) and claim.kind not in ("forecast", "assessment"):
        return False
    return shared(wanted, frozenset(w for d in read for w in content(d.text))) < NO_REPORT


def _only_told(claim: Claim, fit: Fit) -> bool:
    """Whether the claim foretells and the passage tells, without any estimate or outlook."""
    return claim.kind == "forecast" and fit.passage.claim.kind in ("event", "state") and not hedged(fit.passage.text)


def _open(claim: Claim, text: str, proof: Sequence[Evidence] = ()) -> Finding:
    return Finding(claim.id, "relay", "not checkable", None, "note", 0.9, text, tuple(proof))


def _wanted(claim: Claim, article: Document, holders: Sequence[Holder]) -> str:
    """What to look for: the institution, its days, and words to search by."""
    names = " or ".join(dict.fromkeys(h.name for h in holders))
    day = f"of {article.day} or the two days before" if article.day else "(the article has no date)"
    towns = [p.phrase for p in claim.where if not p.carried]
    stems = statement(claim)
    words = [w for w in claim.quote.text.split() if content(w) & stems]
    sought = list(dict.fromkeys(w.strip(".,;:“”\"'()") for w in [*towns, *words]))[:MOST_WORDS]
    search = f", with the words: {', '.join(sought)}" if sought else ""
    return f"No report by {names} {day} is at hand; look for one{search}."


def _who(found: dict[Holder, list[Document]], documents: Sequence[Document]) -> str:
    ids = {d.id for d in documents}
    names = " and ".join(dict.fromkeys(h.name for h, ds in found.items() if any(d.id in ids for d in ds)))
    days = sorted({d.day for d in documents if d.day})
    dated = " and ".join(days)
    if len(documents) == 1:
        return f"The report by {names}" + (f" of {dated}" if days else "")
    return f"What {names} published" + (f" on {dated}" if days else "")


def _words(passage: Passage) -> Evidence:
    return evidence(passage.document, passage.sentence)


def _opening(document: Document) -> Evidence:
    """The first words of a report in which no passage could be pointed at."""
    end = len(document.text) if len(document.text) <= OPENING else document.text.rfind(" ", 0, OPENING)
    return evidence(document, Span(0, end if end > 0 else OPENING))
