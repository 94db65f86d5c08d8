"""What every ledger must do, whatever it is kept in: the fixture is the only place that names the kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fogline.ledger import Ledger
from fogline.model import (
    Candidate,
    Claim,
    Evidence,
    Finding,
    FoglineError,
    Intake,
    Judgement,
    Lineage,
    Link,
    Query,
    Quote,
    Reading,
    Source,
    Speaker,
    document_id,
)
from ledger_kit import BAKHMUT, COMMANDER, MINISTRY, SOLEDAR, TestClock, claim, reading, report

EVERYTHING = Query()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def ledger(tmp_path: Path, clock: TestClock) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "test.fogline", clock=clock) as made:
        yield made


def add(ledger: Ledger, intake: Intake, *claims: Claim, reader: str = "r1") -> str:
    """Add a report and tell what became of it."""
    return ledger.add(intake, reading(intake, *claims, reader=reader)).status


def words(ledger: Ledger, query: Query = EVERYTHING, **options: object) -> list[str]:
    """The quotes that a query finds, in the ledger's order."""
    return [c.quote.text for c in ledger.claims(query, **options)]  # type: ignore[arg-type]


# --- what goes in comes out


def test_a_document_and_its_claims_come_back_as_they_went_in(ledger: Ledger) -> None:
    intake = report("Наступ тривав.\nIt “went on” — \t\x00 quietly.", "2023-02-24T08:00:00+02:00", title="Ї")
    lineage = (Lineage("forward", "A channel", "2023-02-23", "https://t.example/1"),)
    intake = replace(intake, document=replace(intake.document, lineage=lineage, warnings=("w",)))
    told = claim(intake.document, said_by=(MINISTRY, COMMANDER), at=(BAKHMUT, SOLEDAR), days=("2023-02-23", None))
    assert add(ledger, intake, told) == "new"
    assert ledger.document(intake.document.id) == intake.document
    assert list(ledger.claims()) == [told]
    assert ledger.claim(told.id) == told
    assert ledger.original(intake.original.sha256) == intake.original


def test_a_document_without_claims_is_kept(ledger: Ledger) -> None:
    intake = report("巴赫穆特")
    ledger.add(intake, Reading(intake.document, (), ("a language that is not read",), "r1"))
    assert [d.id for d in ledger.documents()] == [intake.document.id]
    assert ledger.has(intake.document, "r1")
    assert not ledger.has(intake.document, "r2")


def test_a_claim_that_comes_twice_in_a_reading_is_one(ledger: Ledger) -> None:
    intake = report("They advanced.")
    told = claim(intake.document)
    add(ledger, intake, told, told)
    assert list(ledger.claims()) == [told]


def test_claims_of_another_document_are_refused_and_nothing_is_written(ledger: Ledger) -> None:
    intake, other = report("They advanced."), report("They withdrew.")
    with pytest.raises(ValueError, match="another document"):
        add(ledger, intake, claim(other.document))
    assert ledger.counts()["documents"] == 0


def test_documents_come_in_order_of_publication(ledger: Ledger) -> None:
    # 23:30 in New York is after 24 February 20:00 in Kyiv, although its UTC day is the next
    for text, published in (
        ("c", "2023-02-24T23:30:00-05:00"),
        ("b", "2023-02-24T20:00:00+02:00"),
        ("a", "2023-02-24"),
        ("z", "2023-01-10"),
    ):
        add(ledger, report(text, published))
    assert [d.text for d in ledger.documents()] == ["z", "a", "b", "c"]
    assert words(ledger, Query(limit=2)) == ["z", "a"]


# --- the same, another address, another version


