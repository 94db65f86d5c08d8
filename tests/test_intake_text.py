"""Characters, lines, headings, languages and dates: what every format goes through."""

from __future__ import annotations

import pytest

from fogline.intake import Options, read_bytes
from fogline.intake.charset import decode
from fogline.intake.cleaning import Block, assemble, clean, with_title
from fogline.intake.dates import from_unix, is_date_line, iso
from fogline.intake.language import tell
from fogline.intake.prose import blocks_of, take_header
from fogline.model import Document, FoglineError, Intake, Rejected

RUSSIAN = (
    "Российские войска атаковали Угледар. Противник потерял двадцать единиц техники, сообщили в министерстве в "
    "четверг. Бои продолжались всю ночь, погибших нет."
)
UKRAINIAN = (
    "Російські війська вдень атакували Вугледар. Ворог утратив двадцять одиниць техніки, повідомили в міністерстві у "
    "четвер. Бої тривали всю ніч, їхня артилерія мовчала."
)


def document(data: bytes, name: str = "a.txt", **options: str) -> Document:
    taken = list(read_bytes(data, name, Options(**options)))  # type: ignore[arg-type] # only texts are set here
    assert len(taken) == 1
    assert isinstance(taken[0], Intake), taken[0]
    return taken[0].document


def refusal(data: bytes, name: str = "a.txt") -> str:
    taken = list(read_bytes(data, name))
    assert len(taken) == 1
    assert isinstance(taken[0], Rejected)
    assert taken[0].mend
    return taken[0].fault


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("\ufeffSoledar\u200b\u2060 fell", "Soledar fell"),
        ("abc\u202edef\u202c\u2066x\u2069", "abcdefx"),  # bidirectional overrides turn words around on a screen
        ("3\u00a0km\u2009south", "3 km south"),
        ("re\u00adtaken", "retaken"),
        ("Kyi\u0308v", "Kyïv"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("lone \ud800 surrogate", "lone surrogate"),  # JSON may carry it; no encoding can write it
        ("  a \t b  \n c ", "a b\nc"),
    ],
)
def test_text_is_cleaned_once(raw: str, expected: str) -> None:
    assert clean(raw) == expected
    assert clean(expected) == expected


def test_headings_are_spans_of_the_assembled_text() -> None:
    text, headings = assemble([Block("Top", heading=True), Block("One."), Block("- a"), Block("- b", tight=True)])
    assert text == "Top\n\nOne.\n\n- a\n- b"
    assert [text[h.start : h.end] for h in headings] == ["Top"]


@pytest.mark.parametrize(
    ("title", "first", "expected"),
    [
        ("Town holds", "The ministry spoke.", ["Town holds", "The ministry spoke."]),
        ("Town holds", "TOWN HOLDS", ["TOWN HOLDS"]),
        ("Town holds", "Town holds, the ministry says.", ["Town holds, the ministry says."]),
        ("T", "The ministry spoke.", ["T", "The ministry spoke."]),  # a shared letter is no shared title
        (None, "The ministry spoke.", ["The ministry spoke."]),
    ],
)
def test_title_stands_on_top_unless_the_body_begins_with_it(title: str | None, first: str, expected: list[str]) -> None:
    assert [b.text for b in with_title(title, [Block(first)])] == expected


