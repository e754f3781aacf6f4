"""The yardstick, on its smallest office: ours, peers, the entry of the page, and entries that would cheat."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.office.__main__ import main
from benchmarks.office.asked import checked
from benchmarks.office.entry import EntryError, odds_of
from benchmarks.office.measured import OURS, measured
from benchmarks.office.page import BEGIN, END, PAGE, publish
from benchmarks.office.score import Score, limits, score
from benchmarks.office.yard import SIZES, AnotherOfficeError, digests, folder, offices
from benchmarks.quality.bench import Bench, Office
from benchmarks.quality.offices import folder_of
from benchmarks.quality.truth import truth_of
from tests.conftest import once

SMALLEST = Office(2_000, 501)
PEEKS = """
from pathlib import Path

def predict(train, test):
    found = sorted(str(file.relative_to(".")) for file in Path().rglob("*") if file.is_file())
    Path({out!r}).write_text("\\n".join(found))
    return [0.1] * len(test)
"""
AHEAD = """
def predict(train, test):
    def who(claim):
        return claim.subscriber.member_id, claim.first_service_date

    again = {who(claim) for claim in test if claim.frequency_code != "1"}
    return [0.9 if who(claim) in again else 0.1 for claim in test]
"""


@pytest.fixture(scope="session")
def build(shared: Path) -> Path:
    """Where a run of ours and of the peers that need no network has left its results."""

    def run(folder: Path) -> None:
        asked = ["--size", "2000", "--seeds", "1", "--quick", "--build", str(folder)]
        assert main(asked) == 0

    return once(shared, "yardstick", run)


@pytest.fixture
def place(build: Path) -> Path:
    return folder(Bench(build), SMALLEST)


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory for entries."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _of_the_page() -> str:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert code
    return code[1]


def test_the_entry_of_the_page_has_ten_lines_and_is_measured_beside_ours_and_the_peers(
    build: Path, entries: Path
) -> None:
    (entries / "my_module.py").write_text(_of_the_page())
    assert len([line for line in _of_the_page().splitlines() if line]) <= 10
    found = measured(Bench(build, quick=True), (SMALLEST,), "my_module:predict")[2_000]
    assert set(found) == {
        *("the oracle", "the base rate", OURS, "my_module:predict"),
        *("LightGBM on flat columns", "logistic regression on crosses", "rules alone"),
    }
    skills = {name: several[0].skill for name, several in found.items()}
    assert skills["the oracle"] == pytest.approx(1)
    assert skills["the base rate"] == pytest.approx(0)
    assert skills[OURS] > max(skills["LightGBM on flat columns"], skills["rules alone"])
    assert -0.2 < skills["my_module:predict"] < skills[OURS]


def test_an_entry_is_given_the_past_and_the_later_claims_and_nothing_else(place: Path, entries: Path) -> None:
    (entries / "peeks.py").write_text(PEEKS.format(out=str(entries / "seen.txt")))
    odds_of("peeks:predict", place)
    seen = (entries / "seen.txt").read_text().splitlines()
    given = {
        *(f"office/{kind}/{file.name}" for kind in ("claims", "remits") for file in (place / "train" / kind).iterdir()),
        *(f"later/{file.name}" for file in (place / "test" / "claims").iterdir()),
    }
    assert set(seen) == given
    answers = {file.read_bytes() for file in (place / "test" / "remits").iterdir()}
    assert answers
    assert answers.isdisjoint(
        (place / "train" / "remits" / Path(one).name).read_bytes() for one in given if "rem" in one
    )


def test_no_answer_that_an_entry_is_given_is_dated_after_the_cut(place: Path) -> None:
    from training.office_files import read_files  # noqa: PLC0415 - only here

    past = read_files(place / "train" / "claims", place / "train" / "remits")
    later = read_files(place / "test" / "claims", place / "test" / "remits")
    assert past.through < min(claim.submission_date for claim in later.claims if claim.submission_date)


def test_an_entry_that_looks_at_what_is_sent_later_is_refused(build: Path, entries: Path) -> None:
    (entries / "ahead.py").write_text(AHEAD)
    with pytest.raises(EntryError, match="change when later ones are not given"):
        measured(Bench(build), (SMALLEST,), "ahead:predict")


def test_an_entry_that_fails_is_told_in_a_sentence(
    build: Path, entries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (entries / "fails.py").write_text("def predict(train, test):\n    return [0.5]\n")
    asked = ["--entry", "fails:predict", "--size", "2000", "--seeds", "1", "--build", str(build)]
    assert main(asked) == 1
    assert re.search(r"office: fails:predict: ValueError: it gave 1 odds for \d+ claims", capsys.readouterr().err)


@pytest.mark.parametrize("wrong", [float("nan"), -0.001, 1.001, float("inf")])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    assert checked(np.array([0, 1, 0.5]), 3) == [0, 1, 0.5]
    with pytest.raises(ValueError, match=r"the odds of claim 1 are .* no probability"):
        checked([0.5, wrong], 2)


def test_an_office_with_other_files_is_not_measured(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "digests.json").write_text('{"2000-501": "0"}')
    monkeypatch.setattr("benchmarks.office.yard.DIGESTS", tmp_path / "digests.json")
    with pytest.raises(AnotherOfficeError, match="office 2000-501 has the digest"):
        folder(Bench(build), SMALLEST)


def test_every_office_has_a_digest() -> None:
    assert set(digests()) == {office.name for office in offices([*SIZES])}
    assert len(set(digests().values())) == sum(SIZES.values())


def test_what_was_not_measured_is_not_in_the_table(build: Path, tmp_path: Path) -> None:
    kept = Bench(build, quick=True, only_kept=True)
    assert set(measured(kept, offices([2_000, 5_000]))) == {2_000}
    assert len(measured(kept, offices([2_000]))[2_000][OURS]) == 1
    assert measured(Bench(tmp_path, only_kept=True), offices([2_000])) == {}


def test_more_dollars_are_caught_by_who_knows_more(place: Path) -> None:
    truth = truth_of(place)
    known = limits(truth)
    assert known["the oracle"].caught > known["the base rate"].caught
    all_knowing = score(truth, np.where(truth.denied, truth.worth / truth.charges, 0))
    assert all_knowing.caught >= known["the oracle"].caught


def test_tables_take_the_place_of_those_that_stood_there_and_of_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{BEGIN}\nold\n{END}\nafter\n")
    of_two = [Score(0.25, 0.3, 0.4, 0.02, 0.8), Score(0.75, 0.3, 0.4, 0.02, 0.8)]
    publish({2_000: {OURS: of_two}}, "Measured today.", page)
    publish({2_000: {OURS: of_two}}, "Measured today.", page)
    text = page.read_text()
    assert text.startswith(f"before\n\n{BEGIN}\n\nMeasured today.\n\n### 2,000 claims, 2 offices\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "| **cleanclaim** | 0.500 ± 0.354 |" in text
    assert "old" not in text
    page.write_text("no place")
    with pytest.raises(ValueError, match="has no lines"):
        publish({}, "", page)


def test_the_page_holds_only_sizes_and_models_of_the_yardstick() -> None:
    results = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    sizes = [int(size.replace(",", "")) for size in re.findall(r"^### ([\d,]+) claims", results, re.MULTILINE)]
    assert sizes == sorted(sizes)
    assert set(sizes) <= set(SIZES)


def test_the_office_that_the_benchmark_makes_is_the_one_of_the_command(
    build: Path, place: Path, tmp_path: Path
) -> None:
    from benchmarks.office.yard import digest  # noqa: PLC0415
    from training.office import simulate  # noqa: PLC0415

    simulate(tmp_path / "office", SMALLEST.claims, SMALLEST.seed)
    assert digest(tmp_path / "office") == digest(folder_of(Bench(build), SMALLEST)) == digests()[SMALLEST.name]
    assert place.exists()
