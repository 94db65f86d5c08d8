"""Bad input through the command line: each ends in a clear message, and what was good is kept."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from command import fogline, here
from fogline.ledger import Ledger

GOOD = "On Thursday the General Staff said that its troops had repelled nine attacks near Vuhledar.\n"
MEGABYTE = 1_000_000
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Night Desk</title><link>https://desk.example</link>
<item><title>First</title><link>https://desk.example/1</link><pubDate>Thu, 23 Feb 2023 10:00:00 GMT</pubDate>
<description>The brigade repelled nine attacks near Vuhledar on Thursday, the ministry said.</description></item>
<item><pubDate>yesterday-ish</pubDate></item>
<item><title>Third</title><link>https://desk.example/3</link><pubDate>Fri, 24 Feb 2023 10:00:00 GMT</pubDate>
<description>Shells fell on Bakhmut overnight, and two civilians were wounded, officials said.</description></item>
</channel></rss>"""
CHINESE = (
    "<html lang='zh'><head><title>战报</title></head><body><article><p>"
    + "周四乌军击退了九次进攻。" * 30
    + "</p></article></body></html>"
)
# A PDF with one empty page: valid, and without any text.
EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def warc_record(number: int, body: str) -> bytes:
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://desk.example/{number}\r\n"
        f"WARC-Date: 2023-02-23T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{number}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(page)}\r\n\r\n"
    )
    return head.encode() + page + b"\r\n\r\n"


def article(words: str) -> str:
    return (
        f"<html lang='en'><head><title>Report</title></head><body><article><p>{words * 3}</p></article></body></html>"
    )


def documents(ledger: Path) -> int:
    with Ledger.open(ledger, readonly=True) as opened:
        return sum(1 for _ in opened.documents())


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "l.fogline"