@pytest.mark.parametrize(
    ("first", "second", "status", "documents"),
    [
        # the same file again
        (report("A."), report("A."), "known", 1),
        # the same text under another address
        (report("A.", url="https://a.example/1"), report("A.", url="https://b.example/9"), "address", 1),
        # the day is in one copy only: the copy without it is the same report ...
        (report("A.", "2023-02-24"), report("A.", None), "known", 1),
        (report("A."), report("A.", None, url="https://a.example/1"), "address", 1),
        # ... and if it came first, the dated one takes its place
        (report("A.", None), report("A.", "2023-02-24"), "version", 1),
        # three words posted on two days are two posts
        (report("A.", "2023-02-23"), report("A.", "2023-02-24"), "new", 2),
        # two reports of one day
        (report("A."), report("B."), "new", 2),
        # a page that has changed
        (report("A.", url="https://a.example/1"), report("B.", url="https://a.example/1"), "version", 1),
        (report("A.", url="http://A.example/1"), report("B.", url="https://a.example/1"), "version", 1),
        # a second address is an address too
        (report("A.", urls=("https://a.example/1",)), report("B.", url="https://a.example/1"), "version", 1),
        # a front page shows another report every hour; a path is no publication
        (report("A.", url="https://a.example/"), report("B.", url="https://a.example/"), "new", 2),
        (report("A.", url="file:///a/1"), report("B.", url="file:///a/1"), "new", 2),
        (report("A.", url="/a/1"), report("B.", url="/a/1"), "new", 2),
        (report("A.", url="https://[broken"), report("B.", url="https://[broken"), "new", 2),
        # the query names the report on many sites; so may the fragment in a live page
        (report("A.", url="https://a.example/?p=1"), report("B.", url="https://a.example/?p=2"), "new", 2),
        (report("A.", url="https://a.example/l#1"), report("B.", url="https://a.example/l#2"), "new", 2),
    ],
)
def test_what_becomes_of_a_second_report(
    ledger: Ledger, first: Intake, second: Intake, status: str, documents: int
) -> None:
    assert add(ledger, first) == "new"
    assert add(ledger, second) == status
    assert ledger.counts()["current_documents"] == documents
    assert len(list(ledger.claims())) == documents
    # and a third time, both again: nothing changes
    before = ledger.counts()
    assert {add(ledger, first), add(ledger, second)} == {"known"}
    assert ledger.counts() == before


def test_all_addresses_of_a_document_are_told(ledger: Ledger) -> None:
    for url in ("https://a.example/1", "https://b.example/2", "https://b.example/2"):
        add(ledger, report("A.", url=url))
    [found] = ledger.documents()
    assert found.url == "https://a.example/1"
    assert found.urls == ("https://a.example/1", "https://b.example/2")


def test_another_address_keeps_its_own_publisher(ledger: Ledger) -> None:
    add(ledger, report("A.", url="https://a.example/1", source="Example Courier"))
    add(ledger, report("A.", url="https://b.example/1", source="Sample Gazette"))
    assert words(ledger, Query(source="sample gazette")) == ["A."]
    assert [d.source for d in ledger.documents(Query(source="Sample Gazette"))] == ["Example Courier"]


def test_items_of_one_feed_are_not_versions_of_each_other(ledger: Ledger) -> None:
    url, feed = "https://a.example/feed", b"<rss>1</rss>"
    for text in ("A.", "B.", "C."):
        assert add(ledger, report(text, url=url, media_type="application/rss+xml", data=feed)) == "new"
    # the next poll: other bytes under the same address
    later = report("D.", url=url, media_type="application/rss+xml", data=b"<rss>2</rss>")
    assert add(ledger, later) == "new"


def test_an_excerpt_in_a_feed_does_not_supersede_the_page(ledger: Ledger) -> None:
    url = "https://a.example/1"
    add(ledger, report("The whole story.", url=url))
    excerpt = report("The whole ...", url=url, media_type="application/rss+xml", data=b"<rss/>")
    assert ledger.add(excerpt, reading(excerpt)).supersedes is None
    assert words(ledger) == ["The whole story."]
    assert sorted(words(ledger, Query(all_versions=True))) == ["The whole ...", "The whole story."]


def test_the_whole_story_supersedes_the_excerpt(ledger: Ledger) -> None:
    url = "https://a.example/1"
    add(ledger, report("The whole ...", url=url, media_type="application/rss+xml", data=b"<rss/>"))
    assert add(ledger, report("The whole story.", url=url)) == "version"
    assert words(ledger) == ["The whole story."]


def test_a_page_that_goes_back_to_its_first_wording(ledger: Ledger) -> None:
    url = "https://a.example/1"
    for text, data in (("A.", b"1"), ("B.", b"2"), ("A.", b"3")):
        ledger.add(*_both(report(text, url=url, data=data)))
    assert [d.text for d in ledger.versions(document_id("A.", "2023-02-24"))] == ["A.", "B.", "A."]
    assert words(ledger) == ["A."]


