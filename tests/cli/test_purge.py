from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from cli.purge import NAMES
from serving.store import Store
from serving.store.recording import record
from serving.store.tables import metadata
from tests.serving.store.made_up import claim, scored


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with a result of today and one of ten days ago."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.open(url)
    now = datetime.now(UTC)
    with store.begin() as connection:
        record(connection, [scored(claim("A1"), at=now), scored(claim("A2"), at=now - timedelta(days=10))])
    store.close()
    return url


def test_it_says_what_it_took_away(url: str) -> None:
    done = CliRunner().invoke(main, ["purge", "--store", url, "--keep-days", "9"])
    assert done.exit_code == 0
    assert done.stdout.startswith("Older than 9 days (before 20")
    assert [line.split() for line in done.stdout.splitlines()[1:]] == [["1", "scores"], ["1", "claims"]]
    again = CliRunner().invoke(main, ["purge", "--store", url, "--keep-days", "9"])
    assert again.stdout.endswith("UTC): nothing.\n")


def test_a_dry_run_takes_nothing_away(url: str) -> None:
    dry = CliRunner().invoke(main, ["purge", "--store", url, "--keep-days", "9", "--dry-run"])
    assert dry.stdout.endswith("This was a dry run: nothing was taken away.\n")
    done = CliRunner().invoke(main, ["purge", "--store", url, "--keep-days", "9"])
    assert done.stdout.splitlines()[1:] == dry.stdout.splitlines()[1:-1]


def test_all_that_goes_has_a_name() -> None:
    assert set(NAMES) == {*metadata.tables, "refused"} - {"api_key", "saved_view"}


def test_settings_say_which_store_and_how_long(url: str) -> None:
    kept = CliRunner().invoke(main, ["purge"], env={"CLEANCLAIM_STORE": url})
    assert kept.stdout.startswith("Older than 2,192 days")
    done = CliRunner().invoke(main, ["purge"], env={"CLEANCLAIM_STORE": url, "CLEANCLAIM_KEEP_DAYS": "10"})
    assert "1 scores" in done.stdout


def test_a_setting_or_a_store_that_cannot_be_used_is_told_in_a_sentence(url: str) -> None:
    done = CliRunner().invoke(main, ["purge", "--store", url], env={"CLEANCLAIM_KEEP_DAYS": "soon"})
    assert (done.exit_code, "CLEANCLAIM_KEEP_DAYS" in done.stderr) == (1, True)
    done = CliRunner().invoke(main, ["purge", "--store", "mysql://u:hunter2@h/d"])
    assert done.exit_code == 1
    assert "no URL of a store" in done.stderr
    assert "hunter2" not in done.stderr
