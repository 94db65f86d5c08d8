"""The corpus: its files are what a build gives, its claims fit their texts, and its tools count right."""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fogline.bench import claims as bench_claims
from fogline.bench import standoff
from fogline.model import FoglineError

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
sys.path.insert(0, str(CORPUS))  # its tools stand beside its data, outside the package

import ann_agreement  # noqa: E402
import ann_build  # noqa: E402
import ann_claims  # noqa: E402
import ann_compare  # noqa: E402
import ann_format  # noqa: E402
import ann_standoff  # noqa: E402
import build  # noqa: E402

Row = dict[str, Any]
TEXT = (
    "Rebels enter Neve\n\n"
    "On Monday the governor, Anar Eyvazov, said that rebels had probably entered Neve and burned the market. "
    "He added that a commander had told him at least seven people were killed. The rebels denied it.\n\n"
    "The bridge, he said, would hold if the river fell. Neve lies 3 km south of Orlo."
)


@cache
def fresh() -> tuple[dict[str, list[Row]], list[ann_format.Fault]]:
    faults: list[ann_format.Fault] = []
    return ann_build.built(faults), faults


@cache
def rows() -> list[Row]:
    return [row for some in fresh()[0].values() for row in some]


def annotated(blocks: str, tmp_path: Path, text: str = TEXT) -> tuple[list[Row], list[ann_format.Fault]]:
    path = tmp_path / "x.ann"
    path.write_text(blocks, encoding="utf-8")
    faults: list[ann_format.Fault] = []
    return ann_claims.claims("x", text, ann_format.read_blocks(path, faults), path.name, faults), faults


def one(blocks: str, tmp_path: Path) -> Row:
    """The last claim of blocks that have no fault."""
    claims, faults = annotated(blocks, tmp_path)
    assert not faults
    return claims[-1]


def words(stretch: Row, text: str = TEXT) -> str:
    return text[stretch["start"] : stretch["end"]]


# The corpus itself


def test_no_faults() -> None:
    assert [str(f) for f in fresh()[1] if not f.warning] == []


@pytest.mark.parametrize("split", ann_build.SPLITS)
def test_files_are_what_a_build_gives(split: str) -> None:
    kept = (CORPUS / f"{split}.jsonl").read_text(encoding="utf-8")
    assert kept == ann_build.lines(fresh()[0][split]), "run `python corpus/build.py build`"


def test_card_is_up_to_date() -> None:
    page = build.CARD.read_text(encoding="utf-8")
    assert page == build.with_tables(page), "run `python corpus/build.py card`"


def test_size_and_spread() -> None:
    wars = Counter("Ukraine" if r["document"]["war"] == "Ukraine" else "another" for r in rows())
    assert len(rows()) >= 80
    assert sum(len(r["claims"]) for r in rows()) >= 1500
    assert wars["Ukraine"] >= wars["another"]
    assert {r["document"]["genre"] for r in rows()} == set(ann_format.GENRES)


def test_every_document_says_what_it_is() -> None:
    assert all("re-telling" in r["document"]["note"].casefold() for r in rows())


def test_splits_are_fixed_by_position_and_share_no_text() -> None:
    by_position = ["train", "train", "test", "train", "dev", "test", "train"]
    assert list(ann_format.splits().values()) == [by_position[k % 7] for k in range(len(ann_format.splits()))]
    texts = [r["document"]["text"] for r in rows()]
    assert len(set(texts)) == len(texts)
    assert sorted(r["document"]["id"] for r in rows()) == sorted(ann_format.splits())


def test_offsets_are_those_of_the_words() -> None:
    for row in rows():
        text = row["document"]["text"]
        for claim in row["claims"]:
            spoken = [claim["quote"], *claim["quantities"], *filter(None, [claim["condition"]])]
            assert [words(s, text) for s in spoken] == [s["text"] for s in spoken]
            sure = claim["certainty"]
            assert sure is None or words(sure, text) == sure["phrase"]
        assert all("\n" not in words(h, text) for h in row["document"]["headings"])


def test_claims_fit_the_contract() -> None:
    schema = json.loads((ROOT / "src/fogline/contract.schema.json").read_text(encoding="utf-8"))
    wanted = {"$ref": "#/$defs/claim", "$defs": schema["$defs"]}
    validator = jsonschema.Draft202012Validator(wanted)
    assert [e.message for r in rows() for c in r["claims"] for e in validator.iter_errors(c)] == []
    document = jsonschema.Draft202012Validator(wanted | {"$ref": "#/$defs/document"})
    assert [e.message for r in rows() for e in document.iter_errors(r["document"])] == []


