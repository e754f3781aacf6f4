"""What was taken in stands in the lake exactly once, however it came."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import claims as house
from claims import read_remits
from claims.answer import Remittance
from claims.origin import Sourced
from tests.cli.command import cleanclaim
from tests.conftest import once
from training.lake import Ingested, ingest, read
from training.lake.edition import SCHEMA, TIMES, editions_of, lake_of
from training.lake.read import edition_of
from training.lake.records import load
from training.office import simulate
from training.office_files import TrainingDataError, read_files
from training.pared import pared
from training.tables import TABLES

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def small(shared: Path) -> list[tuple[str, Path]]:
    """Some files of an office: kind and path, of three months."""
    folder = once(shared, "small office", lambda folder: simulate(folder, 500, 5))
    claims = [("claims", file) for file in sorted((folder / "train" / "claims").iterdir())[20:32]]
    remits = [("remits", file) for file in sorted((folder / "train" / "remits").iterdir())[20:60]]
    return claims + remits


def _folder(root: Path, files: Iterable[tuple[str, Path]], names: str = "") -> Path:
    for kind in ("claims", "remits"):
        (root / kind).mkdir(parents=True, exist_ok=True)
    for kind, file in files:
        shutil.copy(file, root / kind / f"{names}{file.name}")
    return root


def _take_in(source: Path, store: Path) -> Ingested:
    return ingest(source / "claims", source / "remits", store)


def _content(store: Path) -> dict[str, bytes]:
    """All bytes of the current edition but the times."""
    here = store / "current"
    return {
        str(file.relative_to(here)): file.read_bytes()
        for file in sorted(here.rglob("*"))
        if file.is_file() and file.name != TIMES
    }


@pytest.fixture(scope="module")
def whole(small: list[tuple[str, Path]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files in one folder."""
    return _folder(tmp_path_factory.mktemp("whole"), small)


