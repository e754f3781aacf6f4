"""Files in bulk: the same results however the work is shared out and however much is kept between the two readings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import claims
from claims.fault import Fault
from cli.formats import as_json
from rules import RuleSet
from serving import bulk
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
    for kept, share, workers in ((0, 64, 1), (0, 1, 2), (0, 7, 3), (40, 2, 2)):
        monkeypatch.setattr(bulk, "KEPT", kept)
        monkeypatch.setattr(bulk, "SHARE", share)
        assert told(files, workers) == expected


def test_no_more_is_kept_between_the_readings_than_is_allowed(files: list[Path], monkeypatch: pytest.MonkeyPatch):
    first = sum(1 for _ in claims.read(files[0]))
    for most, whole in ((first - 1, 0), (first, 1)):
        monkeypatch.setattr(bulk, "KEPT", most)
        noted = bulk._note(bulk.Job(files, Scorer(None, RuleSet.load()), "none", as_json, None))
        assert len(noted.kept) == whole * first
        assert noted.rest == files[whole:]


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