def test_a_page_captured_earlier_but_added_later_is_the_older_version(ledger: Ledger) -> None:
    url = "https://a.example/1"
    newer = report("New.", url=url, fetched="2023-03-02T00:00:00+00:00")
    older = report("Old.", url=url, fetched="2023-03-01T00:00:00+00:00")
    add(ledger, newer)
    add(ledger, older)
    assert [d.text for d in ledger.versions(newer.document.id)] == ["Old.", "New."]
    assert words(ledger) == ["New."]


def test_versions_and_their_difference(ledger: Ledger) -> None:
    first = report("Head\nThey took it.\nTail", url="https://a.example/1")
    second = report("Head\nThey did not take it.\nTail", url="https://a.example/1")
    add(ledger, first)
    added = ledger.add(second, reading(second))
    assert (added.status, added.supersedes) == ("version", first.document.id)
    old, new = ledger.versions(first.document.id)
    assert (old.id, new.id) == (first.document.id, second.document.id)
    assert [x.document for x in new.lineage if x.kind == "version"] == [old.id]
    lines = ledger.diff(old.id, new.id).splitlines()
    assert "-They took it." in lines
    assert "+They did not take it." in lines
    assert ledger.diff(old.id, old.id) == ""


# --- readers and runs


def test_a_newer_reader_replaces_the_claims_and_the_old_ones_stay(ledger: Ledger) -> None:
    intake = report("They advanced. They withdrew.")
    old = claim(intake.document, "They advanced.")
    new = claim(intake.document, "They withdrew.", event="withdraw", reader="r2")
    add(ledger, intake, old)
    assert add(ledger, intake, new, reader="r2") == "reread"
    assert list(ledger.claims()) == [new]
    assert ledger.claim(old.id) == old
    assert list(ledger.documents(Query(event="advance"))) == []
    assert add(ledger, intake, old) == "known"  # the older reader has been heard
    assert list(ledger.claims()) == [new]


def test_a_copy_without_its_day_is_not_read_in_place_of_the_dated_one(ledger: Ledger) -> None:
    add(ledger, report("A."))
    assert add(ledger, report("A.", None), reader="r2") == "known"
    assert [c.reader for c in ledger.claims()] == ["r1"]
    assert [d.day for d in ledger.unread_documents("r2")] == ["2023-02-24"]


def test_a_known_document_can_bring_an_address_without_being_read(ledger: Ledger) -> None:
    add(ledger, report("A."))
    again = report("A.", url="https://a.example/1")
    assert ledger.has(again.document, "r1")
    assert ledger.add(again, None).status == "address"
    assert len(list(ledger.claims())) == 1


def test_what_a_stage_has_yet_to_do(ledger: Ledger) -> None:
    first, second = report("A."), report("B.")
    add(ledger, first)
    add(ledger, second)
    run = ledger.begin_run("linking", "link-1", {"threshold": 0.5})
    ledger.add_links((), run, [first.document.id])
    ledger.end_run(run)
    assert [d.id for d in ledger.unlinked_documents("link-1")] == [second.document.id]
    assert len(list(ledger.unlinked_documents("link-2"))) == 2
    add(ledger, first, reader="r2")  # read anew: its links are of yesterday
    assert len(list(ledger.unlinked_documents("link-1"))) == 2


# --- filters


