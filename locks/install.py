"""Make a virtual environment from the hash-pinned locks: ``install.py FOLDER run|dev|spark``.

Standard library only, because it runs before anything is installed. Uses uv where it is found, else pip.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent


def main(folder: str, profile: str) -> None:
    """Create the environment if it is missing and bring it to the state of the lock."""
    if sys.version_info < (3, 11):
        sys.exit(f"Fogline needs Python 3.11 or later, this is {sys.version.split()[0]}: make PYTHON=python3.12 …")
    target = Path(folder)
    python = target / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    uv = shutil.which("uv")
    if not python.exists():
        print(f"making {target} …", flush=True)
        venv.create(target, with_pip=uv is None, clear=target.exists())
    pip = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    quiet = ["-q"] if uv else ["-q", "--disable-pip-version-check", "--no-input"]
    print(f"installing from locks/{profile}.txt (a few minutes the first time) …", flush=True)
    locks = [HERE / "build.txt", HERE / f"{profile}.txt"]
    requirements = [part for lock in locks for part in ("-r", str(lock))]
    run([*pip, *quiet, "--require-hashes", "--no-deps", *requirements])
    run([*pip, *quiet, "--no-deps", "--no-build-isolation", "-e", str(HERE.parent)])


def run(command: list[str]) -> None:
    """Run one installer command; stop with its exit status when it fails."""
    status = subprocess.run(command, check=False).returncode  # noqa: S603 - our own command line
    if status:
        sys.exit(status)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
