"""A made-up office: its layout, its determinism, its rates, and the honesty of its truth."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tests.training.office.conftest import truth
from training.office import simulate
from training.office.triggers import TRIGGERS


def digest(office: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(office.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(office)).encode() + path.read_bytes())
    return found.hexdigest()


def test_the_same_seed_makes_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 4), ("again", 4), ("other", 5)):
        simulate(tmp_path / name, 120, seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "again")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_an_office_without_claims_is_refused_with_what_to_ask_for(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ask for 1 or more"):
        simulate(tmp_path, 0, 1)


def test_the_folder_holds_history_and_future(office: Path) -> None:
    for split in ("train", "test"):
        assert list((office / split / "claims").glob("*.837"))
        assert list((office / split / "remits").glob("*.835"))
    assert max(path.name[:8] for path in (office / "train").rglob("*.8*")) < "20260701"
    assert min(path.name[:8] for path in (office / "test").rglob("*.8*")) >= "20260701"


def test_there_are_as_many_first_submissions_as_asked_for_beside_corrected_ones(office: Path) -> None:
    rows = truth(office)
    assert sum(row["freq"] == "1" for row in rows) >= 3_200
    assert sum(row["freq"] == "7" for row in rows) > 50
    assert len({(row["claim_id"], row["freq"]) for row in rows}) == len(rows)


def test_what_happens_is_drawn_from_the_oracles_probabilities(office: Path) -> None:
    rows = truth(office)
    oracle = np.array([float(row["oracle_p"]) for row in rows])
    denied = np.array([row["denied"] == "1" for row in rows])
    for group in np.array_split(np.argsort(oracle), 5):
        spread = np.sqrt((oracle[group] * (1 - oracle[group])).sum()) / len(group)
        assert abs(denied[group].mean() - oracle[group].mean()) < 4 * spread


def test_every_policy_that_refused_a_claim_is_on_record(office: Path) -> None:
    book = json.loads((office / "policies.json").read_text())
    payers = {payer["id"] for payer in book["payers"]}
    assert len(payers) == 8
    for policy in book["policies"]:
        assert policy["payer"] in payers
        assert 0 < policy["strength"] < 1
        assert policy["until"] is None or policy["since"] < policy["until"]
    codes = {code for row in truth(office) for code in row["carcs"].split()}
    assert codes <= {code for policy in book["policies"] for code in policy["codes"]}


def test_another_hash_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    code = "import sys; from training.office import simulate; simulate(sys.argv[1], 60, 9)"
    for name in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": name,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        subprocess.run([sys.executable, "-c", code, str(tmp_path / name)], env=environment, check=True)
    assert digest(tmp_path / "1") == digest(tmp_path / "2")


def test_a_folder_that_holds_an_office_is_left_alone(office: Path) -> None:
    with pytest.raises(FileExistsError, match="name another folder"):
        simulate(office, 10, 1)


def test_progress_is_told_and_rises(tmp_path: Path) -> None:
    told: list[int] = []
    simulate(tmp_path / "office", 700, 6, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 700


def test_every_kind_of_policy_refuses_somewhere_and_is_on_record(offices: list[Path]) -> None:
    books = [json.loads((office / "policies.json").read_text()) for office in offices]
    fired = {policy["kind"] for book in books for policy in book["policies"] if policy["refused"]}
    assert fired == set(TRIGGERS)


def test_refusals_come_as_often_as_published_figures_say(offices: list[Path]) -> None:
    by_product: dict[str, list[float]] = {}
    for office in offices:
        rows = truth(office)
        assert 0.10 <= np.mean([row["denied"] == "1" for row in rows]) <= 0.20
        for payer in json.loads((office / "policies.json").read_text())["payers"]:
            own = [row["denied"] == "1" for row in rows if row["payer"] == payer["id"]]
            assert len(own) > 100
            assert 0.05 <= np.mean(own) <= 0.30, payer
            by_product.setdefault(payer["product"], []).append(float(np.mean(own)))
    means = {product: np.mean(rates) for product, rates in by_product.items()}
    published = {
        "medicare": 0.08,
        "medicare_advantage": 0.16,
        "medicaid_managed": 0.16,
        "commercial": 0.14,
        "marketplace": 0.19,
    }
    for product, rate in (published | {"marketplace": 0.19}).items():
        assert abs(means[product] - rate) < 0.05, (product, means[product])


def test_refusals_can_be_foreseen_but_not_for_certain(offices: list[Path]) -> None:
    for office in offices:
        rows = truth(office)
        score = roc_auc_score([int(row["denied"]) for row in rows], [float(row["oracle_p"]) for row in rows])
        assert 0.85 < score < 0.95


def test_offices_differ_in_payers_and_policies(offices: list[Path]) -> None:
    books = [json.loads((office / "policies.json").read_text()) for office in offices]
    assert len({payer["id"] for book in books for payer in book["payers"]}) == 8 * len(books)
    of_each = [
        {policy["id"].partition("-")[2] for policy in book["policies"] if policy["payer"] == payer["id"]}
        for book in books
        for payer in book["payers"]
        if payer["product"] == "marketplace"
    ]
    always = set.intersection(*of_each)
    one, other = of_each[0] - always, of_each[1] - always
    assert len(one & other) < min(len(one), len(other)) / 2


def test_policies_begin_and_end_within_the_window(office: Path) -> None:
    policies = json.loads((office / "policies.json").read_text())["policies"]
    assert any("2025-07-01" < policy["since"] < "2026-09-01" for policy in policies)
    assert any(policy["until"] and policy["until"] < "2026-09-01" for policy in policies)
