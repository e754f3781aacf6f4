"""The report on a lake says what came, what did not, and what looks odd; and nothing of a patient."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from claims.answer import Outcome
from claims.claim import Claim
from tests.cli.command import cleanclaim
from training.data_report import report
from training.data_report.drift import drifts, psi
from training.data_report.held import Held, held
from training.data_report.report import groups, rates, unmatched
from training.data_report.suspicious import leaks, suspects, unseen
from training.lake import ingest, read
from training.lake.edition import lake_of
from training.maturity import State, states
from training.office_files import Files, TrainingDataError, read_files


@pytest.fixture(scope="module")
def found(whole_office: Path) -> Held:
    return held(whole_office)


@pytest.fixture(scope="module")
def text(whole_office: Path) -> str:
    return report(whole_office)


def test_counts_and_rates_are_those_of_the_records(text: str, whole_office: Path):
    counts, files = lake_of(whole_office / "current").counts, read(whole_office)
    for name in ("claims", "lines", "answers", "answers_unmatched"):
        assert f"{counts[name]:,}" in text
    payers = {claim.payer.id for claim, outcome in zip(files.claims, files.outcomes, strict=True) if outcome}
    assert all(f">{payer}<" in text for payer in payers)
    refused = sum(state == "known" and outcome.denied for state, outcome in _known(files))
    known = sum(state == "known" for state, _ in _known(files))
    assert f"{refused / known:.1%} of the matured claims were refused" in text
    assert text.count("<svg") == 3


def _known(files: Files) -> list[tuple[State, Outcome]]:
    return [
        (state, outcome)
        for state, outcome in zip(states(files.claims, files.outcomes, files.through), files.outcomes, strict=True)
        if outcome is not None
    ]


def test_nothing_of_a_patient_stands_in_it(text: str, whole_office: Path):
    def secrets(claim: Claim) -> set[str]:
        born = claim.patient.birth_date
        return {claim.claim_id, claim.subscriber.member_id, f"{born:%Y-%m-%d}" if born else ""} - {""}

    assert not {secret for claim in read(whole_office).claims for secret in secrets(claim) if f">{secret}<" in text}
    assert "<script" not in text


def test_a_column_that_knows_the_answer_is_called_a_leak_and_a_real_one_is_not(found: Held):
    assert not [one for one in suspects(found) if one.what == "leak"]
    rows = found.features.merge(found.lines[["claim", "line", "denied"]], on=["claim", "line"])
    refused = rows["denied"].fillna(value=False).astype(float).to_numpy()
    rows["paid_later"] = 1 - refused + np.random.default_rng(0).normal(0, 0.1, len(rows))
    told = list(leaks(found.lines, rows.drop(columns="denied")))
    assert [one.column for one in told] == ["paid_later"]


def test_columns_without_a_value_and_with_one_are_named(found: Held):
    odd = {(one.column, one.what) for one in suspects(found)}
    bare = found.features.copy()
    bare["nothing"], bare["always"] = np.nan, 1.0
    planted = {(one.column, one.what) for one in suspects(replace(found, features=bare))}
    assert planted - odd == {("nothing", "empty"), ("always", "constant")}


def test_an_index_of_stability_is_near_nothing_within_one_crowd_and_large_between_two():
    draw = np.random.default_rng(1)
    crowd = draw.normal(size=4000)
    assert abs(psi(crowd[:3000], crowd[3000:])) < 0.02
    assert psi(crowd, crowd + 1) > 0.25
    assert psi(crowd, np.full(100, np.nan)) > 0.25


def test_a_payer_that_comes_and_a_charge_that_doubles_are_said_to_have_moved(found: Held):
    assert "payer_id" not in {one.column for one in drifts(found)}
    claims, rows = found.claims.copy(), found.features.copy()
    claims.loc[found.newest & (np.arange(len(claims)) % 2 == 0), "payer_id"] = "NEWCOMER"
    rows.loc[rows["claim"].isin(set(claims["claim"][found.newest])), "total_charge"] *= 2
    changed = replace(found, claims=claims, features=rows)
    moved = {one.column: one for one in drifts(changed)}
    assert "total_charge" in moved
    assert moved["payer_id"].before == "NEWCOMER: 0.0%"


def test_what_the_last_ingest_brought_is_held_against_all_before_and_faults_have_their_place(
    office: Path, tmp_path: Path
):
    files = sorted((office / "train" / "claims").iterdir())
    (tmp_path / "early").mkdir()
    for file in files[:-8]:
        shutil.copy(file, tmp_path / "early")
    shutil.copytree(office / "train" / "claims", tmp_path / "all")
    last = files[-1].read_text()
    (tmp_path / "all" / files[-1].name).write_text(last.replace("*99213", "*99299").replace(":99213", ":99299"))
    (tmp_path / "all" / "scan.837").write_bytes(b"%PDF-1.7")
    ingest(tmp_path / "early", office / "train" / "remits", tmp_path / "lake")
    ingest(tmp_path / "all", office / "train" / "remits", tmp_path / "lake")
    found = held(tmp_path / "lake")
    assert len(found.editions) == 2
    assert int(found.newest.sum()) == found.editions[-1].counts["claims_read"]
    assert "99299" in {one.value for one in unseen(found) if one.column == "procedure"}
    text = report(tmp_path / "lake")
    digest = hashlib.sha256(b"%PDF-1.7").hexdigest()[:12]
    assert f">{digest}<" in text
    assert "scan.837" not in text
    told = cleanclaim("data", "report", "--store", tmp_path / "lake", "--out", tmp_path / "report.html")
    assert (told.returncode, told.stderr) == (0, f"{digest}: scan.837\n")
    assert "scan.837" not in (tmp_path / "report.html").read_text("utf-8")
    assert "ingest 2, the last that brought some" in text


def _some(office: Path, folder: Path, claims: int, remits: int, without: str = "") -> Path:
    """The first files of an office, the identifier of a payer taken out."""
    for part, many in (("claims", claims), ("remits", remits)):
        (folder / part).mkdir(parents=True)
        for file in sorted((office / "train" / part).iterdir())[:many]:
            text = re.sub(rf"(?P<by>[*|])(PI|XV)(?P=by){without}~", "~", file.read_text("utf-8")) if without else None
            (folder / part / file.name).write_text(text or file.read_text("utf-8"), "utf-8")
    return folder


def test_where_the_last_ingest_brought_answers_alone_no_wrong_reason_is_given(office: Path, tmp_path: Path):
    for remits in (40, 60):
        source = _some(office, tmp_path / str(remits), 12, remits)
        ingest(source / "claims", source / "remits", tmp_path / "lake")
    found = held(tmp_path / "lake")
    month = found.claims["month"].max()
    assert [bool(one.sources["claims"]) for one in found.editions] == [True, False]
    assert found.newest_is == f"the claims of {month}, since no ingest brought claims to others"
    assert set(found.claims["month"][found.newest]) == {month}


def test_nothing_is_told_of_few_and_dollars_are_rounded(found: Held):
    def told(many: int) -> str:
        answers = found.answers.head(many).copy()
        answers["unmatched"], answers["charge"], answers["answered"] = "lost", 1234.56, date(2026, 3, 17)
        answers["payer"] = "LONELY"
        return "".join(unmatched(replace(found, answers=answers)).parts)

    assert ">LONELY<" in told(11)
    assert ">13,600<" in told(11)
    assert ">2026-03 to 2026-03<" in told(11)
    assert "LONELY" not in told(10)
    assert ">fewer than 11<" in told(10)
    for text in ("1,23", "12,3", "2026-03"):
        assert text not in told(10)
    assert "2026-03-17" not in told(11)


def test_every_claim_is_in_some_row_and_payers_without_id_go_by_name(office: Path, tmp_path: Path):
    files = read_files(office / "train" / "claims", office / "train" / "remits")
    payer = Counter(claim.payer for claim in files.claims).most_common(1)[0][0]
    source = _some(office, tmp_path, 12, 60, payer.id)
    ingest(source / "claims", source / "remits", tmp_path / "lake")
    found = held(tmp_path / "lake")
    bare = found.claims["payer_id"] == ""
    assert bare.any()
    assert set(found.claims["payer"][bare]) == {payer.name}
    assert sum(len(some) for _, some in groups(found.claims, ["payer"])) == len(found.claims)
    assert f">{payer.name}<" in "".join(rates(found).parts)
    assert (found.answers["payer"] != "").all()


@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
def test_a_damaged_table_is_named_with_what_to_do(damage: str, whole_office: Path, tmp_path: Path):
    shutil.copytree(whole_office, tmp_path / "lake", symlinks=True)
    part = max((tmp_path / "lake" / "current").glob("lines/*/*.parquet"))
    content = part.read_bytes()
    part.unlink()
    if damage != "gone":
        part.write_bytes({"cut": content[: len(content) // 2], "other": b"PAR1" + bytes(500) + b"PAR1"}[damage])
    done = cleanclaim("data", "report", "--store", tmp_path / "lake", "--out", tmp_path / "report.html")
    assert done.returncode == 1
    assert f"{part.parent.name}/lines.parquet is damaged or gone" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_writes_the_page_and_says_what_is_wrong_in_a_sentence(whole_office: Path, tmp_path: Path):
    done = cleanclaim("data", "report", "--store", str(whole_office), "--out", str(tmp_path / "report.html"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!doctype html>")
    none = cleanclaim("data", "report", "--store", str(tmp_path), "--out", str(tmp_path / "none.html"))
    assert none.returncode == 1
    assert "holds no lake" in none.stderr
    with pytest.raises(TrainingDataError):
        report(tmp_path)
