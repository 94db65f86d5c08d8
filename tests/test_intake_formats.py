"""Every format that reporting comes in, whole and broken; the files are made here."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
import pytest

from fogline.intake import Options, read_bytes
from fogline.model import Document, Intake, Lineage, Rejected

SAID = "The ministry said on Friday that the brigade had not advanced near Vuhledar, despite a week of assaults."
STAFF = "The general staff said that twelve assaults were repelled near Bakhmut and Soledar on Thursday."


def taken(
    data: bytes | str, name: str, options: Options | None = None, **sent: str
) -> tuple[list[Document], list[Rejected]]:
    raw = data.encode() if isinstance(data, str) else data
    found = list(read_bytes(raw, name, options or Options(), **sent))  # type: ignore[arg-type] # texts only
    return [i.document for i in found if isinstance(i, Intake)], [r for r in found if isinstance(r, Rejected)]


def only(data: bytes | str, name: str, **sent: str) -> Document:
    documents, rejected = taken(data, name, **sent)
    assert not rejected
    assert len(documents) == 1
    return documents[0]


def heads(document: Document) -> list[str]:
    return [document.text[h.start : h.end] for h in document.headings]


def page(body: str, head: str = "", lang: str = "en") -> str:
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"


ARTICLE = f"<article><p>{SAID}</p><h2>Assaults repelled</h2><p>{STAFF}</p></article>"
LINKED = (
    '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":"NewsArticle",'
    '"headline":"Town holds","datePublished":"2023-02-24T02:00:00+02:00","dateModified":"2023-02-27",'
    '"publisher":{"name":"The Lorn Gazette"}}]}</script>'
)


def test_a_page_gives_its_own_card() -> None:
    head = LINKED + "<title>Town holds | Lorn</title><link rel=canonical href=/a/town>"
    body = (
        "<nav><a href=/>Home</a></nav>"
        + ARTICLE.replace("</article>", "<ul><li>Bakhmut: 5 assaults</li><li>Soledar: 7 assaults</li></ul>")
        + "<table><tr><th>Place</th><th>Count</th></tr><tr><td>Bakhmut</td><td>5</td></tr></table></article>"
    )
    found = only(page(body, head), "a", url="https://lorn.example/live?x=1")
    assert found.text.startswith(
        f"Town holds\n\n{SAID}\n\nAssaults repelled\n\n{STAFF}\n\n- Bakhmut: 5 assaults\n- Soledar: 7"
    )
    assert "Place | Count\nBakhmut | 5" in found.text
    assert heads(found) == ["Town holds", "Assaults repelled"]
    assert (found.title, found.source, found.language) == ("Town holds", "The Lorn Gazette", "en")
    assert found.published == "2023-02-24T02:00:00+02:00"
    assert found.urls == ("https://lorn.example/a/town", "https://lorn.example/live?x=1")
    assert found.media_type == "text/html"


@pytest.mark.parametrize(
    ("head", "body", "url", "published"),
    [
        (
            "<meta property='article:published_time' content='2023-02-24T02:00:00Z'>",
            "",
            None,
            "2023-02-24T02:00:00+00:00",
        ),
        ("<meta itemprop=datePublished content=2023-02-24>", "", None, "2023-02-24"),
        ("", "<time datetime='2023-02-24T10:00+02:00'>today</time>", None, "2023-02-24T10:00:00+02:00"),
        ("", "", "https://lorn.example/2023/02/24/town", "2023-02-24"),
        # structured data before whatever else the page shows
        (
            LINKED,
            "<time datetime=2021-01-01>then</time>",
            "https://lorn.example/2020/01/01/x",
            "2023-02-24T02:00:00+02:00",
        ),
        ("<script type='application/ld+json'>{broken</script>", "", None, None),
        ("<script type='application/ld+json'>" + "[" * 100_000 + "</script>", "", None, None),  # nested to crash
    ],
)
def test_dates_of_pages(head: str, body: str, url: str | None, published: str | None) -> None:
    sent = {"url": url} if url else {}
    assert only(page(f"<article>{body}<p>{SAID}</p></article>", head), "a.html", **sent).published == published


def test_a_date_from_the_words_of_a_page_is_called_a_guess() -> None:
    found = only(page(f"<article><p>Published on February 24, 2023</p><p>{SAID}</p></article>"), "a.html")
    assert found.published == "2023-02-24"
    assert any("guess" in w for w in found.warnings)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "<meta property=og:title content='&lt;script&gt;alert(1)&lt;/script&gt; falls'>",
            "<script>alert(1)</script> falls",
        ),
        ("<meta property=og:title content='Town\u202e sllaf\u200b'>", "Town sllaf"),
        (f"<meta property=og:title content='{'x' * 9000}'>", "x" * 500),
    ],
)
def test_hostile_titles_are_plain_text(head: str, title: str) -> None:
    # Titles stay as written: it is for each view to escape what comes from outside.
    assert only(page(ARTICLE, head), "a.html").title == title


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[bad"])
def test_a_canonical_address_that_is_none_is_dropped(link: str) -> None:
    found = only(page(ARTICLE, f"<link rel=canonical href='{link}'>"), "a.html", url="https://u:p@lorn.example/a")
    assert found.urls == ("https://lorn.example/a",)


def test_scripts_and_styles_are_no_text() -> None:
    body = f"<article><script>alert('x')</script><style>p{{}}</style><p>{SAID}</p></article>"
    assert only(page(body), "a.html").text == SAID


def test_a_page_in_chinese_is_kept_and_called_chinese() -> None:
    words = "国防部星期五表示，该旅在武赫列达尔附近没有取得进展，尽管进行了一周的攻击。" * 4
    found = only(page(f"<article><p>{words}</p></article>", "<meta charset=utf-8>"), "a.html")
    assert found.language == "zh"


def test_the_header_of_the_answer_names_the_charset() -> None:
    words = "Министерство сообщило в пятницу, что бригада не продвинулась у Угледара, несмотря на атаки."
    raw = page(f"<article><p>{words}</p></article>", lang="ru").encode("koi8_r")
    assert only(raw, "a.html", charset="koi8-r").text == words


def test_a_page_without_text_is_refused() -> None:
    _, rejected = taken(page("<script>x()</script>"), "a.html")
    assert [r.fault for r in rejected] == ["there is no text in it"]


def pdf(pages: Sequence[Sequence[str]], info: str = "") -> bytes:
    """A PDF by hand: one text line after the other down each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 10 Tf 40 780 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    objects.append(f"<< {info} >>")
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{o:010d} 00000 n \n" for o in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{out}{xref}trailer\n{trailer}\nstartxref\n{len(out)}\n%%EOF".encode()


