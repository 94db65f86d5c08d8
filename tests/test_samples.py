"""The bundled reports keep their own rules: honest, short, dated, of every form, and marked as re-tellings.

The files are parsed here by the simplest means, without the project's intake: the samples must be right by
themselves.
"""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest

SAMPLES = Path(__file__).parent.parent / "samples"
REPORTS = SAMPLES / "reports"
FILES = sorted(p for p in REPORTS.rglob("*") if p.is_file())
# Names of formats, not addresses of pages.
NAMESPACES = {"www.w3.org", "purl.org", "schema.org"}
CHANNELS = {"Steppe Line", "Map Room East"}
INVENTED = {"The Harbour Gazette", "Meridian Wire", "Lowland Courier", "Eastern Desk", "Степная газета"}
PERIODS = (("2023-01-10", "2023-02-25"), ("2023-05-01", "2023-05-31"), ("2024-10-01", "2024-10-31"))
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@dataclass(frozen=True)
class Report:
    """One report as simple means read it; ``day`` is the day of publication."""

    file: str
    source: str
    day: str
    url: str | None
    text: str
    language: str = "en"


def _plain(markup: str) -> str:
    """The words of a piece of markup, a line for each paragraph or heading."""
    blocks = re.findall(r"<(p|h2)(?:\s[^>]*)?>(.*?)</\1>", markup, re.DOTALL)
    return "\n".join(html.unescape(re.sub(r"<[^>]+>", "", inner)).strip() for _, inner in blocks)


def _text(path: Path) -> Iterator[Report]:
    head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    front = dict(line.split(": ", 1) for line in head.splitlines())
    language = front["Language"]
    yield Report(path.name, front["Source"], front["Published"][:10], front["URL"], body, language)


def _html(path: Path) -> Iterator[Report]:
    page = path.read_text(encoding="utf-8")

    def meta(pattern: str) -> str:
        found = re.search(pattern, page)
        assert found, f"{path.name} has no {pattern}"
        return found.group(1)

    story = re.search(r"<(article|div id=\"content\").*?<(?:aside|div class=\"sidebar\")", page, re.DOTALL)
    assert story, path.name
    body = re.sub(r"<p class=\"(?:byline|entry-meta)\">.*?</p>", "", story.group(), flags=re.DOTALL)
    published = meta(
        r"(?:\"datePublished\": |itemprop=\"datePublished\" content=|<time[^>]* datetime=)\"(\d{4}-\d\d-\d\d)"
    )
    source = meta(r"og:site_name\" content=\"([^\"]+)\"")
    yield Report(path.name, source, published, meta(r"rel=\"canonical\" href=\"([^\"]+)\""), _plain(body))


def _pdf(path: Path) -> Iterator[Report]:
    document = pypdfium2.PdfDocument(path)
    about = document.get_metadata_dict()
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    created = re.match(r"D:(\d{4})(\d\d)(\d\d)", about["CreationDate"])
    assert created, path.name
    assert "re-telling" in about["Subject"]
    assert "re-telling" in text
    yield Report(path.name, about["Author"], "-".join(created.groups()), None, text.partition("A re-telling")[0])


def _rss(path: Path) -> Iterator[Report]:
    channel = ET.parse(path).getroot().find("channel")  # noqa: S314 - our own file, never untrusted
    assert channel is not None
    for item in channel.iter("item"):
        day = parsedate_to_datetime(item.findtext("pubDate", "")).date().isoformat()
        text = _plain(item.findtext(CONTENT, ""))
        yield Report(path.name, channel.findtext("title", ""), day, item.findtext("link"), text)


def _atom(path: Path) -> Iterator[Report]:
    feed = ET.parse(path).getroot()  # noqa: S314 - our own file, never untrusted
    for entry in feed.iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        text = _plain(entry.findtext(f"{ATOM}content", ""))
        day = entry.findtext(f"{ATOM}published", "")[:10]
        yield Report(path.name, feed.findtext(f"{ATOM}title", ""), day, link.get("href"), text)


def _telegram(path: Path) -> Iterator[Report]:
    channel = json.loads(path.read_text(encoding="utf-8"))
    assert channel["type"] == "public_channel"
    for post in channel["messages"]:
        if post["type"] == "message":
            text = "".join(part["text"] for part in post["text_entities"])
            yield Report(path.name, channel["name"], post["date"][:10], None, text)


def _jsonl(path: Path) -> Iterator[Report]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert "re-telling" in row["note"]
        yield Report(path.name, row["source"], row["published"][:10], row["url"], row["text"], row["language"])


READERS = {
    ".txt": _text,
    ".html": _html,
    ".pdf": _pdf,
    ".rss": _rss,
    ".atom": _atom,
    ".json": _telegram,
    ".jsonl": _jsonl,
}
ALL = [report for path in FILES for report in READERS[path.suffix](path)]


