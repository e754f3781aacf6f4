"""A few records that bear a day that cannot be decide neither what is mature nor how far the records reach."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.command import cleanclaim
from training.maturity import states
from training.office_files import Files, TrainingDataError, read_files
from training.reach import AHEAD, APART, ENOUGH, FEW, Reach, reach

END = date(2026, 6, 30)
DAY = timedelta(days=1)
YEAR = [END - DAY * back for back in range(200)]
"""Days of an office that sends one claim a day."""
LONG_AFTER = END + timedelta(days=4000)
SENT, PAID = re.compile(r"(BHT(.)0019\2.*?\2.*?\2)\d{8}"), re.compile(r"(BPR\*(?:[^*~]*\*){15})\d{8}")


@pytest.mark.parametrize(
    ("after", "last"),
    [
        ([END + APART], END + APART),
        ([END + APART + DAY], END),
        ([END + APART + DAY, END + APART + 2 * DAY], END + APART + 2 * DAY),
        ([date(2062, 6, 1), date(2126, 6, 1)], END),
        ([date.max] * (210 // FEW), END),
        ([date.max] * (220 // FEW), date.max),
    ],
    ids=["as far as can be", "farther", "not alone", "two far from each other", "few", "too many for a slip"],
)
def test_a_few_records_far_after_all_others_decide_nothing(after: list[date], last: date):
    assert reach([*YEAR, *after], date.max - AHEAD) == Reach(last)


@pytest.mark.parametrize(("days", "last"), [(ENOUGH - 1, LONG_AFTER), (ENOUGH, END)])
def test_where_there_are_few_days_nobody_knows_what_is_far(days: int, last: date):
    assert reach([*YEAR[:days] * 2, LONG_AFTER], LONG_AFTER).last == last


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ([END + AHEAD], Reach(END + AHEAD)),
        ([END + AHEAD + DAY], Reach(END, END + AHEAD + DAY)),
        ([END + AHEAD + DAY] * (210 // FEW), Reach(END, END + AHEAD + DAY)),
        ([END + AHEAD + DAY] * (220 // FEW), Reach(END + AHEAD + DAY)),
    ],
    ids=["money that is announced", "later", "few", "so many that the clock is wrong"],
)
def test_the_clock_refuses_a_few_records_that_are_dated_after_it(after: list[date], found: Reach):
    assert reach([*YEAR, *after], END) == found


def test_one_record_of_a_small_office_may_be_refused_and_never_all():
    assert reach([END, END + timedelta(days=30)], END) == Reach(END, END + timedelta(days=30))
    assert reach([END + timedelta(days=30)], END) == Reach(END + timedelta(days=30))


@given(
    days=st.lists(st.dates(date(2025, 1, 1), date(2027, 1, 1)), min_size=1, max_size=60),
    now=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)
def test_the_last_day_is_one_of_the_records_and_no_more_than_a_few_lie_after_it(days: list[date], now: date):
    found = reach(days, now)
    assert found.last in days
    if now >= max(days):
        assert found == reach(days, date(2999, 1, 1)), "what the files tell does not depend on the day"
    refused = [day for day in days if day > found.last]
    assert found.to_come is None or min(refused) == found.to_come > now + AHEAD


def _typo(office: Path, folder: Path, kind: str, form: re.Pattern[str], day: str) -> Path:
    """The training part of an office, some of whose files bear another day."""
    for part in ("claims", "remits"):
        (folder / part).mkdir(parents=True)
        for at, file in enumerate(sorted((office / "train" / part).iterdir())):
            text = file.read_text("utf-8")
            if part == kind and not at:
                text, changed = form.subn(rf"\g<1>{day}", text)
                assert changed
            (folder / part / file.name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def sound(office: Path) -> Files:
    return read_files(office / "train" / "claims", office / "train" / "remits")


def _ages(files: Files) -> dict[bytes | str, str]:
    found = states(files.claims, files.outcomes, files.through)
    return {claim.claim_id: state for claim, state in zip(files.claims, found, strict=True)}


@pytest.mark.parametrize(("kind", "form"), [("claims", SENT), ("remits", PAID)])
def test_one_file_of_the_year_2062_makes_no_claim_mature(
    kind: str, form: re.Pattern[str], office: Path, sound: Files, tmp_path: Path
):
    files = _typo(office, tmp_path, kind, form, "20620401")
    read = read_files(tmp_path / "claims", tmp_path / "remits")
    assert read.through == sound.through
    told = [fault for fault in read.faults if fault.element in {"BHT04", "BPR16"}]
    counted = {"claims": "claims_future", "remits": "remittances_future"}[kind]
    assert read.counts[counted] == len(told) == read.counts["faults"] > 0
    assert {Path(fault.file).name for fault in told} == {min(file.name for file in (files / kind).iterdir())}
    assert f"a day up to {sound.through}" in str(told[0])
    other, same = _ages(read), _ages(sound)
    young = [claim for claim, state in same.items() if state == "young"]
    assert young
    assert [other.get(claim, "young") for claim in young] == ["young"] * len(young)
    for name in ("claims", "remittances"):
        parts = ("", "_undated", "_later", "_future")
        assert read.counts[f"{name}_read"] == sum(read.counts[f"{name}{part}"] for part in parts)


def test_what_the_clock_refuses_is_read_when_it_has_come(office: Path, sound: Files, tmp_path: Path):
    day = sound.through + timedelta(days=30)
    _typo(office, tmp_path, "remits", PAID, f"{day:%Y%m%d}")
    where = tmp_path / "claims", tmp_path / "remits"
    refused, come = (read_files(*where, today=today) for today in (sound.through, day - AHEAD))
    assert (refused.through, refused.counts["remittances_future"]) == (sound.through, 1)
    assert (come.through, come.counts["remittances_future"]) == (day, 0)
    assert read_files(*where, sound.through).counts["remittances_later"] == 1


def test_a_day_that_has_not_come_cannot_be_asked_for(office: Path, sound: Files):
    where, end = (office / "train" / "claims", office / "train" / "remits"), sound.through
    assert read_files(*where, end + APART + DAY, today=end + APART + DAY).through == end + APART + DAY
    assert read_files(*where, end, today=end - DAY).through == end, "an office that is made up may lie ahead"
    assert read_files(*where, end + APART, today=end).through == end + APART, "a clock may be slow"
    with pytest.raises(TrainingDataError, match=f"{end + APART + DAY} has not come.*name a day up to {end + APART}"):
        read_files(*where, end + APART + DAY, today=end)


def test_every_command_that_learns_tells_of_it(office: Path, sound: Files, tmp_path: Path):
    _typo(office, tmp_path, "remits", PAID, "20620401")
    asked = ["policies", "--claims", tmp_path / "claims", "--remits", tmp_path / "remits"]
    done = cleanclaim(*asked)
    assert done.returncode == 0, done.stderr
    assert f"1 claims or remittances are dated after {sound.through}" in done.stderr
    never = cleanclaim(*asked, "--as-of", "2999-01-01")
    assert (never.returncode, never.stdout) == (1, "")
    assert "2999-01-01 has not come" in never.stderr