FIRST = [
    "The ministry said on Friday that the brigade had lost most of its vehicles near the",
    "town and that it would not attack.",
]
SECOND = [
    "The general staff said that twelve assaults were repelled near Bakhmut on Thursday, and",
    "that the road is open.",
]


def test_lines_of_a_pdf_are_joined_and_running_headers_dropped() -> None:
    pages = [["Lorn Gazette 7", *FIRST, "Losses", *SECOND, str(n)] for n in (1, 2, 3)]
    found = only(pdf(pages, "/Title (Losses) /CreationDate (D:20230224100000Z)"), "a.pdf")
    assert found.text.split("\n\n") == [" ".join(FIRST), "Losses", " ".join(SECOND)] * 3
    assert heads(found) == ["Losses"] * 3
    assert (found.title, found.published, found.media_type) == ("Losses", None, "application/pdf")
    assert any("2023-02-24" in w for w in found.warnings)  # named, and not taken for the day of publication


@pytest.mark.parametrize(
    ("data", "fault"), [(pdf([[]]), "no text"), (b"%PDF-1.4\nnonsense", "broken")], ids=["pictures", "broken"]
)
def test_pdfs_that_cannot_be_read(data: bytes, fault: str) -> None:
    documents, rejected = taken(data, "a.pdf")
    assert not documents
    assert fault in rejected[0].fault
    assert ("OCR" in rejected[0].mend) == (fault == "no text")


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Lorn &amp; Mere Gazette</title>
<language>en-gb</language>
<item><title>Town holds</title><link>https://lorn.example/1</link><pubDate>Fri, 24 Feb 2023 02:00:00 +0200</pubDate>
<description><![CDATA[<p>The ministry said&nbsp;so.</p><script>x</script><p>It held.</p><item>]]></description></item>
<item><title>Torn <b></title><description>lost</item>
<item><title>Smith & Sons</title><link>javascript:alert(1)</link><description>A firm&hellip; spoke.</description></item>
<item></item>"""


@pytest.mark.parametrize("end", ["</channel></rss>", "", "<item><title>cut o"], ids=["whole", "unclosed", "cut"])
def test_a_broken_item_is_refused_alone(end: str) -> None:
    documents, rejected = taken(RSS + end, "f.xml")
    assert [d.text for d in documents] == [
        "Town holds\n\nThe ministry said so.\n\nIt held.",
        "Smith & Sons\n\nA firm… spoke.",
    ]
    first, second = documents
    assert (first.published, first.source, first.url) == (
        "2023-02-24T02:00:00+02:00", "The Lorn & Mere Gazette", "https://lorn.example/1",
    )  # fmt: skip
    assert heads(first) == ["Town holds"]
    assert (second.published, second.url) == (None, None)
    numbers = [r.where for r in rejected]
    assert numbers[:1] == ["f.xml, item 2"]
    assert "f.xml, item 4" in numbers
    assert ("f.xml, item 5" in numbers) == end.startswith("<item>")
    assert first.sha256 == second.sha256  # the feed's bytes are the original of all its items


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Lorn Gazette</title>
<entry><title type="html">Town &lt;b&gt;holds&lt;/b&gt;</title><link href="https://lorn.example/1"/>
<published>2023-02-24T02:00:00+02:00</published><updated>2023-03-01T00:00:00Z</updated>
<summary>Short.</summary>
<content type="html">&lt;h2&gt;Losses&lt;/h2&gt;&lt;p&gt;The staff spoke.&lt;/p&gt;</content></entry></feed>"""


