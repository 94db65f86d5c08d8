"""The brief as data: what a renderer may print. A sentence without a reference cannot be made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """The words that a sentence stands on; ``number`` is that of the list at the end, ``url`` as the report has it."""

    number: int
    claim: str
    document: str
    source: str
    title: str | None
    date: str | None
    quote: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement of the brief: ``text`` says who, ``quote`` the claim's exact words where it tells one claim.

    ``hedge`` is the estimative words with their interval, ``time`` in short, ``marks`` are short tags ("speaker
    inferred"), ``also`` the other reports of the same statement. ValueError without at least one reference: what
    has no evidence is not said.
    """

    text: str
    references: tuple[Reference, ...]
    quote: str | None = None
    marks: tuple[str, ...] = ()
    hedge: str | None = None
    time: str | None = None
    also: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        if not self.references or not all(isinstance(r, Reference) for r in self.references):
            raise ValueError(f"a sentence needs at least one reference: {self.text!r}")
        if not isinstance(self.text, str) or not self.text.strip():
            raise ValueError("a sentence needs words")
        if not all(isinstance(s, Sentence) for s in self.also):
            raise ValueError("other reports of a sentence are sentences too")

    def every(self) -> tuple[Sentence, ...]:
        """The sentence and the other reports of it."""
        return (self, *self.also)


@dataclass(frozen=True, slots=True)
class Group:
    """The claims on one event: how many say so, the sides of a contradiction, the others' sentences.

    ``tally`` is None where one report says it; ``folded`` are sentences past those that are shown at once.
    """

    heading: str
    tally: Sentence | None
    sentences: tuple[Sentence, ...]
    sides: tuple[tuple[Sentence, ...], ...] = ()
    folded: tuple[Sentence, ...] = ()

    def every(self) -> tuple[Sentence, ...]:
        """All sentences in the order of printing."""
        shown = (*(s for side in self.sides for s in side), *self.sentences, *self.folded)
        return (*((self.tally,) if self.tally else ()), *shown)


@dataclass(frozen=True, slots=True)
class Section:
    """One place: what is claimed, apart from it what is assessed or foretold, and folded what is said besides.

    ``detail`` says where the place lies or that its name is not resolved; ``ask`` is the command that shows all.
    """

    heading: str
    claimed: tuple[Group, ...]
    assessed: tuple[Group, ...] = ()
    folded: tuple[Sentence, ...] = ()
    detail: str = ""
    ask: str = ""

    def every(self) -> tuple[Sentence, ...]:
        """All sentences in the order of printing."""
        return (*(s for g in (*self.claimed, *self.assessed) for s in g.every()), *self.folded)


@dataclass(frozen=True, slots=True)
class Brief:
    """A day's brief. ``moment`` is the ledger moment; ``facts`` and ``foot`` are counts and rules of the brief
    itself, never statements about the world; ``lead`` names the day's first changes, ``rest`` tells in one line each
    what is not shown in full.
    """

    day: str
    since: str
    moment: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    rest: tuple[Sentence, ...]
    references: tuple[Reference, ...]
    foot: tuple[str, ...]
    empty: str | None = None
    lead: tuple[Sentence, ...] = ()

    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence about the world, in the order of printing, other reports of one after it.

        TypeError for anything among them that is not a Sentence: renderers print only what this returns.
        """
        for section in self.sections:
            for group in (*section.claimed, *section.assessed):
                _only(group, Group)
        found = (*self.lead, *(s for section in self.sections for s in section.every()), *self.rest)
        for sentence in found:
            _only(sentence, Sentence)
        return tuple(one for sentence in found for one in sentence.every())


def _only(thing: object, kind: type) -> None:
    if not isinstance(thing, kind):
        raise TypeError(f"a brief prints {kind.__name__} objects only, not {type(thing).__name__}: {thing!r}")