def test_claims_are_known_by_their_ids() -> None:
    ids = [c["id"] for r in rows() for c in r["claims"]]
    assert len(set(ids)) == len(ids)


def test_the_bench_reads_it() -> None:
    assert bench_claims.kind(rows()) == "claims"
    golds = [bench_claims.parse(row) for row in rows()]
    assert {g for gold in golds for g in gold.groups} >= {f"genre: {g}" for g in ann_format.GENRES}


# From annotations to claims


def test_a_claim_with_everything(tmp_path: Path) -> None:
    claim = one(
        "q: rebels had probably entered Neve\nby: Anar Eyvazov\ncue: said\nform: indirect\nevent: advance\nsure: probably\n"
        "who: rebels\nwhere: Neve/target\nwhen: ~On Monday = 2023-02-20\n",
        tmp_path,
    )
    assert words(claim["said_by"][0]) == "Anar Eyvazov"
    assert words(claim["attribution"]["cue"]) == "said"
    assert claim["certainty"] | {"start": 0, "end": 0} == {
        "phrase": "probably", "start": 0, "end": 0, "scale": "phia", "low": 0.55, "high": 0.75,
    }  # fmt: skip
    assert [(p["phrase"], p["role"], p["carried"]) for p in claim["where"]] == [("Neve", "target", False)]
    assert claim["where"][0]["start"] == TEXT.index("Neve and")  # the one in the quote, not the one in the heading
    assert (claim["when"]["earliest"], claim["when"]["latest"], claim["when"]["carried"]) == ("2023-02-20",) * 2 + (
        True,
    )
    assert claim["actors"][0]["role"] == "agent"


def test_a_chain_with_a_pronoun_and_a_cue_for_each(tmp_path: Path) -> None:
    claim = one(
        "q: at least seven people were killed\nby: He=Anar Eyvazov > commander\ncue: added; told\nform: indirect\n"
        "event: casualties\nn: at least seven people = 7.. people\n",
        tmp_path,
    )
    assert [(s["name"], s["level"], words(s)) for s in claim["said_by"]] == [
        ("Anar Eyvazov", 0, "He"), ("commander", 1, "commander"),
    ]  # fmt: skip
    assert words(claim["attribution"]["cue"]) == "told"
    assert [words(c) for c in claim["attribution"]["cues"]] == ["added", "told"]
    assert [(q["text"], q["low"], q["high"], q["unit"]) for q in claim["quantities"]] == [
        ("at least seven people", 7, None, "people"),
    ]  # fmt: skip


def test_a_speaker_inside_the_quote(tmp_path: Path) -> None:
    claim = one(
        "q: The bridge, he said, would hold if the river fell\nby: he=Anar Eyvazov\ncue: said\nform: indirect\n"
        "kind: conditional\nevent: other\nif: if the river fell\n",
        tmp_path,
    )
    assert claim["said_by"][0]["start"] == TEXT.index("he said, would")
    assert claim["condition"]["text"] == "if the river fell"


def test_a_denial_takes_the_words_again(tmp_path: Path) -> None:
    claims, faults = annotated(
        "q: rebels had probably entered Neve\nevent: advance\n\n"
        "q@1: rebels had probably entered Neve\nby: rebels & ~Kyiv; army\ncue: denied\nform: indirect\nevent: advance\ndenied: yes\n",
        tmp_path,
    )
    assert claims[0]["quote"] == claims[1]["quote"]
    assert claims[0]["id"] != claims[1]["id"]
    assert claims[1]["said_by"][0]["start"] == TEXT.index("rebels denied")
    assert [s["level"] for s in claims[1]["said_by"]] == [0, 0, 0]
    assert [str(f) for f in faults if not f.warning] == [
        "x.ann:5: the speaker 'army' is not in the text; copy the words, or write `words=full name`"
    ]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("rebels had ... the market", "rebels had probably entered Neve and burned the market"),
        ("He added", "He added"),
        ("Neve", "Neve"),
    ],
)
def test_quotes_are_found(quote: str, found: str, tmp_path: Path) -> None:
    assert one(f"q: {quote}\nevent: other\n", tmp_path)["quote"]["text"] == found