def test_atom() -> None:
    found = only(ATOM, "f.atom")
    assert found.text == "Town holds\n\nLosses\n\nThe staff spoke."
    assert heads(found) == ["Town holds", "Losses"]
    assert (found.published, found.media_type) == ("2023-02-24T02:00:00+02:00", "application/atom+xml")


@pytest.mark.parametrize(
    ("feed", "fault"),
    [
        (
            '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><item>'
            "<title>&b;</title></item></channel></rss>",
            "entities",
        ),
        (
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item>&x;</item></channel></rss>',
            "entities",
        ),
        ("<rss><channel><title>Lorn</title></channel></rss>", "no items"),
    ],
    ids=["laughs", "external", "empty"],
)
def test_feeds_that_are_refused_whole(feed: str, fault: str) -> None:
    documents, rejected = taken(feed, "f.xml")
    assert not documents
    assert fault in rejected[0].fault


def post(number: int, text: Any, **more: Any) -> dict[str, Any]:
    moment = {"date": "2023-02-24T04:00:00", "date_unixtime": "1677204000"}
    return {"id": number, "type": "message", **moment, "from": "Lorn", "text": text, **more}


def channel(*messages: Any, kind: str = "public_channel") -> dict[str, Any]:
    return {"name": "Lorn Channel", "type": kind, "id": 123, "messages": list(messages)}


def test_posts_of_a_channel() -> None:
    edited = {"edited": "2023-02-24T05:00:00", "edited_unixtime": "1677207600"}
    export = channel(
        post(1, ["Town ", {"type": "bold", "text": "holds"}, "\nRoad open."], author="Jan Private"),
        post(2, "A reply.", reply_to_message_id=1, **edited),
        post(3, "Passed on.", forwarded_from="Mere Channel", forwarded_from_id="channel9"),
        {"id": 4, "type": "service", "actor": "Jan Private", "text": ""},
        post(5, ""),  # a picture without words
        "junk",
    )
    documents, rejected = taken(json.dumps(export), "result.json")
    first, second, third = documents
    assert (first.text, first.source) == ("Town holds\nRoad open.", "Lorn Channel")
    assert first.published == "2023-02-24T04:00:00+02:00"  # the offset follows from the two times given
    assert first.url == "https://t.me/c/123/1"
    assert second.lineage == (
        Lineage("edit", date="2023-02-24T05:00:00+02:00"),
        Lineage("reply", url="https://t.me/c/123/1", document=first.id),
    )
    assert third.lineage == (Lineage("forward", name="Mere Channel"),)
    assert [r.where for r in rejected] == ["result.json, Lorn Channel, message 6"]


PRIVATE = "Jan Private"


@pytest.mark.parametrize(
    "message",
    [
        post(1, "Words.", forwarded_from=PRIVATE, forwarded_from_id="user7"),
        post(1, "Words.", forwarded_from=PRIVATE),  # an old export, or a hidden user: a name alone tells nothing
        post(1, "Words.", author=PRIVATE, from_id="user7"),
        post(1, ["Words. ", {"type": "mention_name", "text": PRIVATE, "user_id": 7}]),
        post(1, ["Words. ", {"type": "phone", "text": "+380 50 000 00 07"}]),
        post(1, "Words.", contact_information={"first_name": PRIVATE, "phone_number": "+380500000007"}),
        post(1, "Words.", reactions=[{"recent": [{"from": PRIVATE, "from_id": "user7"}]}]),
    ],
)
def test_nothing_is_kept_of_private_people(message: dict[str, Any]) -> None:
    (one,) = read_bytes(json.dumps(channel(message)).encode(), "result.json")
    assert isinstance(one, Intake)
    kept = repr(one.document) + one.original.data.decode()
    assert not any(secret in kept for secret in (PRIVATE, "user7", "00 07", "380500000007"))
    assert one.document.text.startswith("Words.")


