"""Make a virtual environment from the hash-pinned locks: ``install.py FOLDER run|dev|spark``.

Standard library only, because it runs before anything is installed. Uses uv where it is found, else pip. An
install that was cut short leaves a mark behind, and the next call begins anew: a package whose files are half
there looks installed to pip.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
UNFINISHED = ".unfinished"


def main(folder: str, profile: str) -> None:
    """Create the environment if it is missing or unfinished and bring it to the state of the lock."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells an older Python so
        sys.exit(
            f"Fogline needs Python 3.11 or later and this is {sys.version.split()[0]}; "
            "name another one: make PYTHON=python3.12 ..."
        )
    target = Path(folder)
    python = target / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    uv = shutil.which("uv")
    mark = target / UNFINISHED
    if mark.exists() or not python.exists():
        make(target, mark, with_pip=uv is None)
    elif uv is None and not has_pip(python):  # made by uv, and uv is gone
        make(target, mark, with_pip=True)
    mark.touch()
    install(python, uv, profile)
    mark.unlink()


def make(target: Path, mark: Path, *, with_pip: bool) -> None:
    """An empty environment in place of whatever stands at ``target``."""
    print(f"making {target}", flush=True)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    mark.touch()
    try:
        venv.create(target, with_pip=with_pip)
    except subprocess.CalledProcessError:
        sys.exit("this Python cannot make environments with pip; install its venv package (python3-venv)")


def has_pip(python: Path) -> bool:
    """Whether the environment has a pip that runs."""
    return run([str(python), "-m", "pip", "--version"], quiet=True) == 0


def install(python: Path, uv: str | None, profile: str) -> None:
    """Everything in one call with its hashes, then Fogline itself, built by the pinned hatchling."""
    print(f"installing from locks/{profile}.txt, a few minutes the first time", flush=True)
    if uv:
        pip = [uv, "pip", "install", "-q", "--python", str(python)]
    else:
        pip = [str(python), "-m", "pip", "install", "-q", "--no-input"]
        pip += ["--disable-pip-version-check", "--root-user-action=ignore"]
    locks = [HERE / "build.txt", HERE / f"{profile}.txt"]
    requirements = [part for lock in locks for part in ("-r", str(lock))]
    for command in (
        [*pip, "--require-hashes", "--no-deps", *requirements],
        [*pip, "--no-deps", "--no-build-isolation", "-e", str(HERE.parent)],
    ):
        status = run(command)
        if status:
            sys.exit(f"the installer stopped with status {status}; mend what it names and call make again")


def run(command: list[str], *, quiet: bool = False) -> int:
    """The exit status of one command."""
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, check=False, stdout=sink, stderr=sink).returncode  # noqa: S603 - our own line


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except KeyboardInterrupt:
        sys.exit("interrupted; call make again, it begins anew")