def test_words_that_stand_twice_are_taken_in_turn(tmp_path: Path) -> None:
    claims, _ = annotated("q: Neve\nevent: other\n\nq: Neve\nevent: advance\n\nq@1: Neve\nevent: hold\n", tmp_path)
    first = TEXT.index("Neve")
    assert [c["quote"]["start"] for c in claims] == [first, TEXT.index("Neve", first + 1), first]


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("event: other", "without a quote"),
        ("q: rebels had left Neve\nevent: other", "then ' probably entered Neve"),
        ("q@9: Neve\nevent: other", "only 3 times"),
        ("q: Neve", "no event"),
        ("q: Neve\nevent: seize", "unknown event 'seize'"),
        ("q: Neve\nevent: other\nkind: fact", "unknown kind 'fact'"),
        ("q: Neve\nevent: other\ncolour: red", "unknown field 'colour'"),
        ("q: Neve\nevent: other\nevent: other", "twice in one block"),
        ("q: Neve\nevent: other\nby: rebels", "without a form"),
        ("q: Neve\nevent: other\nby: mayor\nform: indirect", "speaker 'mayor' is not in the text"),
        ("q: Neve\nevent: other\nby: rebels\nform: indirect\ncue: swore", "cue 'swore' is not in the text"),
        ("q: Neve\nevent: other\nwhere: Neve/near", "unknown role 'near'"),
        ("q: Neve\nevent: other\nwhere: Tamsk", "'Tamsk' is not in the text"),
        ("q: Neve\nevent: other\nwhen: On Monday = 20 February", "is no date"),
        ("q: Neve\nevent: other\nn: seven people = several", "no number"),
        ("q: Neve\nevent: other\nsure: likely", "'likely' is not in the text"),
        ("q: Neve\nevent: other\nsure: probably | nato", "unknown scale 'nato'"),
        ("q: Neve\nevent: other\nkind: conditional", "without its condition"),
        ("q: Neve\nevent: other\nkind: conditional\nif: if the river fell", "condition is not in the quote"),
        ("q@1: Neve\nevent: other\n\nq@1: Neve\nevent: other", "the same block as in line 1"),
    ],
)
def test_faults_are_named(block: str, fault: str, tmp_path: Path) -> None:
    named = [f for f in annotated(block + "\n", tmp_path)[1] if not f.warning]
    assert any(fault in str(f) for f in named)
    assert all(f.line for f in named)


def test_faults_of_a_header(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(
        "id: y\ngenre: novel\nwar: A\nsource: B\npublished: May\n\n# Head\n\n- One.\n- Two.\n", encoding="utf-8"
    )
    faults: list[ann_format.Fault] = []
    report = ann_format.read_report(path, faults)
    assert (report.text, report.headings) == ("Head\n\n- One.\n- Two.", [(0, 4)])
    told = " ".join(map(str, faults))
    assert all(
        w in told for w in ("'title' is missing", "'note' is missing", "id 'y'", "genre 'novel'", "'May' is no date")
    )


def test_check_tells_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["check", "no-such-report"]) == 1
    assert "there is no such file; check its name" in capsys.readouterr().out


# Two annotations


def test_agreement(tmp_path: Path) -> None:
    first, _ = annotated(
        "q: rebels had probably entered Neve\nby: governor\ncue: said\nform: indirect\nevent: advance\nsure: probably\nwhere: Neve\n\n"
        "q: burned the market\nby: governor\ncue: said\nform: indirect\nevent: loot\n\n"
        "q: at least seven people were killed\nevent: casualties\n",
        tmp_path,
    )
    second, _ = annotated(
        "q: rebels had probably entered Neve\nby: Anar Eyvazov\ncue: said\nform: indirect\nevent: advance\nwhere: Neve/target\n\n"
        "q: seven people were killed\nevent: destroy\n\n"
        "q: The bridge\nevent: other\n\n"
        "q: Neve lies 3 km south of Orlo\nkind: relation\nevent: other\n",
        tmp_path,
    )
    counts, paired = ann_compare.found([(first, second)])
    assert (counts.first, counts.second, counts.both) == (3, 4, 2)
    assert counts.figures == (2 / 4, 2 / 3, 4 / 7)
    assert counts.closeness == pytest.approx(
        (1 + len("seven people were killed") / len("at least seven people were killed")) / 2
    )
    found = {s.name: s for s in ann_compare.slots(paired)}
    assert (found["event"].pairs, found["event"].agree) == (2, 0.5)
    assert (found["kind"].agree, found["kind"].kappa) == (1, None)  # one value only: nothing to tell apart
    assert found["attributed"].kappa == 1
    assert found["last holder, of those attributed by both"].agree == 0  # a role and a name without it: two holders
    assert found["certainty interval"].agree == 0.5
    assert (found["places, where either has one"].pairs, found["places, where either has one"].agree) == (1, 1)
    assert found["places with roles, where either has one"].agree == 0


