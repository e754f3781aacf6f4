from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.command import cleanclaim


@pytest.fixture(scope="module")
def claims(office: Path) -> list[Path]:
    return sorted((office / "test" / "claims").iterdir())[:6]


def test_money_is_forecast_by_week_and_by_payer_and_both_come_to_the_same(
    bundle_dir: Path, claims: list[Path], tmp_path: Path
) -> None:
    done = cleanclaim("forecast", *claims, "--model", bundle_dir, "--format", "json", "--plot", tmp_path / "plot.svg")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    total = found["total"]["expected"]
    for rows in ("weeks", "payers", "cells"):
        assert sum(row["expected"] for row in found[rows]) == pytest.approx(total, abs=0.01 * len(found[rows]))
    assert found["total"]["low"] < total < found["total"]["high"]
    assert (tmp_path / "plot.svg").read_text().startswith("<svg")
    rows = [
        json.loads(line)
        for line in cleanclaim("score", *claims, "--model", bundle_dir, "--format", "ndjson").stdout.splitlines()
    ]
    amounts = sum(float(row["expected_payment"]["amount"]) for row in rows)
    assert found["claims"] == len(rows)
    assert 0.9 * amounts < total <= amounts


def test_the_table_and_the_csv_tell_the_same_for_any_number_of_workers(bundle_dir: Path, claims: list[Path]) -> None:
    asked = ("forecast", *claims, "--model", bundle_dir, "--by", "payer")
    table, other = (cleanclaim(*asked, "--workers", n).stdout for n in (1, 2))
    assert table == other
    rows = list(csv.DictReader(io.StringIO(cleanclaim(*asked, "--format", "csv").stdout)))
    assert rows
    for row in rows:
        assert f"${float(row['expected']):,.0f}" in table
        assert row["name"] in table


def test_claims_that_the_remittances_answer_are_left_out(bundle_dir: Path, office: Path) -> None:
    paths = office / "train" / "claims", "--model", bundle_dir, "--as-of", "2026-06-30", "--format", "json"
    found = json.loads(cleanclaim("forecast", *paths, "--remits", office / "train" / "remits").stdout)
    assert 0 < found["claims"] < 700, "most of a year's claims are answered"
    assert found["weeks"][0]["begins"] == "2026-06-29"


def test_a_png_is_drawn_where_matplotlib_is_installed(bundle_dir: Path, claims: list[Path], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = cleanclaim("forecast", claims[0], "--model", bundle_dir, "--plot", tmp_path / "plot.png")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_a_drawing_of_another_kind_is_refused_before_the_work(claims: list[Path]) -> None:
    done = cleanclaim("forecast", *claims, "--plot", "forecast.pdf")
    assert done.returncode == 1
    assert "name a file that ends in .svg or .png" in done.stderr


def test_what_cannot_be_read_ends_with_status_2(bundle_dir: Path, claims: list[Path], tmp_path: Path) -> None:
    (tmp_path / "bad.837").write_bytes(b"ISA*")
    done = cleanclaim("forecast", claims[0], tmp_path / "bad.837", "--model", bundle_dir)
    assert done.returncode == 2
    assert "bad.837" in done.stderr
    assert "expected after" in done.stdout


def test_answers_that_came_after_the_day_of_the_forecast_are_not_known(bundle_dir: Path, office: Path) -> None:
    paths = (
        office / "train" / "claims",
        "--model",
        bundle_dir,
        "--format",
        "json",
        "--remits",
        office / "train" / "remits",
    )
    may, june = (
        json.loads(cleanclaim("forecast", *paths, "--as-of", day).stdout) for day in ("2026-05-31", "2026-06-30")
    )
    assert may["claims"] > june["claims"] > 0
