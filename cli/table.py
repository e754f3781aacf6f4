"""The worklist as a biller reads it: worst first, what it costs, what is wrong, where, and what to change.

Two kinds of lines, so that it reads the same at 80 and at 200 columns: a claim's figures, and below them, wrapped and
indented, its faults, or its main reason. Nothing is cut but, on a narrow terminal, a payer's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import wrap

from cli.rows import Listed, Row, Told
from serving.verdict import chance

INDENT = " " * 8
NAMED = 5
"""Lists, or payers, that are named below the worklist; of those beyond them the count."""
_ORDER = {"fix": 0, "review": 1, "ready": 2}
_HEADINGS = ("Verdict", "Claim", "Payer", "Service", "Charge", "Chance", "At risk")
_PAYER = 2
_SHORTEST_PAYER = 12
_TO_THE_RIGHT = (False, False, False, False, True, True, True)


def worst_first(row: Row) -> tuple[int, Decimal, str]:
    """Sort key: certain faults by dollars billed, then looks by dollars at risk, then what is ready."""
    dollars = row.charge if row.verdict == "fix" or row.dollars_at_risk is None else row.dollars_at_risk
    return _ORDER[row.verdict], -dollars, row.claim_id


def table(rows: Sequence[Listed], width: int, *, shorten: bool = False) -> Iterator[str]:
    """The lines of the worklist, and below it what it comes to; ``shorten`` cuts payers' names that are too wide."""
    cells = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) if any(column[1:]) else 0 for column in zip(*cells, strict=True)]
    if shorten:
        widths[_PAYER] = max(_SHORTEST_PAYER, widths[_PAYER] - max(0, _total(widths) - width))
    ranked = sorted(zip(rows, cells[1:], strict=True), key=lambda pair: worst_first(pair[0]))
    if ranked:
        yield _joined(_HEADINGS, widths)
    for row, texts in ranked:
        yield _joined(texts, widths)
        yield from _explanation(row, width)
    if ranked:
        yield ""
    yield from wrap(total(rows), width)


def total(rows: Sequence[Listed]) -> str:
    """How many claims, what to do with them, and the dollars."""
    if not rows:
        return "No claims."
    parts = []
    for verdict, means in (("fix", "to fix"), ("review", "to review"), ("ready", "ready")):
        charges = [row.charge for row in rows if row.verdict == verdict]
        parts.append(f"{len(charges):,} {means} ({dollars(sum(charges, Decimal(0)))})")
    known = [row.dollars_at_risk for row in rows if row.dollars_at_risk is not None]
    risk = f"; {dollars(sum(known, Decimal(0)))} at risk" if known else ""
    warned = sum(row.verdict == "ready" and bool(row.why) for row in rows)
    warnings = f" Of those ready, {warned:,} carr{'y' if warned > 1 else 'ies'} a warning." * (warned > 0)
    failed = sum(row.failed > 0 for row in rows)
    faults = f" For {failed:,}, a rule itself failed: see not_checked, and please report it." * (failed > 0)
    unanswered = sum(row.not_checked > row.failed for row in rows)
    gaps = f" For {unanswered:,}, some rules had no payer file or code list to go by: see not_checked." * (
        unanswered > 0
    )
    gaps += _remedy("Lists", [row.lists for row in rows], "cleanclaim reference load FILE, docs/reference-data.md")
    gaps += _remedy(
        "Payers", [row.payers for row in rows], "cleanclaim rules new NAME --payer ID, docs/adding-a-payer.md"
    )
    return f"{len(rows):,} claim{'s' * (len(rows) != 1)}: {', '.join(parts)}{risk}.{warnings}{faults}{gaps}"


def _remedy(what: str, missing: Sequence[Sequence[str]], how: str) -> str:
    """What was missing most often, for how many claims, and what to do about it."""
    counted = Counter(printable(name) for names in missing for name in names if name)
    if not counted:
        return ""
    named = ", ".join(f"{name} ({count:,})" for name, count in counted.most_common(NAMED))
    more = f" and {len(counted) - NAMED:,} more" if len(counted) > NAMED else ""
    return f" {what} missing: {named}{more} ({how})."


def dollars(amount: Decimal) -> str:
    """Money as it is printed."""
    return f"${amount:,.2f}" if amount >= 0 else f"-${-amount:,.2f}"


def _cells(row: Row) -> tuple[str, ...]:
    probability, risk = row.denial_probability, row.dollars_at_risk
    return (
        row.verdict,
        printable(row.claim_id),
        printable(row.payer),
        row.service_date,
        dollars(row.charge),
        "" if probability is None else chance(probability),
        "" if risk is None else dollars(risk),
    )


def printable(text: str) -> str:
    """A text of a file, safe for a terminal: no control characters."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in text)


def _total(widths: Sequence[int]) -> int:
    shown = [width for width in widths if width]
    return sum(shown) + 2 * (len(shown) - 1)


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell.rjust(width) if right else _cut(cell, width).ljust(width)
        for cell, width, right in zip(cells, widths, _TO_THE_RIGHT, strict=True)
        if width
    )
    return "  ".join(padded).rstrip()


def _explanation(row: Listed, width: int) -> Iterator[str]:
    """The main reason, unless it is a finding, and all findings."""
    if all(told.why != row.why for told in row.findings):
        yield from _told(row.where, row.why, row.fix, width)
    for told in row.findings:
        yield from finding(told, width)


def finding(told: Told, width: int) -> Iterator[str]:
    """A finding below its claim; what is no error says so first."""
    kind = "" if told.severity == "error" else f"{told.severity}: "
    yield from _told(told.where, told.why, told.fix, width, kind.capitalize())


def _told(where: str, why: str, fix: str, width: int, kind: str = "") -> Iterator[str]:
    if why:
        text = f"{kind}{f'{where}: ' if where else ''}{why}"
        yield from wrap(printable(text), width, initial_indent=INDENT, subsequent_indent=INDENT)
    if fix:
        yield from wrap(printable(f"To do: {fix}"), width, initial_indent=INDENT, subsequent_indent=INDENT)