def test_every_filter(ledger: Ledger) -> None:
    first = report("Bakhmut held. Soledar fell.", "2023-02-20", source="Example Courier")
    second = report("Nothing new.", "2023-02-24", source="Штаб")
    add(
        ledger,
        first,
        claim(first.document, "Bakhmut held.", event="hold", kind="state", at=(BAKHMUT,), said_by=(MINISTRY,)),
        claim(
            first.document,
            "Soledar fell.",
            event="capture",
            at=(SOLEDAR,),
            phrase="Soledar",
            days=("2023-01-11", "2023-01-16"),
            said_by=(MINISTRY, COMMANDER),
        ),
    )
    add(ledger, second, claim(second.document, kind="forecast", days=("2023-02-25", None)))
    held, fell, none = "Bakhmut held.", "Soledar fell.", "Nothing new."
    for query, expected in (
        (Query(), [held, fell, none]),
        (Query(kind="state"), [held]),
        (Query(event="capture"), [fell]),
        (Query(place="geonames:709900"), [held]),
        (Query(place="BAKHMÚT"), [held]),  # case and marks over letters do not matter
        (Query(place="соледар"), [fell]),  # the gazetteer's name
        (Query(place="soledar"), [fell]),  # the report's
        (Query(place="nowhere"), []),
        (Query(place=""), []),
        (Query(source="uk_mod"), [held, fell]),
        (Query(source="UK_MOD"), [held, fell]),
        (Query(source="The Ministry of  Defence"), [held, fell]),
        (Query(source="the commander"), [fell]),
        (Query(source="example courier"), [held, fell]),
        (Query(source="ШТАБ"), [none]),
        (Query(source=""), []),
        (Query(document=second.document.id), [none]),
        (Query(document=second.document.id[:6]), [none]),
        (Query(text="fell"), [fell]),
        (Query(since="2023-01-16", until="2023-01-31"), [fell]),  # overlaps by its last day
        (Query(until="2023-01-10"), []),
        (Query(since="2023-02-20", until="2023-02-20"), [held]),  # no time of its own: the publication's
        (Query(since="2024-01-01"), [none]),  # open towards the future
        (Query(kind="state", event="capture"), []),
        (Query(limit=1), [held]),
        (Query(limit=0), []),
    ):
        assert words(ledger, query) == expected, query
    assert [d.id for d in ledger.documents(Query(place="Bakhmut"))] == [first.document.id]
    assert [d.id for d in ledger.documents(Query(source="the commander"))] == [first.document.id]
    assert [d.id for d in ledger.documents(Query(since="2023-02-21"))] == [second.document.id]
    assert [d.id for d in ledger.documents(Query(text="nothing"))] == [second.document.id]


def test_a_box_finds_places_on_both_sides_of_zero(ledger: Ledger) -> None:
    intake = report("North. South.")
    south = Candidate("x:1", "South", -33.0, -70.0, 1.0)
    add(ledger, intake, claim(intake.document, "North.", at=(BAKHMUT,)), claim(intake.document, "South.", at=(south,)))
    assert words(ledger, box=(48.0, 37.0, 49.0, 39.0)) == ["North."]
    assert words(ledger, box=(-34.0, -71.0, -32.0, -69.0)) == ["South."]
    assert words(ledger, box=(48.5956001, 37.0, 49.0, 39.0)) == []  # finer than the index's own rounding


def test_a_source_is_found_by_every_name_that_is_known_of_it(ledger: Ledger) -> None:
    intake = report("A.", source=None)
    add(ledger, intake, claim(intake.document, said_by=(Speaker("the Third Directorate"),)))
    assert words(ledger, Query(source="dir3"), names=("The Third Directorate",)) == ["A."]
    assert words(ledger, Query(source="dir3")) == []
    ledger.add_sources([Source("dir3", "Directorate", "ministry", aliases=("the third directorate",))])
    assert words(ledger, Query(source="dir3")) == ["A."]
    ledger.add_sources([Source("dir3", "Directorate", "ministry")])  # corrected: the newest row counts
    assert words(ledger, Query(source="dir3")) == []
    assert ledger.sources()["dir3"].aliases == ()


@pytest.mark.parametrize("bad", ["yesterday", "2023-02-31", "2023", "24.02.2023", "2023-02-24; DROP"])
def test_a_date_that_is_none_is_named(ledger: Ledger, bad: str) -> None:
    add(ledger, report("A."))
    for query in (Query(as_of=bad), Query(recorded_as_of=bad), Query(since=bad), Query(until=bad)):
        with pytest.raises(FoglineError, match="is no date"):
            list(ledger.claims(query))


# --- what was known then


@pytest.mark.parametrize(
    ("published", "fetched", "as_of", "known"),
    [
        ("2023-02-24", None, "2023-02-23", False),
        ("2023-02-24", None, "2023-02-24", True),
        # the day is the publisher's: in UTC it is the 25th already, or still the 23rd
        ("2023-02-24T23:30:00-05:00", None, "2023-02-24", True),
        ("2023-02-24T00:30:00+02:00", None, "2023-02-23", False),
        ("2023-02-24T00:30:00+02:00", None, "2023-02-24", True),
        # a moment is a moment
        ("2023-02-24T12:00:00+02:00", None, "2023-02-24T09:59:59Z", False),
        ("2023-02-24T12:00:00+02:00", None, "2023-02-24T10:00:00Z", True),
        ("2023-02-24T12:00:00+02:00", None, "2023-02-24T12:00:00+02:00", True),
        # a report that gives its day only counts all that day
        ("2023-02-24", None, "2023-02-24T01:00:00Z", True),
        # nobody dated it: known since it was fetched, or else recorded (the test's clock: 2026-01-01)
        (None, "2023-03-01T09:00:00+00:00", "2023-02-28", False),
        (None, "2023-03-01T09:00:00+00:00", "2023-03-01", True),
        (None, None, "2025-12-31", False),
        (None, None, "2026-01-01", True),
        # a date that is none is no date
        ("in spring", "2023-03-01T09:00:00+00:00", "2023-02-28", False),
    ],
)
def test_as_of_goes_by_publication(
    ledger: Ledger, published: str | None, fetched: str | None, as_of: str, known: bool
) -> None:
    add(ledger, report("A.", published, fetched=fetched))
    assert words(ledger, Query(as_of=as_of)) == (["A."] if known else [])
    assert len(list(ledger.documents(Query(as_of=as_of)))) == int(known)


