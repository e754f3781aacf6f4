"""``cleanclaim policies``, in a process of its own."""

from __future__ import annotations

import csv
import json
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
    payer = policies[0]["payer"]
    own = json.loads(cleanclaim(*where, "--format", "json", "--payer", payer).stdout)["policies"]
    assert own == [one for one in policies if one["payer"] == payer]
    earlier = json.loads(cleanclaim(*where, "--format", "json", "--as-of", "2026-01-01").stdout)
    assert earlier["through"] == "2026-01-01"
    assert all(one["first_seen"] <= "2026-01-01" for one in earlier["policies"])
