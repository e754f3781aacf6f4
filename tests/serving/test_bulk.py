"""Files in bulk: the same results however the work is shared out and however much is kept between the two readings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import claims
from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Sourced
from cli.formats import as_json
from rules import RuleSet
from serving import bulk, first_reading
from serving.scorer import Scorer


@pytest.fixture
def files(office: Path, tmp_path: Path) -> list[Path]:
    """Sound files, and between them some that lost a segment each, so that claims come as faults."""
    found = sorted((office / "test" / "claims").glob("*.837"))[:4]
    segments = next(text for path in found if "~\nCLM*" in (text := path.read_text())).split("~")
    heads = [at for at, segment in enumerate(segments) if segment.lstrip().startswith(("HL*", "NM1*IL", "SE*", "CLM*"))]
    for at in heads[:24]:
        broken = tmp_path / f"{at:05}.837"
        broken.write_text("~".join(segments[:at] + segments[at + 1 :]))
        found.append(broken)
    return [*found[2:], *found[:2]]


def told(files: list[Path], workers: int) -> list[bulk.Result]:
    scorer = Scorer(None, RuleSet.load())
    return list(bulk.results(bulk.Job(files, scorer, "none", as_json, date(2026, 1, 1), "none"), workers))


def test_results_do_not_depend_on_workers_shares_or_what_is_kept(files: list[Path], monkeypatch: pytest.MonkeyPatch):
    expected = told(files, 1)
    lost = sum(result.fault is not None for result in expected)
    assert 0 < lost < len(expected)
    for kept, packed, share, workers in (
        *((0, 0, 64, 1), (0, 0, 1, 2), (0, 0, 7, 3), (40, 0, 2, 2)),
        *((0, 1 << 20, 64, 1), (10, 20_000, 64, 1), (10, 20_000, 3, 2), (0, 1 << 20, 1, 3), (0, 1 << 20, 2, 40)),
    ):
        monkeypatch.setattr(first_reading, "KEPT", kept)
        monkeypatch.setattr(first_reading, "PACKED", packed)
        monkeypatch.setattr(first_reading, "TOGETHER", 1 + share % 3)
        monkeypatch.setattr(bulk, "SHARE", share)
        assert told(files, workers) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_is_kept_between_the_readings_than_is_allowed(
    files: list[Path], workers: int, monkeypatch: pytest.MonkeyPatch
):
    first = list(claims.read(files[0]))
    size = sum(len(first_reading._pack(item)) for item in first)
    whole = len(first) if workers == 1 else 0  # what other processes read comes packed
    for kept, packed in ((whole - 1, 0), (whole, -1), (0, size - 1)):
        monkeypatch.setattr(first_reading, "KEPT", kept)
        monkeypatch.setattr(first_reading, "PACKED", packed)
        noted = first_reading.note(files, lambda _: None, workers)
        fits = workers == 1 and kept == whole
        assert noted.kept == (first if fits else [])
        assert noted.rest == files[fits:]
    monkeypatch.setattr(first_reading, "PACKED", size)
    noted = first_reading.note(files, lambda _: None, workers)
    assert noted.kept == [first_reading._pack(item) for item in first]
    assert noted.rest == files[1:]


@pytest.mark.parametrize("workers", [1, 2])
def test_claims_that_do_not_pack_are_read_all_the_same(tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch):
    heads = "claim_id,billing_npi,payer_id,member_id,birth_date,diagnoses,procedure,charge,service_date\n"
    rows = "".join(f"C{at},1234567893,88675,M1,1980-01-02,E119,99213,100,2025-06-0{at}\n" for at in range(1, 8))
    table = tmp_path / "claims.csv"
    table.write_text(heads + rows)
    read = list(claims.read(table))
    assert [isinstance(item, Sourced) for item in read] == [False, *[True] * 7]  # two columns are told as unknown
    monkeypatch.setattr(first_reading, "TOGETHER", 3)
    for kept, rest in ((6, [table]), (7, [])):
        monkeypatch.setattr(first_reading, "KEPT", kept)
        told: list[Claim] = []
        noted = first_reading.note([table], told.append, workers)
        assert told == [item.claim for item in read if isinstance(item, Sourced)]
        assert (noted.kept, noted.rest, noted.faults) == ([] if rest else read, rest, {0})
        assert list(noted.again()) == read


@pytest.mark.parametrize("step", [2, 3, 1000])
def test_claims_that_are_not_wanted_are_passed_over_and_the_others_are_as_ever(files: list[Path], step: int):
    for path in files:
        every = list(claims.read(path))
        wanted = [at % step == step - 1 or isinstance(item, Fault) for at, item in enumerate(every)] + [True]
        turn = Turn(wanted)
        for item in claims.read(path, turn.wanted):
            if wanted[turn.at]:
                assert item == every[turn.at]
            else:
                assert item is claims.PASSED_OVER
            turn.at += 1
        assert turn.at == len(every)


class Turn:
    """Which item comes next, and whether it is wanted."""

    def __init__(self, all_wanted: list[bool]) -> None:
        self.at = 0
        self.all_wanted = all_wanted

    def wanted(self) -> bool:
        return self.all_wanted[self.at]