BAD = {
    "empty.txt": b"",
    "blank.html": b"<html><body>   </body></html>",
    "large.txt": b"The troops withdrew from the town on Thursday.\n" * (50 * MEGABYTE // 47),
    "junk.txt": bytes(range(256)) * 64,
    "junk.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 64,
    "scan.pdf": EMPTY_PDF,
    "broken.json": b'{"name": "channel", "type": "public_channel", "messages": [{"id": 1,',
    "junk.docx": b"PK\x03\x04" + bytes(range(256)),
    "cut.warc.gz": b"\x1f\x8b\x08\x00junk",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_alone_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    done = here("read", path)
    assert done.is_clear, done.err
    assert name in done.err


def test_bad_files_do_not_cost_the_good_one_among_them(tmp_path: Path, ledger: Path) -> None:
    for name, data in {**BAD, "good.txt": GOOD.encode()}.items():
        (tmp_path / name).write_bytes(data)
    files = [tmp_path / name for name in (*BAD, "good.txt")]
    done = fogline("add", *files, "--published", "2023-02-23", "--ledger", ledger)
    assert done.status == 0
    assert "Traceback" not in done.err
    assert all(f"rejected {tmp_path / name}" in done.err for name in BAD)
    assert documents(ledger) == 1


def test_a_broken_item_of_a_feed_costs_only_itself(tmp_path: Path, ledger: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(FEED, encoding="utf-8")
    done = here("add", path, "--ledger", ledger)
    assert done.status == 0
    assert documents(ledger) == 2
    assert "1 rejected" in done.err


def test_a_language_that_is_not_read_is_kept_without_claims(tmp_path: Path, ledger: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(CHINESE, encoding="utf-8")
    done = here("add", path, "--published", "2023-02-23", "--ledger", ledger)
    assert done.status == 0
    assert "Chinese" in done.err
    assert "0 claims" in done.err
    assert documents(ledger) == 1


def test_a_cut_archive_gives_what_is_whole(tmp_path: Path, ledger: Path) -> None:
    whole = warc_record(1, article("The troops repelled nine attacks near Vuhledar on Thursday, the ministry said. "))
    cut = warc_record(2, article("Shells fell on Bakhmut overnight, officials said. "))[:400]
    path = tmp_path / "crawl.warc"
    path.write_bytes(whole + cut)
    done = here("add", path, "--ledger", ledger)
    assert done.status == 0, done.err
    assert documents(ledger) == 1
    assert "1 rejected" in done.err


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-16", ""),
        ("cp1251", ""),
        ("cp1251", "utf-8"),
        ("utf-8-sig", ""),
        ("latin-1", "koi8-r"),
        ("utf-8", "nonsense"),
    ],
)
def test_wrong_encodings_still_end_well(charset: str, declared: str, tmp_path: Path, ledger: Path) -> None:
    words = (
        "Войска отошли от города, сообщило министерство. "
        if charset == "cp1251"
        else "The café in Bakhmut was shelled. "
    )
    meta = f"<meta charset='{declared}'>" if declared else ""
    path = tmp_path / "page.html"
    path.write_bytes(article(words).replace("<head>", f"<head>{meta}").encode(charset))
    done = here("add", path, "--published", "2023-02-23", "--ledger", ledger)
    assert "Traceback" not in done.err
    assert done.status == 0
    assert documents(ledger) == 1


def test_two_thousand_places(tmp_path: Path, ledger: Path) -> None:
    names = ("Bakhmut", "Soledar", "Vuhledar", "Kherson", "Mariupol", "Lyman", "Siversk", "Kupiansk")
    lines = [f"Shells fell on {names[i % 8]} and {names[(i + 3) % 8]} on Thursday." for i in range(1000)]
    path = tmp_path / "many.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    done = here("add", path, "--published", "2023-02-23", "--ledger", ledger)
    assert done.status == 0, done.err
    assert documents(ledger) == 1


@pytest.mark.parametrize("content", [b"not a database at all, but words\n" * 200, b"SQLite format 3\x00 cut"])
def test_what_is_no_ledger_is_left_alone(content: bytes, tmp_path: Path, ledger: Path) -> None:
    ledger.write_bytes(content)
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    for arguments in (("add", str(tmp_path / "good.txt")), ("claims",), ("brief",)):
        done = here(*arguments, "--ledger", ledger)
        assert done.is_clear, done.err
        assert "--ledger" in done.err
    assert ledger.read_bytes() == content


def test_the_database_of_another_program_is_left_alone(tmp_path: Path, ledger: Path) -> None:
    with sqlite3.connect(ledger) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    before = ledger.read_bytes()
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    assert here("add", tmp_path / "good.txt", "--ledger", ledger).is_clear
    assert ledger.read_bytes() == before


def bound_by_permissions() -> list[str]:
    """What makes root obey the permissions of files, which it otherwise stands above."""
    if os.getuid() != 0:
        return []
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
    if not shutil.which("setpriv") or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("as root this needs setpriv, to give up root's rights over files")
    return prefix


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    prefix = bound_by_permissions()
    folder = tmp_path / "closed"
    folder.mkdir()
    good = tmp_path / "good.txt"
    good.write_text(GOOD, encoding="utf-8")
    folder.chmod(0o555)
    try:
        added = fogline("add", good, "--ledger", folder / "l.fogline", prefix=prefix)
        built = fogline("gazetteer", "lookup", "Vuhledar", env={"FOGLINE_CACHE": str(folder)}, prefix=prefix)
    finally:
        folder.chmod(0o755)
    assert added.is_clear, added.err
    assert "cannot be written" in added.err
    assert built.is_clear, built.err
    assert list(folder.iterdir()) == []


def full_disk(limit: int) -> Callable[[], None]:
    """No file of the child may grow beyond ``limit`` bytes: what a full disk looks like to it."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return limited


def test_a_full_disk_keeps_what_was_written(tmp_path: Path, ledger: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(40):
        (reports / f"{number:02}.txt").write_text(f"Number {number}. " + GOOD * 30, encoding="utf-8")
    full = fogline("add", reports, "--published", "2023-02-23", "--ledger", ledger, before=full_disk(MEGABYTE))
    assert full.is_clear, full.err
    assert "disk" in full.err
    kept = documents(ledger)
    assert 0 < kept < 40
    assert f"{kept} report" in full.err
    again = here("add", reports, "--published", "2023-02-23", "--ledger", ledger)
    assert again.status == 0
    assert documents(ledger) == 40


def test_an_export_to_a_full_disk(tmp_path: Path, ledger: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD * 50, encoding="utf-8")
    assert here("add", tmp_path / "good.txt", "--published", "2023-02-23", "--ledger", ledger).status == 0
    done = fogline("export", "--output", tmp_path / "o.jsonl", "--ledger", ledger, before=full_disk(1000))
    assert done.is_clear, done.err


def many_reports(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(f"Number {number}. " + GOOD * 40, encoding="utf-8")
    return folder


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_keeps_what_was_written(workers: str, tmp_path: Path, ledger: Path) -> None:
    reports = many_reports(tmp_path / "reports", 150)
    command = [sys.executable, "-m", "fogline", "add", str(reports), "--published", "2023-02-23"]
    command += ["--ledger", str(ledger), "--workers", workers]
    # A session of its own, so that the interrupt reaches the workers too, as it does from a keyboard.
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 100
    while not (ledger.exists() and _holds_some(ledger)) and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(child.pid, signal.SIGINT)
    told = child.communicate(timeout=60)[1]
    assert child.returncode == 130, told
    assert "Traceback" not in told
    assert "what was written stays" in told
    kept = documents(ledger)
    assert 0 < kept < 150
    assert _is_gone(child.pid)  # no worker is left behind
    shutil.rmtree(reports)
    many_reports(reports, kept + 2)
    assert here("add", reports, "--published", "2023-02-23", "--ledger", ledger).status == 0
    assert documents(ledger) == kept + 2


def _holds_some(ledger: Path) -> bool:
    try:
        return documents(ledger) > 2
    except Exception:  # it is being made at this moment
        return False


def _is_gone(group: int) -> bool:
    """Whether the group of processes ends; Python's own helper process notices a moment after the rest."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_two_adds_at_once(tmp_path: Path, ledger: Path) -> None:
    reports = many_reports(tmp_path / "reports", 12)
    command = [sys.executable, "-m", "fogline", "add", str(reports), "--published", "2023-02-23"]
    command += ["--ledger", str(ledger)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [child.communicate(timeout=120)[1] for child in both]
    assert [child.returncode for child in both] == [0, 0], told
    assert documents(ledger) == 12
    found = here("claims", "--format", "json", "--ledger", ledger).out.splitlines()
    assert len(found) == len(set(found)) > 0
