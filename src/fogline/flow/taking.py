"""What a user names, as documents; apart from ``adding``, because to look at one report needs no ledger."""

from __future__ import annotations

from collections.abc import Iterator

from fogline import intake
from fogline.model import Intake, Rejected


def options(published: str | None, source: str | None, allow_private: bool) -> intake.Options:
    """How reports are taken in; FoglineError for a ``published`` that is no date."""
    return intake.Options(published=published, source=source, allow_private=allow_private)


def take(target: str, how: intake.Options) -> Iterator[Intake | Rejected]:
    """What intake finds at a target; a fault of a parser is one more rejection."""
    try:
        yield from intake.read(target, how)
    except Exception as fault:  # one file must not cost the others
        why = f"intake failed ({type(fault).__name__}: {fault})"
        yield Rejected(target, why, "leave this one out, and report it")