def test_conversations_are_refused_and_channels_of_the_same_export_taken() -> None:
    kinds = ("personal_chat", "private_group", "private_supergroup", "public_supergroup", "saved_messages", "bot_chat")
    chats = [channel(post(1, "Private words."), kind=k) for k in kinds]
    export = {"chats": {"list": [*chats, channel(post(1, "Public words."), kind="private_channel")]}}
    documents, rejected = taken(json.dumps(export), "result.json")
    assert [d.text for d in documents] == ["Public words."]
    assert len(rejected) == len(kinds)
    assert all("channels only" in r.fault and "Lorn" not in r.where for r in rejected)


def record(url: str, body: bytes, *, status: str = "200 OK", kind: str = "text/html", more: str = "") -> bytes:
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-02-25T01:02:03Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def numbered(number: int) -> bytes:
    return page(f"<article><h1>Report {number}</h1><p>{SAID}</p></article>").encode()


CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(numbered(4)), numbered(4))
RECORDS = [
    record("https://lorn.example/1", numbered(1)),
    record("https://lorn.example/2", b"gone", status="404 Not Found"),
    record("https://lorn.example/p", b"\x89PNG", kind="image/png"),
    record("https://lorn.example/3", gzip.compress(numbered(3)), more="Content-Encoding: gzip\r\n"),
    record("https://lorn.example/4", CHUNKED, more="Transfer-Encoding: chunked\r\n"),
]


@pytest.mark.parametrize("packed", [False, True])
def test_pages_of_an_archive(packed: bool) -> None:
    data = b"".join(gzip.compress(r) if packed else r for r in RECORDS)
    documents, rejected = taken(data, "a.warc.gz" if packed else "a.warc")
    assert not rejected
    assert [d.url for d in documents] == [f"https://lorn.example/{n}" for n in (1, 3, 4)]
    assert [d.title for d in documents] == ["Report 1", "Report 3", "Report 4"]
    assert {d.fetched for d in documents} == {"2023-02-25T01:02:03+00:00"}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("lost", [40, 60, 120])
def test_a_cut_archive_gives_what_was_whole(packed: bool, lost: int) -> None:
    parts = [gzip.compress(r) if packed else r for r in (RECORDS[0], RECORDS[3])]
    documents, rejected = taken(b"".join(parts)[:-lost], "a.warc")
    assert [d.title for d in documents] == ["Report 1"]
    assert "cut off or damaged after 1 " in rejected[-1].fault


def test_a_bomb_in_an_archive_is_refused_alone() -> None:
    bomb = record("https://lorn.example/b", gzip.compress(bytes(3_000_000)), more="Content-Encoding: gzip\r\n")
    documents, rejected = taken(bomb + RECORDS[0], "a.warc", Options(max_bytes=1_000_000))
    assert len(documents) == 1
    assert "unpacks to more than" in rejected[0].fault


def test_json_lines() -> None:
    lines = [
        '\ufeff{"text": "One holds.", "published": "2023-02-24", "source": "Lorn", "title": "A", "url": "https://a.example"}',
        "{broken",
        "",
        '{"body": "Two holds.", "date": "2023-02-24T01:00:00+02:00", "publisher": {"name": "Mere"}, "language": "en"}',
        '{"type": "claim", "id": "c1"}',
        "[1]",
        '{"title": "no text"}',
        "[" * 100_000,
        '{"document": {"text": "Three holds."}, "claims": []}',
    ]
    documents, rejected = taken("\n".join(lines), "d.jsonl")
    assert [d.text for d in documents] == ["One holds.", "Two holds.", "Three holds."]
    assert [d.source for d in documents] == ["Lorn", "Mere", None]
    assert documents[1].published == "2023-02-24T01:00:00+02:00"
    assert [r.where for r in rejected] == [f"d.jsonl, line {n}" for n in (2, 6, 7, 8)]
    (first, *_) = read_bytes("\n".join(lines).encode(), "d.jsonl")
    assert isinstance(first, Intake)
    assert json.loads(first.original.data)["source"] == "Lorn"  # one line is the original of one document


@pytest.mark.parametrize("data", ['{"text": "One holds."}', '[{"text": "One holds."}]', '{\n "text": "One holds."\n}'])
def test_json_files_of_documents(data: str) -> None:
    assert only(data, "d.json").text == "One holds."