def test_recorded_as_of_goes_by_when_the_ledger_learnt_it(ledger: Ledger, clock: TestClock) -> None:
    intake = report("A. B.")
    clock.set("2026-01-05")
    add(ledger, intake, claim(intake.document, "A."))
    clock.set("2026-01-10")
    add(ledger, report("A. B.", url="https://a.example/1"), claim(intake.document, "B."), reader="r2")
    for day, expected, urls in (
        ("2026-01-04", [], []),
        ("2026-01-05", ["A."], [()]),
        ("2026-01-09T23:59:59Z", ["A."], [()]),
        ("2026-01-10", ["B."], [("https://a.example/1",)]),
    ):
        query = Query(recorded_as_of=day)
        assert words(ledger, query) == expected, day
        assert [d.urls for d in ledger.documents(query)] == urls, day


@pytest.mark.parametrize(
    ("first_day", "second_day", "second_bytes", "before", "after"),
    [
        # the new version says when it was published
        ("2023-02-24", "2023-02-26", b"2", "2023-02-25", "2023-02-26"),
        # the date stands while the text changed: it was still the old text when the old text was fetched
        ("2023-02-24", "2023-02-24", b"2", "2023-02-28", "2023-03-01"),
        # the same bytes cleaned anew: no change of the publisher's
        ("2023-02-24", "2023-02-24", b"1", "2023-02-23", "2023-02-24"),
    ],
)
def test_the_version_that_was_known_then(
    ledger: Ledger, first_day: str, second_day: str, second_bytes: bytes, before: str, after: str
) -> None:
    url = "https://a.example/1"
    add(ledger, report("Old.", first_day, url=url, data=b"1", fetched="2023-03-01T08:00:00Z"))
    add(ledger, report("New.", second_day, url=url, data=second_bytes, fetched="2023-03-05T08:00:00Z"))
    assert words(ledger, Query(as_of=before)) == (["Old."] if before >= first_day else [])
    assert words(ledger, Query(as_of=after)) == ["New."]
    assert sorted(words(ledger, Query(all_versions=True))) == ["New.", "Old."]


def test_an_edited_post_counts_from_its_edit(ledger: Ledger) -> None:
    first = report("Post.", url="https://t.example/c/1", fetched="2023-02-24T10:00:00Z")
    second = report("Post, mended.", url="https://t.example/c/1", fetched="2023-03-10T10:00:00Z")
    edit = (Lineage("edit", date="2023-02-26T09:00:00+02:00"),)
    second = replace(second, document=replace(second.document, lineage=edit))
    add(ledger, first)
    add(ledger, second)
    assert words(ledger, Query(as_of="2023-02-25")) == ["Post."]
    assert words(ledger, Query(as_of="2023-02-26")) == ["Post, mended."]


def test_the_prefix_of_an_id(ledger: Ledger) -> None:
    intake = report("A.")
    add(ledger, intake)
    assert ledger.document(intake.document.id[:8]).id == intake.document.id
    for n in range(20):
        add(ledger, report(f"B{n}."))
    with pytest.raises(FoglineError, match="several documents"):
        ledger.document("d")
    for unknown in ("", "x", "d%", "' OR 1=1 --"):
        with pytest.raises(FoglineError, match="no document"):
            ledger.document(unknown)
        with pytest.raises(FoglineError, match="no claim"):
            ledger.claim(unknown)
    with pytest.raises(FoglineError, match="no original"):
        ledger.original("00")