def test_same_words_of_two_holders_are_paired_by_holder(tmp_path: Path) -> None:
    blocks = (
        "q: entered Neve\nby: governor\ncue: said\nform: indirect\nevent: advance",
        "q@1: entered Neve\nby: rebels\ncue: denied\nform: indirect\nevent: advance\ndenied: yes",
    )
    first, _ = annotated("\n\n".join(blocks), tmp_path)
    second, _ = annotated("\n\n".join(reversed(blocks)), tmp_path)
    assert all(a["id"] == b["id"] for a, b in ann_compare.pairs(first, second))


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.7 observed, 0.5 by chance
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
        ([("y", "y"), ("n", "n")], 1.0),
        ([("y", "n"), ("n", "y")], -1.0),
        ([("y", "y")], None),
        ([], None),
    ],
)
def test_kappa(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert ann_compare.kappa(pairs) == (None if kappa is None else pytest.approx(kappa))


def test_agreement_page_is_up_to_date() -> None:
    if not ann_agreement.names():
        pytest.skip("no report is annotated twice yet")
    page = (CORPUS / "agreement" / "README.md").read_text(encoding="utf-8")
    assert page == ann_agreement.page(ann_agreement.documents([])), "run `python corpus/build.py agreement`"


# Claims that stand off from their texts


def stood_off(tmp_path: Path) -> list[Row]:
    (tmp_path / "t.ann").write_text(
        "q: rebels had probably entered Neve\nby: governor\ncue: said\nform: indirect\nevent: advance\nsure: probably\n"
        "who: rebels\nwhere: Neve\nwhen: ~On Monday = 2023-02-20\n\n"
        "q: The bridge, he said, would hold if the river fell\nby: he=Anar Eyvazov > ~commander\ncue: said\nform: indirect\n"
        "kind: conditional\nevent: hold\nif: if the river fell\n",
        encoding="utf-8",
    )
    (tmp_path / "texts.jsonl").write_text(json.dumps({"id": "t", "text": TEXT}) + "\n", encoding="utf-8")
    faults: list[ann_format.Fault] = []
    out = list(ann_standoff.rows(tmp_path, ann_standoff.texts(tmp_path / "texts.jsonl"), faults))
    assert not faults
    return out


def by_hash(*texts: str) -> dict[str, str]:
    return {standoff.text_sha256(t): t for t in texts}


def test_stand_off_claims_hold_no_words(tmp_path: Path) -> None:
    kept = json.dumps(stood_off(tmp_path))
    assert not [w for w in ("Neve", "Eyvazov", "governor", "probably", "bridge", "Monday", "river") if w in kept]


def test_stand_off_claims_get_their_words_back(tmp_path: Path) -> None:
    (row,) = standoff.attach(stood_off(tmp_path), by_hash("another text", TEXT))
    whole, faults = annotated((tmp_path / "t.ann").read_text(encoding="utf-8"), tmp_path)
    assert not faults
    for back, claim in zip(row["claims"], whole, strict=True):
        assert back | {"said_by": [], "id": ""} == claim | {"said_by": [], "id": ""}
        assert [s["name"] for s in back["said_by"]] == [s["name"] for s in claim["said_by"]]
    assert bench_claims.parse(row).document.text == TEXT


def test_stand_off_claims_take_no_other_text(tmp_path: Path) -> None:
    rows = stood_off(tmp_path)
    assert standoff.attach(rows, by_hash(TEXT + " ")) == rows
    rows[0]["claims"][0]["quote"]["end"] = len(TEXT) + 1
    with pytest.raises(FoglineError, match="is not in the text"):
        standoff.attach(rows, by_hash(TEXT))
