"""What a user names: files, folders, globs, standard input; and what cannot be reached."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fogline.intake import Options, expand, is_address, read
from fogline.model import Intake, Rejected


def texts(target: object) -> list[str]:
    return [t.document.text if isinstance(t, Intake) else f"! {t.fault}" for t in read(str(target))]


def fill(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    fill(tmp_path, b__txt="Second.", a__txt="First.", __hidden__txt="Hidden.", photo__jpg="no report")
    fill(tmp_path / "sub", c__md="Third.")
    fill(tmp_path / ".git", d__txt="Hidden.")
    assert texts(tmp_path) == ["First.", "Second.", "Third."]


def test_what_tells_about_a_folder_is_no_report_unless_it_is_named(tmp_path: Path) -> None:
    beside = {"README__md": "About.", "readme-first__txt": "About.", "LICENSE__txt": "Terms.", "ChangeLog__md": "New."}
    fill(tmp_path, a__txt="First.", readmen__txt="A report.", **beside)
    assert texts(tmp_path) == ["First.", "A report."]
    assert texts(tmp_path / "README.md") == ["About."]


def test_a_glob_is_sorted(tmp_path: Path) -> None:
    fill(tmp_path, b__txt="Second.", a__txt="First.", c__md="Third.")
    assert texts(tmp_path / "*.txt") == ["First.", "Second."]
    assert texts(tmp_path / "*.pdf") == ["! no file matches the pattern"]


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    fill(tmp_path, **{"a[1]__txt": "Bracketed."})
    assert texts(tmp_path / "a[1].txt") == ["Bracketed."]


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    fill(tmp_path / "out", note__txt="Outside.")
    inside = tmp_path / "in"
    fill(inside, a__txt="First.")
    (inside / "b.txt").symlink_to(inside / "a.txt")
    (inside / "c.txt").symlink_to(tmp_path / "out" / "note.txt")
    (inside / "d.txt").symlink_to(tmp_path / "nowhere")
    (inside / "out").symlink_to(tmp_path / "out")
    assert texts(inside) == [
        "First.", "First.", "! the link leads out of the folder", "! the link leads nowhere",
    ]  # fmt: skip
    assert texts(inside / "c.txt") == ["Outside."]  # named by itself it is meant


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_a_folder_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert texts(tmp_path) == ["! it is no ordinary file"]


def test_what_is_not_there(tmp_path: Path) -> None:
    assert texts(tmp_path / "none.txt") == ["! there is no such file"]
    assert texts("a\0b") == ["! the path cannot be read"]
    (tmp_path / "empty").mkdir()
    assert texts(tmp_path / "empty") == ["! no file in the folder is a report"]


def test_what_may_not_be_read(tmp_path: Path) -> None:
    fill(tmp_path, a__txt="Closed.", b__txt="Open.")
    (tmp_path / "a.txt").chmod(0)
    if os.access(tmp_path / "a.txt", os.R_OK):
        pytest.skip("root may read everything")
    assert texts(tmp_path) == ["! there is no permission to read it", "Open."]


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The same as above for whoever runs the tests as root.
    fill(tmp_path, a__txt="Closed.")

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (found,) = read(str(tmp_path / "a.txt"))
    assert found == Rejected(
        str(tmp_path / "a.txt"), "there is no permission to read it", "change its permissions, or copy it"
    )


def test_names_with_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    fill(tmp_path, **{"a\x1b[31m\n__txt": ""})
    (found,) = read(str(tmp_path))
    assert isinstance(found, Rejected)
    assert found.where.isprintable()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"The ministry spoke.")))
    assert texts("-") == ["The ministry spoke."]


def test_a_bad_file_does_not_end_the_batch(tmp_path: Path) -> None:
    fill(tmp_path, a__txt="First.", b__txt="", c__json="{", d__txt="Last.")
    assert texts(tmp_path)[0] == "First."
    assert texts(tmp_path)[-1] == "Last."
    assert len(texts(tmp_path)) == 4


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://lorn.example", True),
        ("file:/etc/passwd", True),
        ("C:\\reports\\a.txt", False),
        ("report: Bakhmut.txt", False),  # a file may have a colon in its name
        ("a.txt", False),
    ],
)
def test_addresses_are_told_from_paths(target: str, address: bool) -> None:
    assert is_address(target) is address


def test_expand_lists_without_reading(tmp_path: Path) -> None:
    fill(tmp_path, a__txt="First.")
    assert list(expand(str(tmp_path))) == [tmp_path / "a.txt"]


def test_a_limit_holds_for_files(tmp_path: Path) -> None:
    fill(tmp_path, a__txt="word " * 1000)
    (found,) = read(str(tmp_path / "a.txt"), Options(max_bytes=1000))
    assert isinstance(found, Rejected)


def test_parsers_are_loaded_when_they_are_needed() -> None:
    heavy = "trafilatura feedparser pypdfium2 docx py3langid numpy charset_normalizer htmldate".split()
    code = f"import sys, fogline.intake; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
