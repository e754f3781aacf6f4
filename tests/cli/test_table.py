from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cli.rows import COLUMNS, Listed, Told, csv_line
from cli.table import table

BLANK: dict[str, Any] = {
    "verdict": "ready",
    "claim_id": "CC-1",
    "payer": "EXAMPLE HEALTH",
    "service_date": "2026-05-20",
    "charge": Decimal(100),
    "denial_probability": 0.1,
    "dollars_at_risk": Decimal("8.40"),
    "where": "",
    "why": "",
    "fix": "",
    "more": 0,
    "not_checked": 0,
    "file": "a.837",
    "segment": 20,
}


def row(**given: Any) -> Listed:
    return Listed(**BLANK | given)


def claims_in(lines: list[str]) -> list[str]:
    return [line.split()[1] for line in lines if line.startswith(("fix", "review", "ready"))]


def test_worst_comes_first() -> None:
    rows = [
        row(claim_id="E", verdict="ready"),
        row(claim_id="C", verdict="review", charge=Decimal(9000), dollars_at_risk=Decimal(50)),
        row(claim_id="D", verdict="review", charge=Decimal(100), dollars_at_risk=Decimal(49)),
        row(claim_id="B", verdict="fix", charge=Decimal(10), dollars_at_risk=Decimal(10)),
        row(claim_id="A", verdict="fix", charge=Decimal(20), dollars_at_risk=Decimal(2)),
    ]
    assert claims_in(list(table(rows, 100))) == ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize("width", [80, 120])
def test_explanations_wrap_and_figures_stay_in_their_columns(width: int) -> None:
    why = "The procedure needs an authorization by this payer since 2026-01-01, and the claim carries none"
    lines = list(table([row(verdict="fix", why=why, where="Line 2, box 23", fix="Obtain the number. " * 8)], width))
    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()).count(why) == 1
    assert lines[0].index("Charge") + len("Charge") == lines[1].index("$100.00") + len("$100.00")


def test_nothing_of_a_claim_number_or_a_payer_is_cut() -> None:
    number, payer = "N" * 38, "THE VERY LONG NAME OF A HEALTH INSURANCE COMPANY OF THE NORTH"
    assert any(number in line and payer in line for line in table([row(claim_id=number, payer=payer)], 80))


def test_below_stands_what_it_comes_to() -> None:
    rows = [row(verdict="fix", charge=Decimal(1200)), row(), row()]
    assert list(table(rows, 120))[-1] == (
        "3 claims: 1 to fix ($1,200.00), 0 to review ($0.00), 2 ready ($200.00); $25.20 at risk."
    )


def test_every_finding_is_listed_and_what_is_no_error_says_so() -> None:
    first = Told("error", "Box 33", "The number is wrong.", "Correct it.")
    others = (Told("error", "", "Line 2: no modifier.", "Add it."), Told("warning", "Box 17", "Nobody referred.", ""))
    faulty = row(verdict="fix", where=first.where, why=first.why, fix=first.fix, more=1, findings=(first, *others))
    assert [line.strip() for line in table([faulty], 120)][2:7] == [
        *("Box 33: The number is wrong.", "To do: Correct it.", "Line 2: no modifier.", "To do: Add it."),
        "Warning: Box 17: Nobody referred.",
    ]
    looked_at = row(verdict="review", where="Line 1", why="The payer refused 9 of 10.", findings=others[1:])
    assert [line.strip() for line in table([looked_at], 120)][2:4] == [
        *("Line 1: The payer refused 9 of 10.", "Warning: Box 17: Nobody referred.")
    ]


def test_no_claims_are_said_to_be_none() -> None:
    assert list(table([], 80)) == ["No claims."]


def test_control_characters_of_a_file_never_reach_the_terminal() -> None:
    lines = "\n".join(table([row(claim_id="A\x1b[31m", payer="B\x07", verdict="fix", why="C\x9b2J", fix="D\x00")], 80))
    assert all(character.isprintable() or character == "\n" for character in lines)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_csv_holds_no_formula(start: str) -> None:
    line = csv_line(tuple(f"{start}cmd" if name == "claim_id" else "x" for name in COLUMNS))
    assert f"'{start}cmd".encode() in line


def test_on_a_narrow_terminal_a_long_payer_is_shortened_and_the_claim_number_is_not() -> None:
    lines = list(table([row(payer="THE VERY LONG NAME OF A HEALTH INSURANCE COMPANY")], 80, shorten=True))
    assert max(map(len, lines)) <= 80
    assert "CC-1 " in lines[1]
    assert "…" in lines[1]


def test_the_closing_line_says_what_was_not_checked_and_what_failed() -> None:
    def closing(**given: Any) -> str:
        return "\n".join(table([row(**given)], 400)).rpartition("\n")[2]

    assert "had no payer file" in closing(not_checked=2, failed=1)
    assert "a rule itself failed" in closing(not_checked=1, failed=1)
    assert "had no payer file" not in closing(not_checked=1, failed=1)
    assert "failed" not in closing(not_checked=1)


def test_the_closing_line_names_what_was_missing_most_often_and_the_remedy() -> None:
    rows = [
        row(not_checked=2, lists=("add-on", "procedures"), payers=("payers/medicare.yaml",)),
        row(not_checked=1, lists=("procedures", *(f"list-{number}" for number in range(5)))),
        row(not_checked=1, payers=("NW001",)),
    ]
    below = "\n".join(table(rows, 2000)).rpartition("\n")[2]
    assert "Lists missing: procedures (2), add-on (1), list-0 (1), list-1 (1), list-2 (1) and 2 more (" in below
    assert "cleanclaim reference load FILE" in below
    assert "Payers missing: payers/medicare.yaml (1), NW001 (1) (cleanclaim rules new NAME --payer ID" in below
    assert "missing" not in "\n".join(table([row()], 2000))


@pytest.mark.parametrize(("warned", "said"), [(0, ""), (1, "Of those ready, 1 carries a warning."), (2, "2 carry a")])
def test_the_total_says_how_many_of_the_ready_carry_a_warning(warned: int, said: str) -> None:
    rows = [row(claim_id=f"C{at}", why="No referral." if at < warned else "") for at in range(3)]
    below = " ".join(table(rows, 400)).partition("3 claims:")[2]
    assert said in below
    assert ("warning" in below) == (warned > 0)
