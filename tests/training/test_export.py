"""The exported tables hold one row a claim, a line, an answer and a feature row, and what scoring computes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import features
from claims.sent import SentBefore
from rules import Context, RuleSet
from training.export import EXPORTED, Exported, export_features
from training.office_files import read_files
from training.rows import keys_of
from training.tables import schema


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@pytest.fixture(scope="module")
def exported(office: Path, out: Path) -> Exported:
    return export_features(office / "train" / "claims", office / "train" / "remits", out)


def test_counts_in_are_counts_out(exported: Exported, out: Path):
    tables = {name: pd.read_parquet(out / f"{name}.parquet") for name in exported.rows}
    assert {name: len(table) for name, table in tables.items()} == exported.rows
    assert exported.rows["claims"] == exported.files.counts["claims_read"]
    assert exported.rows["outcomes"] == exported.files.counts["answered"]
    assert exported.rows["lines"] == exported.rows["features"] == sum(len(c.lines) for c in exported.files.claims)
    assert tables["claims"]["claim"].is_unique
    assert not tables["features"].duplicated(["claim", "line"]).any()
    assert set(tables["outcomes"]["claim"]) <= set(tables["claims"]["claim"])


def test_a_feature_row_is_what_scoring_computes_for_the_claim_on_its_day(exported: Exported, out: Path, office: Path):
    """The long way round: for each claim a history of its own, of just the answers that were known the day before."""
    table = pd.read_parquet(out / "features.parquet")
    files, ruleset = exported.files, RuleSet.load()
    assert office
    keys = keys_of(files.claims)
    for place in np.linspace(0, len(files.claims) - 1, 12).astype(int).tolist():
        claim = files.claims[place]
        history, sent = features.History(), SentBefore()
        known = [
            (outcome.answered, at)
            for at, outcome in enumerate(files.outcomes)
            if outcome is not None and outcome.answered < claim.submission_date
        ]
        before = [(claim.submission_date, at, "sent") for at, claim in enumerate(files.claims[:place])]
        heard = [(day + timedelta(days=1), at, "answered") for day, at in known]
        for day, at, what in sorted(before + heard, key=lambda event: (event[0], event[2], event[1])):
            if what == "answered":
                history.answered(files.claims[at], files.outcomes[at], sent)
                sent.answered(files.outcomes[at])
            else:
                sent.add(files.claims[at], day)
        today = claim.submission_date
        answers = ruleset.check(claim, Context(today=today, sent=sent)).answers
        expected = features.rows(claim, answers, history.past(claim, today, sent))
        found = table[table["claim"] == keys[place]][list(features.names())].to_numpy()
        np.testing.assert_array_equal(found, expected)


def test_every_column_is_in_the_dictionary_and_carries_its_meaning(exported: Exported, out: Path):
    dictionary = pd.read_parquet(out / "dictionary.parquet")
    markdown = (out / "dictionary.md").read_text()
    for name in EXPORTED:
        columns = schema()[name]
        stored = pq.read_schema(out / f"{name}.parquet")
        assert stored.names == [column.name for column in columns]
        assert stored.names == dictionary[dictionary["table"] == name]["column"].tolist()
        assert all(field.metadata[b"doc"] for field in stored)
        assert stored.metadata[b"through"].decode() == str(exported.files.through)
    assert all(f"| `{column}` |" in markdown for column in dictionary["column"])
    assert (dictionary["meaning"].str.len() > 5).all()


def test_nothing_dated_after_the_day_is_exported(office: Path, tmp_path: Path, exported: Exported):
    day = exported.files.through - timedelta(days=60)
    export_features(office / "train" / "claims", office / "train" / "remits", tmp_path, day)
    sent = pd.read_parquet(tmp_path / "claims.parquet")["submitted"]
    answered = pd.read_parquet(tmp_path / "outcomes.parquet")["answered"]
    assert sent.max() <= day
    assert answered.max() <= day
    assert len(sent) == sum(claim.submission_date <= day for claim in exported.files.claims)


def test_names_and_member_numbers_stay_at_home(exported: Exported, out: Path, office: Path):
    claims = read_files(office / "train" / "claims", office / "train" / "remits").claims
    secrets = {claim.subscriber.member_id for claim in claims} | {claim.subscriber.last_name for claim in claims}
    cells: set[str] = set()
    for name in exported.rows:
        table = pd.read_parquet(out / f"{name}.parquet")
        for column in table.select_dtypes(["object", "string"]):
            cells |= {str(cell) for cell in table[column]}
    assert not {secret for secret in secrets if secret} & cells