WRAPPED = """The ministry said on Friday that the brigade had lost most of
its vehicles near the town and that no further attack was to be
expected before the end of the month.

Its spokesman gave no figures of the losses, and would not say
where the air-
defence units had gone."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # hard-wrapped prose is joined; a hyphen that the author wrote stays
        (
            WRAPPED,
            [
                "The ministry said on Friday that the brigade had lost most of its vehicles near the town and that no "
                "further attack was to be expected before the end of the month.",
                "Its spokesman gave no figures of the losses, and would not say where the air-defence units had gone.",
            ],
        ),
        # a sentence a line, each closed: the author's own lines
        (
            "The town held.\nThe road is open.\nNo losses came.",
            ["The town held.", "The road is open.", "No losses came."],
        ),
        # items of a list stay apart though they are of one length
        ("Attacks:\n- Bakhmut and four\n- Soledar and nine", ["Attacks:", "- Bakhmut and four", "- Soledar and nine"]),
        # a long line is a paragraph whatever follows
        (f"{'word ' * 40}end\nnext line", [f"{'word ' * 40}end", "next line"]),
    ],
)
def test_lines_of_plain_text(text: str, expected: list[str]) -> None:
    assert [b.text for b in blocks_of(text)] == expected


LONG = "The general staff said on Thursday that twelve assaults had been repelled in the region."


@pytest.mark.parametrize(
    ("lines", "headings"),
    [
        ([LONG, "Mutiny on the front", LONG], ["Mutiny on the front"]),
        (["Town holds out", LONG], ["Town holds out"]),
        (["Town holds out", "Ministry denies losses", LONG], ["Town holds out", "Ministry denies losses"]),
        ([LONG, "It held.", LONG], []),  # a sentence
        ([LONG, "- Soledar", LONG], []),  # an item
        ([LONG, "24 February 2023", LONG], []),  # a bare date
        ([LONG, "By A Reporter", LONG], []),  # a byline
        ([LONG, "and it went on", LONG], []),  # begins small: a torn sentence
        ([LONG, "The last words"], []),  # nothing below it
        ([LONG, "Bakhmut", "Soledar", "Vuhledar", LONG], []),  # a list without bullets
        ([LONG, "https://lorn.example/a", LONG], []),
        (["## Losses ##", LONG], ["Losses"]),
    ],
)
def test_headings_of_plain_text(lines: list[str], headings: list[str]) -> None:
    assert [b.text for b in blocks_of("\n\n".join(lines)) if b.heading] == headings


def test_header_block_is_honoured_and_taken_off() -> None:
    text = (
        "Title: Town holds\nSource: The Lorn Gazette\nPublished: 2023-02-24T02:00:00+02:00\nNote: a re-telling\n"
        "URL: https://lorn.example/a#part\n\nThe ministry spoke.\n"
    )
    found = document(text.encode())
    assert found.text == "Town holds\n\nThe ministry spoke."
    assert (found.title, found.source, found.published) == (
        "Town holds",
        "The Lorn Gazette",
        "2023-02-24T02:00:00+02:00",
    )
    assert (found.url, found.urls) == ("https://lorn.example/a", ("https://lorn.example/a",))
    assert found.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Source: quiet\nThe town held.\n\nMore.",  # a line that is no field: no header
        "Kyiv: quiet\nKherson: shelled\n\nMore.",  # fields, none of them known
        "Source: The ministry said so.",  # nothing below it
    ],
)
def test_what_only_looks_like_a_header_stays(text: str) -> None:
    assert take_header(text).body == text


def test_options_override_what_the_text_says() -> None:
    data = b"Published: 2023-02-24\nSource: The Lorn Gazette\n\nThe ministry spoke."
    found = document(data, published="2023-02-20", source="Another Paper")
    assert (found.published, found.source, found.day) == ("2023-02-20", "Another Paper", "2023-02-20")


@pytest.mark.parametrize("published", ["yesterday", "2023-02-30", "2023-02-23T10:00", "24/02/2023", ""])
def test_a_wrong_date_of_the_user_is_refused(published: str) -> None:
    with pytest.raises(FoglineError, match=r"2023-02-23"):
        Options(published=published)


def test_without_a_date_a_warning_says_so() -> None:
    found = document(b"The ministry spoke.")
    assert found.published is None
    assert any("relative times stay open" in w for w in found.warnings)
    assert any("'soon'" in w for w in document(b"Published: soon\n\nThe ministry spoke.").warnings)
    assert any("future" in w for w in document(b"Published: 2190-01-01\n\nThe ministry spoke.").warnings)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-02-24", "2023-02-24"),
        ("2023-02-24T02:00:00+02:00", "2023-02-24T02:00:00+02:00"),  # the publisher's offset stays
        ("2023-02-24T00:00:00Z", "2023-02-24T00:00:00+00:00"),
        ("2023-02-24T00:00:00", "2023-02-24"),  # a time of an unknown zone is a day
        ("Fri, 24 Feb 2023 02:00:00 +0200", "2023-02-24T02:00:00+02:00"),
        ("Fri, 24 Feb 2023 02:00:00 EET", "2023-02-24"),  # the standard does not know this zone
        ("Fri, 24 Feb 2023 02:00:00 -0000", "2023-02-24T02:00:00+00:00"),
        ("February 24, 2023 Friday 10:15 PM GMT", "2023-02-24T22:15:00+00:00"),
        ("Feb. 24, 2023", "2023-02-24"),
        ("24th February 2023", "2023-02-24"),
        ("24 лютого 2023", "2023-02-24"),
        ("24 февраля 2023", "2023-02-24"),
        ("24.02.2023", "2023-02-24"),
        ("2023/2/24", "2023-02-24"),
        ("20230224", "2023-02-24"),
        ("24/02/2023", "2023-02-24"),
        ("02/24/2023", "2023-02-24"),
        ("03/04/2023", None),  # two countries read it as two days
        ("2023-02-30", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_converted_never_relabelled(written: str, expected: str | None) -> None:
    assert iso(written) == expected


def test_unix_times_take_the_offset_of_the_local_clock() -> None:
    assert from_unix(1677204000, "2023-02-24T04:00:00") == "2023-02-24T04:00:00+02:00"
    assert from_unix(1677204000, "2024-02-24T04:00:00") == "2023-02-24T02:00:00+00:00"  # no clock is a year off
    assert from_unix(10**20) is None


def test_date_lines() -> None:
    assert is_date_line("Friday, 24 February 2023, 10:15 GMT")
    assert not is_date_line("The town fell on 24 February 2023")


@pytest.mark.parametrize(
    ("data", "declared", "encoding"),
    [
        (RUSSIAN.encode("cp1251"), None, "cp1251"),
        (UKRAINIAN.encode("cp1251"), None, "cp1251"),
        (RUSSIAN.encode("koi8_r"), None, "koi8_r"),
        (RUSSIAN.encode("koi8_r"), "koi8-r", "koi8-r"),
        (RUSSIAN.encode("utf-16"), None, "utf-16"),
        (RUSSIAN.encode("utf-16-le"), None, "utf-16-le"),
        (RUSSIAN.encode("utf-16-be"), None, "utf-16-be"),
        ("\ufeff".encode() + RUSSIAN.encode(), "cp1251", "utf-8"),  # the mark is surer than the header
        (RUSSIAN.encode(), "no-such-thing", "utf-8"),
        (RUSSIAN.encode(), "zip", "utf-8"),  # a codec of Python is no encoding of text
    ],
)
def test_charsets(data: bytes, declared: str | None, encoding: str) -> None:
    found = decode(data, declared)
    assert found.encoding == encoding
    assert found.text in (RUSSIAN, UKRAINIAN)


def test_meta_and_declared_latin() -> None:
    page = b"<html><head><meta charset='windows-1251'></head><p>" + RUSSIAN.encode("cp1251")
    assert RUSSIAN in decode(page).text
    assert decode(b"\x93Quoted\x94", "iso-8859-1").text == "“Quoted”"  # as every browser reads that label


def test_a_foreign_byte_does_not_spoil_utf8() -> None:
    found = decode(RUSSIAN.encode() + b"\xff")
    assert found.text.startswith(RUSSIAN)
    assert found.warning is not None


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (bytes(range(256)) * 20, "not text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG picture"),
        (b"SQLite format 3\x00" + bytes(100), "SQLite database"),
        (b"a" * 50_000_000, "50,000,000 bytes"),
        (b"word " * 500_000, "2,000,000"),
    ],
    ids=["empty", "blank", "junk", "picture", "database", "50 MB", "too many characters"],
)
def test_what_is_no_report_is_refused(data: bytes, fault: str) -> None:
    assert fault in refusal(data)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Heavy fighting in Bakhmut", "en"),
        ("Wagner claims control", "en"),
        ("The ministry said that the town had been taken by its troops on Thursday.", "en"),
        ("Les troupes russes ont attaqué Vouhledar.", "fr"),
        ("Russische Truppen griffen Wuhledar an.", "de"),
        ("Las tropas rusas atacaron Vuhledar.", "es"),
        ("Le truppe russe hanno attaccato Vuhledar.", "it"),
        ("Wojska rosyjskie zaatakowały Wuhłedar.", "pl"),
        ("As tropas russas atacaram Vuhledar.", "pt"),
        ("Rus birlikleri Vuhledar'a saldırdı.", "tr"),
        ("القوات الروسية هاجمت المدينة", "ar"),
        ("نیروهای روسی به ووهلدار حمله کردند و گفتند", "fa"),
        ("俄军袭击了武赫列达尔，国防部说。", "zh"),
        ("ロシア軍がバフムトを攻撃した", "ja"),
        ("כוחות רוסיים תקפו את העיר", "he"),
        (RUSSIAN, "ru"),
        (UKRAINIAN, "uk"),
        ("12 : 14", None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert tell(text) == language


def test_what_a_page_says_of_its_language_breaks_ties_only() -> None:
    assert tell("Bakhmut", "uk-UA") == "uk"
    assert tell("俄军袭击了武赫列达尔", "en") == "zh"
    assert tell(RUSSIAN, "en") == "ru"


def test_the_same_words_on_the_same_day_are_one_document() -> None:
    first = document(b"Published: 2023-02-24\nURL: https://a.example/x\n\nThe ministry spoke.")
    second = document(b"Published: 2023-02-24\nURL: https://b.example/y\n\nThe ministry spoke.")
    third = document(b"Published: 2023-02-25\n\nThe ministry spoke.")
    assert first.id == second.id != third.id
    assert first.url != second.url


def test_time_of_fetching_and_hash_are_kept() -> None:
    (taken,) = read_bytes(b"The ministry spoke.", "a.txt", Options(fetched="2026-01-01T00:00:00+00:00"))
    assert isinstance(taken, Intake)
    assert taken.document.fetched == "2026-01-01T00:00:00+00:00"
    assert taken.original.data == b"The ministry spoke."
    assert taken.document.sha256 == taken.original.sha256
