"""``cleanclaim policies``, in a process of its own."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from tests.cli.command import cleanclaim


def test_the_three_formats_tell_the_same_policies(office: Path) -> None:
    where = ("policies", "--claims", office / "train" / "claims", "--remits", office / "train" / "remits")
    table, as_json, as_csv = (cleanclaim(*where, "--format", form) for form in ("table", "json", "csv"))
    policies = json.loads(as_json.stdout)["policies"]
    rows = list(csv.DictReader(as_csv.stdout.splitlines()))
    assert policies
    assert [row["text"] for row in rows] == [one["text"] for one in policies]
    assert [float(row["dollars"]) for row in rows] == sorted((one["dollars"] for one in policies), reverse=True)
    said = " ".join(table.stdout.split())
    assert all(one["text"] in said for one in policies)
    marked = [line for line in table.stdout.splitlines() if line.endswith("few cases")]
    assert len(marked) == sum(one["against"] < 20 for one in policies)
    payer = policies[0]["payer"]
    own = json.loads(cleanclaim(*where, "--format", "json", "--payer", payer).stdout)["policies"]
    assert own == [one for one in policies if one["payer"] == payer]
    earlier = json.loads(cleanclaim(*where, "--format", "json", "--as-of", "2026-01-01").stdout)
    assert earlier["through"] == "2026-01-01"
    assert all(one["first_seen"] <= "2026-01-01" for one in earlier["policies"])


def test_changes_are_told_in_three_formats(office: Path) -> None:
    where = ("policies", "--changes", "--claims", office / "train" / "claims", "--remits", office / "train" / "remits")
    table, as_json, as_csv = (cleanclaim(*where, "--format", form) for form in ("table", "json", "csv"))
    changes = json.loads(as_json.stdout)
    assert table.stdout.endswith(f"{len(changes)} changes\n")
    assert [row["text"] for row in csv.DictReader(as_csv.stdout.splitlines())] == [one["text"] for one in changes]


def test_files_are_written_and_what_no_rule_can_say_is_counted_by_kind(office: Path, tmp_path: Path) -> None:
    where = ("policies", "--claims", office / "train" / "claims", "--remits", office / "train" / "remits")
    done = cleanclaim(*where, "--write", tmp_path / "payers")
    assert done.returncode == 0
    files = sorted((tmp_path / "payers").glob("*[0-9].yaml"))
    assert files
    told = [line for line in done.stderr.splitlines() if line.startswith("left out")]
    assert len(told) == 1
    assert re.fullmatch(r"[^:]*: [a-z A-Z]+ \d+(, [a-z A-Z]+ \d+)*", told[0])
    for file in files:
        assert f"{file}\n" in done.stderr
        proved = cleanclaim("rules", "test", file)
        assert proved.returncode == 0, proved.stdout
    again = cleanclaim(*where, "--write", tmp_path / "payers")
    assert (again.returncode, "may have approved it" in again.stderr) == (1, True)