@pytest.fixture(scope="module")
def store(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of all files, taken in at once. Read only."""
    store = tmp_path_factory.mktemp("lake") / "lake"
    _take_in(whole, store)
    return store


@settings(max_examples=8, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_files_in_any_parts_and_any_order_give_the_same_lake(
    data: st.DataObject, small: list[tuple[str, Path]], store: Path
):
    parts = data.draw(st.lists(st.integers(0, 2), min_size=len(small), max_size=len(small)))
    copied = data.draw(st.sets(st.sampled_from(small), max_size=9))
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        for number in data.draw(st.permutations(range(3))):
            source = _folder(
                root / str(number), [one for one, part in zip(small, parts, strict=True) if part == number]
            )
            _folder(source, copied, "under another name ")  # before its own name came, or after, or beside it
            _take_in(source, root / "lake")
        assert _content(root / "lake") == _content(store)


def test_a_second_ingest_does_nothing(whole: Path, store: Path):
    before = {file: file.stat().st_mtime_ns for file in store.rglob("*") if file.name != ".lock"}
    done = _take_in(whole, store)
    assert done.edition is None
    assert done.files["known"] == done.files["found"]
    assert {file: file.stat().st_mtime_ns for file in store.rglob("*") if file.name != ".lock"} == before


def test_what_comes_in_is_what_goes_out(store: Path):
    files, counts = read(store), lake_of(store / "current").counts
    rows = {
        table: sum(pq.read_metadata(part).num_rows for part in (store / "current" / table).rglob("*.parquet"))
        for table in TABLES
    }
    assert counts["claims_read"] == counts["claims"] + counts["claims_undated"] == rows["claims"] == len(files.claims)
    assert counts["lines"] == rows["lines"] == rows["features"]
    assert counts["answered"] == rows["outcomes"]
    known = ("answers_first", "answers_later", "answers_repeated", "answers_unmatched")
    assert counts["answers"] == rows["answers"] == sum(counts[name] for name in known) > 0


def test_new_answers_to_old_claims_change_the_months_they_touch_and_no_others(
    office: Path, tmp_path: Path, whole_office: Path
):
    """An office's last answers come a week later than all else."""
    claims, remits = office / "train" / "claims", sorted((office / "train" / "remits").iterdir())
    late = remits[-6:]
    early = _folder(tmp_path / "early", [("remits", file) for file in remits[:-6]])
    ingest(claims, early / "remits", tmp_path / "lake")
    before = {part: part.read_bytes() for part in (tmp_path / "lake" / "current").resolve().rglob("*.parquet")}
    names = {str(part.relative_to(part.parents[2])): content for part, content in before.items()}
    ingest(claims, _folder(tmp_path / "late", [("remits", file) for file in late]) / "remits", tmp_path / "lake")
    assert _content(tmp_path / "lake") == _content(whole_office)
    first = min(one.answered for file in late for one in read_remits(file) if isinstance(one, Remittance))
    after = {name: content for name, content in _content(tmp_path / "lake").items() if name.endswith(".parquet")}
    changed = {name for name, content in after.items() if names.get(name) != content}
    touched = {name for name in changed if name.startswith("features/")}
    assert touched
    assert min(touched) > f"features/month={first:%Y-%m}"
    assert any(name.startswith("outcomes/month=") and name < f"outcomes/month={first:%Y-%m}" for name in changed)


def test_two_processes_make_the_same_lake_as_one(
    office: Path, whole_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("training.lake.derive.WORTH", 0)
    monkeypatch.setattr("training.lake.intake.WORTH", 0)
    ingest(office / "train" / "claims", office / "train" / "remits", tmp_path / "lake")
    assert _content(tmp_path / "lake") == _content(whole_office)


def test_a_killed_ingest_leaves_the_lake_as_it_was_and_the_next_completes(office: Path, whole: Path, tmp_path: Path):
    lake = tmp_path / "lake"
    _take_in(whole, lake)
    before = _content(lake)
    claims, remits = office / "train" / "claims", office / "train" / "remits"
    command = [sys.executable, "-m", "cli", "ingest", "--claims", claims, "--remits", remits, "--store", lake]
    for stage in ("records/remits/*", "claims/*/*.parquet"):  # while it reads, and while it makes tables
        ingesting = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        while not list(lake.glob(f".aside-*/{stage}")):
            assert ingesting.poll() is None
            time.sleep(0.005)
        ingesting.send_signal(signal.SIGKILL)
        ingesting.wait()
        assert list(lake.glob(".aside-*"))
        assert _content(lake) == before
    _take_in(office / "train", lake)
    assert not list(lake.glob(".aside-*"))
    assert sorted(one.name for one in (lake / "editions").iterdir()) == ["000001", "000002"]  # who reads the first may
    assert [one.number for one in editions_of(lake / "current")] == [1, 2]
    both = _folder(
        tmp_path / "both", [(kind, file) for kind in ("claims", "remits") for file in (whole / kind).iterdir()]
    )
    for kind in ("claims", "remits"):
        shutil.copytree(office / "train" / kind, both / kind, dirs_exist_ok=True)
    _take_in(both, tmp_path / "again")
    assert _content(lake) == _content(tmp_path / "again")


def test_claims_without_answers_wait_for_them(whole: Path, tmp_path: Path, store: Path):
    (tmp_path / "none").mkdir()
    done = ingest(whole / "claims", tmp_path / "none", tmp_path / "lake")
    assert done.lake is not None
    assert done.lake.counts["claims_read"] > 0
    with pytest.raises(TrainingDataError, match="no remittance"):
        read(tmp_path / "lake")
    ingest(whole / "claims", whole / "remits", tmp_path / "lake")
    assert _content(tmp_path / "lake") == _content(store)


def test_what_cannot_be_read_is_kept_with_its_place_and_a_file_that_nobody_may_open_is_tried_again(
    whole: Path, tmp_path: Path
):
    source = _folder(
        tmp_path / "in", [(kind, file) for kind in ("claims", "remits") for file in (whole / kind).iterdir()]
    )
    (source / "claims" / "picture.837").write_bytes(b"%PDF-1.7 no claim")
    (source / "claims" / "away.837").symlink_to(tmp_path / "nowhere")
    done = _take_in(source, tmp_path / "lake")
    assert done.lake is not None
    assert done.lake.counts["faults"] == 1
    assert [fault.file for fault in read(tmp_path / "lake").faults] == ["picture.837"]


def test_a_file_that_cannot_be_read_is_told_of_each_time_and_makes_no_edition(whole: Path, tmp_path: Path):
    source = _folder(
        tmp_path / "in", [(kind, file) for kind in ("claims", "remits") for file in (whole / kind).iterdir()]
    )
    for kind in ("claims", "remits"):
        (source / kind / "broken.x12").symlink_to("/proc/self/mem")  # it opens, and reading it fails, even for root
    first, again = (_take_in(source, tmp_path / "lake") for _ in range(2))
    assert again.edition is None
    assert [one.number for one in editions_of(tmp_path / "lake" / "current")] == [1]
    for done in (first, again):
        assert [fault.file for fault in done.unread] == ["broken.x12"] * 2
        assert all("the file cannot be read (Input/output error)" in str(fault) for fault in done.unread)
        assert done.files["unread"] == 2
        assert sum(done.files[name] for name in ("new", "known", "copies", "unread")) == done.files["found"]
    files = read_files(source / "claims", source / "remits")
    assert {Path(fault.file).name for fault in files.faults} == {"broken.x12"}
    assert len(files.claims) == len(read(tmp_path / "lake").claims)


def test_folders_without_a_claim_are_said_to_have_none(whole: Path, tmp_path: Path):
    (tmp_path / "none").mkdir()
    lake = tmp_path / "lake"
    nothing = cleanclaim("ingest", "--claims", tmp_path / "none", "--remits", tmp_path / "none", "--store", lake)
    assert nothing.returncode == 1
    assert f"there is no file in {tmp_path / 'none'} nor in" in nothing.stderr
    assert not lake.exists()
    answers = cleanclaim("ingest", "--claims", tmp_path / "none", "--remits", whole / "remits", "--store", lake)
    assert answers.returncode == 1
    assert f"{tmp_path / 'none'} holds no claim that can be read" in answers.stderr
    sent = cleanclaim(
        "ingest", "--claims", whole / "claims", "--remits", tmp_path / "none", "--store", tmp_path / "sent"
    )
    assert sent.returncode == 0
    assert f"{tmp_path / 'none'} holds no remittance that can be read" in sent.stderr


def test_all_of_an_edition_lies_on_the_disk_before_it_holds(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lake, synced = tmp_path / "lake", set()
    to_disk, replace = os.fsync, Path.replace

    def sync(opened: int) -> None:
        synced.add(os.fstat(opened).st_ino)
        to_disk(opened)

    def swap(link: Path, target: Path) -> Path:
        edition = link.resolve()
        missing = [file for file in (edition, edition.parent, *edition.rglob("*")) if file.stat().st_ino not in synced]
        assert not missing
        return replace(link, target)

    monkeypatch.setattr("os.fsync", sync)
    monkeypatch.setattr("pathlib.Path.replace", swap)
    assert _take_in(whole, lake).edition
    assert lake.stat().st_ino in synced


def test_a_claim_of_the_year_2062_is_told_of_and_makes_nothing_mature(whole: Path, tmp_path: Path, store: Path):
    source = _folder(
        tmp_path / "in", [(kind, file) for kind in ("claims", "remits") for file in (whole / kind).iterdir()]
    )
    last = max((source / "claims").iterdir())
    text = last.read_text("utf-8")
    wrong = re.sub(r"(BHT(.)0019\2.*?\2.*?\2)\d{8}", r"\g<1>20620401", text)
    assert wrong != text
    (source / "claims" / "zz.837").write_text(wrong.replace("CLM*", "CLM*Z").replace("CLM|", "CLM|Z"), "utf-8")
    done = _take_in(source, tmp_path / "lake")
    assert done.lake is not None
    assert done.lake.through == lake_of(store / "current").through
    assert {fault.file for fault in done.lake.misdated} == {"zz.837"}
    assert done.lake.counts["claims_future"] == len(done.lake.misdated) > 0
    assert read(tmp_path / "lake").through == done.lake.through


def test_what_the_clock_refused_comes_into_the_tables_when_its_day_has_come(whole: Path, tmp_path: Path, store: Path):
    source = _folder(
        tmp_path / "in", [(kind, file) for kind in ("claims", "remits") for file in (whole / kind).iterdir()]
    )
    through = lake_of(store / "current").through
    assert through is not None
    come = through + timedelta(days=20)
    first = min((source / "remits").iterdir())
    first.write_text(re.sub(r"(BPR\*(?:[^*~]*\*){15})\d{8}", rf"\g<1>{come:%Y%m%d}", first.read_text("utf-8")), "utf-8")

    def through_on(today: date) -> tuple[bool, date | None]:
        done = ingest(source / "claims", source / "remits", tmp_path / "lake", today=today)
        assert done.lake is not None
        return done.edition is not None, done.lake.through

    assert through_on(through) == (True, through)
    assert through_on(come - timedelta(days=8)) == (False, through)
    assert through_on(come - timedelta(days=7)) == (True, come)
    assert through_on(come) == (False, come)


def test_only_the_owner_may_look_and_nothing_is_kept_that_no_model_needs(whole: Path, store: Path):
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    assert stat.S_IMODE((store / "current").stat().st_mode) == 0o700
    claims = [
        one.claim for file in (whole / "claims").iterdir() for one in house.read(file) if isinstance(one, Sourced)
    ]
    told = b"".join(gzip.decompress(file.read_bytes()) for file in (store / "current" / "records").rglob("*.gz"))
    own = {"first_name", "last_name", "address", "medical_record"}
    known = {text for claim in map(pared, claims) for text in _texts(claim, {"name", *own})}  # of providers, of twins
    secrets = {text for claim in claims for text in _texts(claim, own)} - known
    assert secrets
    assert not {text for text in secrets if f'"{text}"'.encode() in told}


def _texts(record: object, names: set[str]) -> Iterator[str]:
    """What stands in the fields of these names, in a record and all that is in it."""
    for name in getattr(record, "__struct_fields__", ()):
        value = getattr(record, name)
        if name in names and value:
            yield value
        for part in value if isinstance(value, tuple) else (value,):
            yield from _texts(part, names)


def test_no_table_holds_a_member_number_or_a_birth_date(store: Path):
    claims = read(store).claims
    secrets = {claim.subscriber.member_id for claim in claims}
    for table in TABLES:
        frame = pd.read_parquet(store / "current" / table)
        assert "birth_date" not in frame
        for column in frame.select_dtypes(["object", "string"]):
            assert not secrets & {str(cell) for cell in frame[column]}


def test_pandas_duckdb_and_polars_open_it_as_it_is(whole_office: Path):
    folder = whole_office / "current"
    counts = lake_of(folder).counts
    months = {part.parent.name.removeprefix("month=") for part in folder.glob("outcomes/*/*")}
    frame = pd.read_parquet(folder / "outcomes")
    assert (len(frame), set(frame["month"])) == (counts["answered"], months)
    found = duckdb.sql(
        f"select count(*), sum(o.denied_charge), count(distinct c.month) "
        f"from '{folder}/outcomes/*/*.parquet' o join '{folder}/claims/*/*.parquet' c using (claim)"
    ).fetchall()
    scanned = pl.scan_parquet(folder / "outcomes" / "**" / "*.parquet", hive_partitioning=True)
    by_month = scanned.group_by("month").agg(pl.len(), pl.col("denied_charge").sum()).collect()
    dollars = frame["denied_charge"].sum()
    assert found == [(counts["answered"], pytest.approx(dollars), len(months))]
    assert by_month["len"].sum() == counts["answered"]
    assert by_month["denied_charge"].sum() == pytest.approx(dollars)
    features = pl.read_parquet(folder / "features" / "**" / "*.parquet")
    assert features.height == counts["lines"]


def test_every_column_of_every_table_is_in_the_dictionary(store: Path):
    dictionary = pd.read_parquet(store / "current" / "dictionary.parquet")
    for table in TABLES:
        for part in (store / "current" / table).rglob("*.parquet"):
            stored = pq.read_schema(part)
            assert stored.names == dictionary[dictionary["table"] == table]["column"].tolist()
            assert all(field.metadata[b"doc"] for field in stored)


def test_a_folder_of_other_things_is_left_alone(whole: Path, tmp_path: Path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(TrainingDataError, match="holds other things than a lake"):
        _take_in(whole, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_lake_of_another_form_is_not_guessed_at(whole: Path, tmp_path: Path):
    _take_in(whole, tmp_path / "lake")
    said = tmp_path / "lake" / "current" / "lake.json"
    said.write_text(said.read_text().replace(f'"schema": {SCHEMA}', f'"schema": {SCHEMA + 1}'))
    with pytest.raises(TrainingDataError, match="schema 2, and this program knows 1"):
        read(tmp_path / "lake")


def test_the_command_says_what_it_took_and_what_could_not_be_read(whole: Path, tmp_path: Path):
    folders = ("--claims", str(whole / "claims"), "--remits", str(whole / "remits"), "--store", str(tmp_path / "lake"))
    done = cleanclaim("ingest", *folders)
    assert done.returncode == 0, done.stderr
    assert "52 files: 52 new, 0 known, 0 copies" in done.stdout
    assert "48 claims and" in done.stdout
    assert "52 files: 0 new, 52 known" in cleanclaim("ingest", *folders).stdout
    wrong = cleanclaim("train", *folders, "--out", str(tmp_path / "model"))
    assert wrong.returncode == 2
    assert "name --claims and --remits, or else --store" in wrong.stderr


def test_who_reads_an_edition_reads_it_to_its_end_while_the_next_comes_in(
    small: list[tuple[str, Path]], whole: Path, tmp_path: Path
):
    some = _folder(tmp_path / "some", [(kind, file) for kind, file in small if file not in (small[0][1], small[-1][1])])
    _take_in(some, tmp_path / "lake")
    held = edition_of(tmp_path / "lake")
    _take_in(whole, tmp_path / "lake")
    assert edition_of(tmp_path / "lake") != held
    assert all(load(source, held) for source in lake_of(held).sources)


def test_a_damaged_file_of_a_lake_is_named(whole: Path, tmp_path: Path):
    _take_in(whole, tmp_path / "lake")
    edition = edition_of(tmp_path / "lake")
    damaged = next((edition / "records" / "claims").iterdir())
    damaged.write_bytes(damaged.read_bytes()[:100])
    with pytest.raises(TrainingDataError, match=rf"{damaged.name} is damaged or gone .*ingest .* into a new folder"):
        read(tmp_path / "lake")
    (edition / "lake.json").write_text("{")
    with pytest.raises(TrainingDataError, match=r"lake\.json is damaged or gone"):
        _take_in(whole, tmp_path / "lake")
