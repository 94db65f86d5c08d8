"""The command line as a user meets it: a process of its own, with its output and exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def is_clear(self) -> bool:
        """It ended in a message that names the fault and the mend, not in a traceback."""
        return self.status == 2 and "Traceback" not in self.err and "mend: " in self.err


def fogline(
    *arguments: str | Path,
    stdin: bytes | None = None,
    env: dict[str, str] | None = None,
    before: Callable[[], None] | None = None,
    timeout: float = 120,
) -> Outcome:
    """One call; ``before`` runs in the child before the command does."""
    done = subprocess.run(
        [sys.executable, "-m", "fogline", *map(str, arguments)],
        input=stdin, capture_output=True, timeout=timeout, check=False, env=os.environ | (env or {}),
        preexec_fn=before,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())