# --- words


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("bakhmut", True),
        ("BAKHMUT soledar", True),  # all words
        ("bakhmut kherson", False),
        ('"near bakhmut"', True),  # a phrase
        ('"bakhmut near"', False),
        ("бої", True),
        ("БОЇ", True),
        ("café", True),  # marks over Latin letters do not matter
        ("cafe", True),
        # what FTS5 would take for its own is only words, or nothing
        ("bakhmut OR kherson", False),
        ("bakhmut AND", True),  # the word stands in the text
        ("NEAR(bakhmut)", True),  # so do these two, side by side
        ("NEAR(soledar)", False),
        ("bakhmut*", True),
        ("-bakhmut", True),
        ("^bakhmut", True),
        ("title:bakhmut", False),
        ('"', False),
        ('"near', True),
        ('""', False),
        ("(", False),
        ("", False),
        ("   ", False),
        ("bakhmut\x00", True),
        ("'; DROP TABLE claims; --", False),
    ],
)
def test_search_takes_what_anyone_types(ledger: Ledger, asked: str, found: bool) -> None:
    add(ledger, report("Near Bakhmut and Soledar, бої near the Café."))
    hits = ledger.search(asked)
    assert (len(hits.documents), len(hits.claims)) == (int(found), int(found))
    assert len(words(ledger, Query(text=asked))) == int(found)


def test_search_puts_the_best_first_and_knows_the_title(ledger: Ledger) -> None:
    add(ledger, report("A bridge, and much else about roads, rail, weather and trade.", title="Roads"))
    add(ledger, report("The bridge, the bridge, the bridge."))
    assert next(iter(ledger.search("bridge").documents)).text.startswith("The bridge")
    assert [d.title for d in ledger.search("roads").documents][:1] == ["Roads"]
    assert len(ledger.search("bridge", limit=1).documents) == 1
    assert ledger.search("bridge", Query(as_of="2020-01-01")).documents == ()


@pytest.mark.parametrize(
    "hostile",
    ["'; DROP TABLE claims; --", '"', "a\x00b", "%_", "\\", "{{7*7}}", "<script>", ":name", "?1", "🕊️" * 50],
)
def test_hostile_words_are_only_words(ledger: Ledger, hostile: str) -> None:
    intake = report(f"{hostile} said so.", source=hostile, title=hostile, url=f"https://a.example/{hostile}")
    place = Candidate(hostile, hostile, 1.0, 2.0, 0.5)
    told = claim(intake.document, said_by=(Speaker(hostile, hostile),), at=(place,), event=hostile, kind=hostile)
    add(ledger, intake, told)
    judged = ledger.add_judgement(Judgement(told.id, hostile, hostile, "2026-01-01", hostile))
    ledger.add_sources([Source(hostile, hostile, hostile, aliases=(hostile,))])
    for query in (Query(source=hostile), Query(place=hostile), Query(event=hostile), Query(kind=hostile)):
        assert list(ledger.claims(query)) == [told], query
    assert list(ledger.judgements()) == [judged]
    assert next(ledger.documents()).title == hostile
    ledger.search(hostile)


def test_half_characters_are_refused_and_named(ledger: Ledger) -> None:
    with pytest.raises(FoglineError, match="half characters"):
        add(ledger, report("A.", title="\ud83d"))
    assert ledger.counts()["documents"] == 0


# --- what later stages and people add


def test_links_between_claims_that_count(ledger: Ledger) -> None:
    first, second = report("A."), report("B.", "2023-02-25")
    a, b = claim(first.document), claim(second.document)
    add(ledger, first, a)
    add(ledger, second, b)
    run = ledger.begin_run("linking", "link-1")
    link = Link(a.id, b.id, "same_event", 0.7, ("same town",))
    ledger.add_links([link], run, [first.document.id, second.document.id])
    ledger.add_links([replace(link, weight=0.8)], run)  # the newest row of a pair counts
    assert list(ledger.links()) == [replace(link, weight=0.8)]
    assert list(ledger.links(Query(as_of="2023-02-24"))) == []
    assert ledger.snapshot().links == (replace(link, weight=0.8),)
    newer = ledger.begin_run("linking", "link-2")
    ledger.add_links((), newer, [second.document.id])  # another linker sees no link there
    assert list(ledger.links()) == []


def test_a_link_to_nothing_is_refused(ledger: Ledger) -> None:
    run = ledger.begin_run("linking", "link-1")
    with pytest.raises(FoglineError, match="no claim 'c1'"):
        ledger.add_links([Link("c1", "c2", "agrees", 1.0)], run)


