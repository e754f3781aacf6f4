"""The page: counts and codes, and nothing of a patient."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from markupsafe import Markup

from training.data_report.drawings import delays, denials_by_month, states_by_month
from training.data_report.drift import drifts
from training.data_report.held import Held, held
from training.data_report.suspicious import Suspect, suspects, unseen
from training.page import Section, figure, page, status, table, tiles

SHOWN = 25
"""Rows of a table that could be long; how many more there are is said."""
FEWEST = 30
"""Matured claims of a payer below which its rate says little."""


def report(store: Path | str) -> str:
    """The report on a lake, as HTML.

    Raises:
        TrainingDataError: there is no lake, or it has no tables yet.
    """
    found = held(store)
    odd = list(suspects(found))
    sections = [_came(found), _unread(found), _unmatched(found), _rates(found), _maturity(found)]
    sections += [_odd(found, odd), _drift(found)]
    return page("What stands in the lake", sections, lead=_lead(found, odd), measured=_measured(found))


def _measured(found: Held) -> dict[str, object]:
    return {
        "records through": found.lake.through,
        "ingests": len(found.editions),
        "last ingest": f"{found.editions[-1].finished:%Y-%m-%d %H:%M} UTC",
        "rules": found.lake.made_with["rules"],
    }


def _lead(found: Held, odd: list[Suspect]) -> Markup:
    leaks = [one.column for one in odd if one.what == "leak"]
    if leaks:
        return status("Look", f"These columns seem to know the answer: {', '.join(leaks)}.", look=True)
    if found.faults:
        return status("Look", f"{len(found.faults):,} things could not be read; the rest is used.", look=True)
    return status("All read", "Every record was read, and no column knows the answer by itself.", look=False)


def _came(found: Held) -> Section:
    counts = found.lake.counts
    pairs = {
        "claims": counts["claims"],
        "service lines": counts["lines"],
        "answers": counts["answers"],
        "claims answered": f"{counts['answered'] / counts['claims']:.1%}",
    }
    rows = [
        (one.number, f"{one.finished:%Y-%m-%d %H:%M}", one.counts["new"], one.counts["known"], one.counts["copies"],
         one.counts["claims_read"], one.counts["remits_read"], one.counts["faults"])
        for one in reversed(found.editions)
    ]  # fmt: skip
    headers = ("ingest", "when (UTC)", "new files", "known", "copies", "claims", "remittances", "faults")
    out = (
        f"Of {counts['claims_read']:,} claims read, {counts['claims']:,} stand in the tables and "
        f"{counts['claims_undated']:,} have no day of submission; of {counts['answers']:,} answers, "
        f"{counts['answers_first']:,} were first adjudications, {counts['answers_later']:,} came later, "
        f"{counts['answers_repeated']:,} were repeated and {counts['answers_unmatched']:,} belong to no claim."
    )
    return Section("What came in", tiles(pairs), out, table(headers, rows[:SHOWN], "Ingests, the last one first"))


def _unread(found: Held) -> Section:
    if not found.faults:
        return Section("What could not be read", "Everything could be read.")
    kinds = Counter((fault.message, fault.loses) for fault in found.faults)
    first = {(fault.message, fault.loses): fault for fault in reversed(found.faults)}
    rows = []
    for (message, loses), count in kinds.most_common(SHOWN):
        fault = first[message, loses]
        rows.append((message, loses, count, f"{fault.file}, {fault.unit} {fault.segment} {fault.element}".strip()))
    return Section(
        "What could not be read", table(("what", "loses", "times", "first seen"), rows, "Faults, the commonest first")
    )


def _unmatched(found: Held) -> Section:
    lost = found.answers[found.answers["unmatched"] != ""]
    if not len(lost):
        return Section("What could not be matched", "Every answer belongs to a claim.")
    grouped = lost.groupby(["unmatched", "payer_id"])
    rows = [
        (reason, payer, len(some), round(some["charge"].sum()), f"{some['answered'].min()} to {some['answered'].max()}")
        for (reason, payer), some in grouped
    ]
    rows.sort(key=lambda row: -row[2])
    return Section(
        "What could not be matched",
        f"{len(lost):,} answers belong to no claim that stands here. The table answers lists them, with the reason in "
        "its column unmatched.",
        table(("why", "payer", "answers", "dollars billed", "answered"), rows[:SHOWN], "Answers without a claim"),
        _more(rows),
    )


def _rates(found: Held) -> Section:
    known = found.claims[found.claims["state"] == "known"]
    rows = []
    for payer, some in known.groupby("payer_id"):
        denied = some["denied"].astype(bool)
        rate = float(denied.mean()) if len(some) >= FEWEST else None
        rows.append((payer, len(some), int(denied.sum()), _percent(rate), round(some["denied_charge"].sum())))
    rows.sort(key=lambda row: -row[4])
    return Section(
        "Refusals by payer and month",
        "Of claims that are matured and answered; a rate is told from 30 claims on.",
        figure(denials_by_month(found.claims)),
        table(("payer", "claims", "refused", "share", "dollars refused"), rows[:SHOWN], "By payer, most dollars first"),
        _more(rows),
        _by_both(known),
    )


def _by_both(known: Any) -> Markup:
    """The rates of the largest payers, month by month."""
    months = known["month"].astype(str)
    largest = known["payer_id"].value_counts().index[:8].tolist()
    rows = []
    for month in sorted(set(months)):
        cells: list[object] = [month]
        for payer in largest:
            denied = known["denied"][(months == month) & (known["payer_id"] == payer)].astype(bool)
            cells.append(_percent(float(denied.mean())) if len(denied) >= FEWEST else None)
        rows.append(cells)
    return table(("month", *map(str, largest)), rows, "Share refused of the payers with most claims")


def _maturity(found: Held) -> Section:
    counts = found.claims["state"].value_counts()
    return Section(
        "How much is known",
        f"{int(counts.get('known', 0)):,} claims are labelled, "
        f"{int(counts.get('silent', 0)):,} were never answered and "
        f"{int(counts.get('young', 0)):,} are too young to tell: nothing is learnt from these.",
        figure(states_by_month(found.claims)),
        figure(delays(found.claims)),
    )


def _odd(found: Held, odd: list[Suspect]) -> Section:
    rows = [(one.table, one.column, one.what, one.told) for one in sorted(odd, key=lambda one: one.what != "leak")]
    new = unseen(found)
    return Section(
        "Columns that look odd",
        table(("table", "column", "what", "why"), rows, "Odd columns") if rows else "None does.",
        f"Codes that no claim had before {found.newest_is}:" if new else "No code is new.",
        table(("column", "code", "rows"), [(one.column, one.value, one.rows) for one in new[:SHOWN]], "New codes")
        if new
        else "",
        _more(new),
    )


def _drift(found: Held) -> Section:
    moved = drifts(found)
    rows = [(one.column, one.psi, one.before, one.now) for one in moved[:SHOWN]]
    return Section(
        "What moved",
        f"What stands on {found.newest_is}, held against that on all others.",
        table(
            ("column", "stability index", "before", "now"), rows, "Columns that moved: their means, or a code's share"
        )
        if rows
        else "None moved by more than 0.1 (population stability index).",
        _more(moved),
    )


def _more(rows: list[Any]) -> str:
    return f"And {len(rows) - SHOWN:,} more." if len(rows) > SHOWN else ""


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.1%}"