@pytest.mark.parametrize(
    "header",
    [
        "Headline,Publication,Date,Body,URL",
        "Title;Source;Published;Full text;Link",
        "HL\tPublisher\tPub Date\tText\tURL",
    ],
)
def test_rows_of_a_download(header: str) -> None:
    delimiter = next(d for d in ",;\t" if d in header)
    rows = [
        header,
        delimiter.join(["Town holds", "Lorn Gazette", "24/02/2023", '"First' + delimiter + ' par.\n\nSecond ""par""."', "https://a.example"]),
        delimiter.join(["No words", "Lorn Gazette", "24/02/2023", "", ""]),
    ]  # fmt: skip
    documents, rejected = taken("\n".join(rows), "download.csv")
    (found,) = documents
    assert found.text == f'Town holds\n\nFirst{delimiter.strip()} par.\n\nSecond "par".'
    assert (found.source, found.published, found.url) == ("Lorn Gazette", "2023-02-24", "https://a.example")
    assert heads(found) == ["Town holds"]
    assert [r.where for r in rejected] == ["download.csv, row 3"]


def test_a_csv_is_told_by_its_header_or_refused_for_lack_of_one() -> None:
    assert only("Headline,Body\nTown holds,It held.\n", "export").media_type == "text/csv"
    assert "no column" in taken("a,b\n1,2\n", "x.csv")[1][0].fault
    assert "no rows" in taken("Headline,Body\n", "x.csv")[1][0].fault


def word(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


DOWNLOAD = (
    "Results for: town", "1. Town falls",  # a cover page with the table of contents
    "Town falls, ministry says", "The Lorn Gazette", "February 24, 2023 Friday 10:15 AM GMT", "Copyright 2023 Lorn",
    "Length: 20 words", "Byline: A. Reporter", "Body", "", SAID, "Losses", STAFF, "Graphic", "a map",
    "Classification", "Language: ENGLISH", "Load-Date: February 25, 2023", "End of Document",
    "No body here", "The Mere Post", "24 February 2023", "End of Document",
    "Third story", "Copyright 2023 Mere", "Body", STAFF, "Load-Date: March 3, 2023", "End of Document",
)  # fmt: skip


def test_articles_of_a_word_download() -> None:
    documents, rejected = taken(word(*DOWNLOAD), "n.docx")
    first, third = documents
    assert first.text == f"Town falls, ministry says\n\n{SAID}\n\nLosses\n\n{STAFF}"
    assert heads(first) == ["Town falls, ministry says", "Losses"]
    assert (first.source, first.published) == ("The Lorn Gazette", "2023-02-24T10:15:00+00:00")
    assert [r.where for r in rejected] == ["n.docx, article 2"]
    assert (third.title, third.published) == ("Third story", "2023-03-03")
    assert any("loaded" in w for w in third.warnings)
    assert first.sha256 == third.sha256


def test_one_report_in_word() -> None:
    document = docx.Document()
    document.add_heading("Town holds", 1)
    document.add_paragraph(SAID)
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip((c for r in table.rows for c in r.cells), ("Place", "Count", "Soledar", "7"), strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    found = only(out.getvalue(), "r.docx")
    assert found.text == f"Town holds\n\n{SAID}\n\n- one\n- two\n\nPlace | Count\nSoledar | 7"
    assert (found.title, heads(found)) == ("Town holds", ["Town holds"])


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"a.txt": b"x"}, "zip archive"),
        ({"word/document.xml": b"nonsense"}, "damaged"),
        ({"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}, "entities"),
        ({"word/document.xml": bytes(20_000_000)}, "unpacks"),
    ],
    ids=["zip", "damaged", "entities", "bomb"],
)
def test_word_files_that_are_refused(parts: dict[str, bytes], fault: str) -> None:
    documents, rejected = taken(zipped(parts), "a.docx", Options(max_bytes=1_000_000))
    assert not documents
    assert fault in rejected[0].fault


def test_packed_files() -> None:
    data = gzip.compress(SAID.encode())
    (one,) = read_bytes(data, "a.txt.gz")
    assert isinstance(one, Intake)
    assert (one.document.text, one.document.sha256) == (SAID, one.original.sha256)
    assert one.original.data == data


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (gzip.compress(bytes(30_000_000)), "unpacks to more"),
        (gzip.compress(gzip.compress(b"x")), "twice"),
        (gzip.compress(SAID.encode())[:-9], "cut off or damaged"),
        (b"\x1f\x8bnonsense", "damaged"),
    ],
    ids=["bomb", "twice", "cut", "nonsense"],
)
def test_packed_files_that_are_refused(data: bytes, fault: str) -> None:
    documents, rejected = taken(data, "a.gz", Options(max_bytes=1_000_000))
    assert not documents
    assert fault in rejected[0].fault
