"""Text from outside made safe for a terminal. Standard library only: the command's start waits for it."""

from __future__ import annotations

import re

# Escape sequences first (CSI, OSC, others), then every control character but newline and tab, and the marks
# that turn the direction of a line: a headline must not repaint the screen or show its words in another order.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])|\x9b[0-?]*[ -/]*[@-~]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text without escape sequences, control characters and direction marks."""
    return _CONTROLS.sub("", _ESCAPES.sub("", text))


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 claim", "2,000 claims"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