def _tally(of: str) -> Counter[str]:
    return Counter(getattr(r, of) for r in ALL)


def test_there_are_enough_reports_of_every_form() -> None:
    assert len(ALL) >= 36
    assert {p.suffix for p in FILES} == set(READERS)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_file_says_that_it_is_a_retelling(path: Path) -> None:
    assert b"re-telling made for the Fogline project" in path.read_bytes()


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".html"], ids=lambda p: p.name)
def test_the_note_is_seen_on_the_page_but_not_in_the_article(path: Path) -> None:
    (report,) = _html(path)
    page = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "re-telling" in page.partition("<body>")[2]
    assert "re-telling" not in report.text


@pytest.mark.parametrize("report", ALL, ids=lambda r: f"{r.file}-{r.day}")
def test_a_report_is_a_hundred_to_four_hundred_words_long(report: Report) -> None:
    assert 100 <= len(report.text.split()) <= 400


@pytest.mark.parametrize("report", ALL, ids=lambda r: f"{r.file}-{r.day}")
def test_a_report_is_dated_within_the_periods(report: Report) -> None:
    assert any(first <= report.day <= last for first, last in PERIODS), report.day


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_no_address_leads_to_a_real_site(path: Path) -> None:
    found = re.findall(r"https?://[^\s\"'<>)\]]+", path.read_bytes().decode("utf-8", "replace"))
    hosts = {urlsplit(address).hostname or "" for address in found}
    assert not [h for h in hosts - NAMESPACES if not h.endswith(".example")]


def test_institutions_are_under_the_samples_domain_and_outlets_under_their_own() -> None:
    for report in ALL:
        if report.url:
            ours = urlsplit(report.url).hostname == "samples.fogline.example"
            assert ours == (report.source not in INVENTED), report.file
        elif report.file.endswith(".json"):
            assert report.source in CHANNELS


def test_what_came_later_is_told_too() -> None:
    days = [r.day for r in ALL]
    assert 4 <= sum(d > "2023-02-25" for d in days) <= 5
    assert any(d.startswith("2023-05") for d in days)
    assert any(d.startswith("2024-10") for d in days)


@pytest.mark.parametrize(
    ("source", "at_least"),
    [
        ("UK Ministry of Defence", 5),
        ("General Staff of the Armed Forces of Ukraine", 3),
        ("Russian Ministry of Defence", 3),
        ("Institute for the Study of War", 2),
        ("Meridian Wire", 4),  # the agency
        ("The Harbour Gazette", 3),
        ("Lowland Courier", 3),
        ("Eastern Desk", 3),
        ("Steppe Line", 4),
        ("Map Room East", 3),
    ],
)
def test_every_kind_of_source_speaks(source: str, at_least: int) -> None:
    assert _tally("source")[source] >= at_least


def test_two_reports_are_kept_in_languages_that_are_not_read() -> None:
    assert _tally("language")["uk"] == 1
    assert _tally("language")["ru"] == 1


def test_only_the_intended_reports_share_their_words() -> None:
    same = {(a.file, b.file) for a, b in combinations(ALL, 2) if a.text.split() == b.text.split()}
    assert same == {
        # one story under two addresses
        ("2023-02-16-meridian-wire-prigozhin-europe.html", "2023-02-16-meridian-wire-prigozhin.html"),
        # a forwarded post
        ("telegram-map-room-east.json", "telegram-steppe-line.json"),
    }


def test_only_the_page_that_changed_has_one_address_twice() -> None:
    twice = {url for url, n in _tally("url").items() if url and n > 1}
    assert twice == {"https://eastern-desk.example/front-line/2023/02/24/berkhivka"}


def test_the_channels_have_a_forward_and_an_edit_and_no_private_member() -> None:
    posts = [
        p for path in FILES if path.suffix == ".json" for p in json.loads(path.read_text(encoding="utf-8"))["messages"]
    ]
    assert [p["forwarded_from"] for p in posts if "forwarded_from" in p] == ["Steppe Line"]
    assert sum("edited" in p for p in posts) == 1
    assert all((p.get("from_id") or p["actor_id"]).startswith("channel") for p in posts)


def test_every_file_is_listed_with_what_it_rests_on() -> None:
    listed = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in FILES if f"| `{p.name}` |" not in listed] == []


def test_the_pdfs_are_those_that_the_script_makes() -> None:
    texts = {p.stem for p in (SAMPLES / "pdf_text").glob("*.txt")}
    pdfs = [p for p in FILES if p.suffix == ".pdf"]
    assert {p.stem for p in pdfs} == texts
    assert all(p.stat().st_size < 10_000 for p in pdfs)


@pytest.mark.parametrize("cue", ["If ", "if ", "Should ", "Were ", "Unless ", "unlikely", "realistic possibility"])
def test_the_reports_hold_conditionals_and_estimative_words(cue: str) -> None:
    assert any(cue in r.text for r in ALL)