def test_findings_of_the_last_check_count(ledger: Ledger) -> None:
    intake = report("A.")
    told = claim(intake.document)
    add(ledger, intake, told)
    evidence = (Evidence(intake.document.id, Quote(0, 2, "A."), "Example Courier", "2023-02-24"),)
    finding = Finding(told.id, "relay", "altered", "place", "fault", 0.9, "Another place.", evidence)
    ledger.add_findings([finding], ledger.begin_run("checking", "check-1"), [intake.document.id])
    assert list(ledger.findings()) == [finding]
    better = replace(finding, verdict="faithful")
    ledger.add_findings([better], ledger.begin_run("checking", "check-1"), [intake.document.id])
    assert list(ledger.findings()) == [better]


def test_the_last_judgement_counts_and_none_is_erased(ledger: Ledger, clock: TestClock) -> None:
    intake = report("A.")
    told = claim(intake.document, said_by=(MINISTRY,))
    add(ledger, intake, told)
    clock.set("2026-02-01")
    first = ledger.add_judgement(Judgement(told.id, "confirm", "an editor", "2026-02-01"))
    clock.set("2026-02-03")
    second = ledger.add_judgement(Judgement(told.id[:9], "reject", "an editor", "2026-02-03"))
    assert (first.document, first.quote, first.speaker) == (told.document, told.quote, MINISTRY.name)
    assert list(ledger.judgements()) == [second]
    assert list(ledger.judgements(retired=True)) == [first, second]
    assert list(ledger.judgements(Query(recorded_as_of="2026-02-02"))) == [first]
    with pytest.raises(FoglineError, match="no claim"):
        ledger.add_judgement(Judgement("c0", "confirm", "an editor", "2026-02-01"))


@pytest.mark.parametrize(
    ("cut", "speaker", "attaches"),
    [
        ("They advanced near the town", MINISTRY, True),  # the new reader drops the full stop
        ("advanced near the town.", MINISTRY, True),  # or the subject
        ("They advanced near the town. It rained.", MINISTRY, True),  # or takes a sentence more
        ("It rained.", MINISTRY, False),  # another statement
        ("They advanced near the town", COMMANDER, False),  # another speaker
    ],
)
def test_a_judgement_follows_its_claim_to_a_new_reading(
    ledger: Ledger, cut: str, speaker: Speaker, attaches: bool
) -> None:
    intake = report("They advanced near the town. It rained.")
    old = claim(intake.document, "They advanced near the town.", said_by=(MINISTRY,))
    add(ledger, intake, old)
    ledger.add_judgement(Judgement(old.id, "confirm", "an editor", "2026-01-01"))
    new = claim(intake.document, cut, said_by=(speaker,), reader="r2")
    add(ledger, intake, new, reader="r2")
    assert [j.target for j in ledger.judgements()] == [new.id if attaches else old.id]


def test_a_judgement_follows_unchanged_words_to_a_new_version(ledger: Ledger) -> None:
    url = "https://a.example/1"
    first = report("They advanced. It rained.", url=url)
    second = report("Corrected on Monday. They advanced. It snowed.", url=url)
    old = claim(first.document, "They advanced.")
    new = claim(second.document, "They advanced.")
    add(ledger, first, old)
    ledger.add_judgement(Judgement(old.id, "confirm", "an editor", "2026-01-01"))
    add(ledger, second, new)
    assert [j.target for j in ledger.judgements()] == [new.id]


def test_a_snapshot_holds_what_the_query_asks_for(ledger: Ledger) -> None:
    told, silent = report("A.", "2023-02-24"), report("B.", "2023-02-24")
    later = report("C.", "2023-02-25")
    add(ledger, told)
    add(ledger, later)
    ledger.add(silent, Reading(silent.document, (), (), "r1"))
    ledger.add_sources([Source("s1", "A staff", "general_staff")])
    held = ledger.snapshot(Query(as_of="2023-02-24", since="2023-02-20"))
    assert [c.document for c in held.claims] == [told.document.id]
    assert set(held.documents) == {told.document.id, silent.document.id}
    assert (held.as_of, held.since, set(held.sources)) == ("2023-02-24", "2023-02-20", {"s1"})


def _both(intake: Intake) -> tuple[Intake, Reading]:
    return intake, reading(intake)
