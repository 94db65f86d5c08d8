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
    """One statement of the brief, with the claim's exact words where it tells one claim.

    ``marks`` are short tags ("denied", "speaker inferred"). ValueError without at least one reference: what has
    no evidence is not said.
    """

    text: str
    references: tuple[Reference, ...]
    quote: str | None = None
    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.references or not all(isinstance(r, Reference) for r in self.references):
            raise ValueError(f"a sentence needs at least one reference: {self.text!r}")
        if not isinstance(self.text, str) or not self.text.strip():
            raise ValueError("a sentence needs words")


@dataclass(frozen=True, slots=True)
class Group:
    """The claims on one event: how many say so, what is disputed, each origin's sentence, and the relays."""

    heading: str
    tally: Sentence
    sentences: tuple[Sentence, ...]
    dispute: Sentence | None = None
    folded: tuple[Sentence, ...] = ()

    def every(self) -> tuple[Sentence, ...]:
        """All sentences in the order of printing."""
        return (self.tally, *((self.dispute,) if self.dispute else ()), *self.sentences, *self.folded)


@dataclass(frozen=True, slots=True)
class Section:
    """One place: what is claimed, apart from it what is assessed or foretold, and folded what is background."""

    heading: str
    claimed: tuple[Group, ...]
    assessed: tuple[Group, ...] = ()
    folded: tuple[Sentence, ...] = ()
    note: Sentence | None = None
    slug: str = ""

    def every(self) -> tuple[Sentence, ...]:
        """All sentences in the order of printing."""
        groups = (s for g in (*self.claimed, *self.assessed) for s in g.every())
        return (*((self.note,) if self.note else ()), *groups, *self.folded)


@dataclass(frozen=True, slots=True)
class Brief:
    """A day's brief. ``moment`` is the ledger moment; ``facts`` and ``foot`` are counts and rules of the brief
    itself, never statements about the world; ``rest`` tells in one line each what is not shown in full.
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

    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence about the world, in the order of printing.

        TypeError for anything among them that is not a Sentence: renderers print only what this returns.
        """
        for section in self.sections:
            for group in (*section.claimed, *section.assessed):
                _only(group, Group)
        found = (*(s for section in self.sections for s in section.every()), *self.rest)
        for sentence in found:
            _only(sentence, Sentence)
        return found


def _only(thing: object, kind: type) -> None:
    if not isinstance(thing, kind):
        raise TypeError(f"a brief prints {kind.__name__} objects only, not {type(thing).__name__}: {thing!r}")
