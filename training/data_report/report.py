"""The page: counts and codes, and nothing of a patient.

What is told of few is told of nobody: groups of one to ten are taken together, as CMS has it for what it publishes
(cell size suppression policy), and dollars are rounded. Files go by their digests, since their names may be patients'.
"""

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
SMALLEST = 11
"""A group of fewer is not told of by itself: the least that CMS lets stand in a table of what it publishes."""
ROUND = 100
"""Dollars are told in multiples of these."""


def report(store: Path | str) -> str:
    """The report on a lake, as HTML.

    Raises:
        TrainingDataError: there is no lake, it has no tables yet, or it is damaged.
    """
    return report_on(held(store))


def report_on(found: Held) -> str:
    """The report on what a lake holds, as HTML."""
    odd = list(suspects(found))
    sections = [_came(found), _unread(found), unmatched(found), rates(found), _maturity(found)]
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
        f"Of {counts['claims_read']:,} claims read, {counts['claims']:,} stand in the tables, "
        f"{counts['claims_undated']:,} have no day of submission and {counts['claims_future']:,} one that cannot be; "
        f"of {counts['answers']:,} answers, "
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
        where = [fault.file, f"{fault.unit} {fault.segment}" if fault.segment else "", fault.element]
        rows.append((message, loses, count, ", ".join(part for part in where if part)))
    return Section(
        "What could not be read",
        "Files are called by the first digits of their digests; 'cleanclaim data report' says their names where it is "
        "called.",
        table(("what", "loses", "times", "first seen in"), rows, "Faults, the commonest first"),
        _more(list(kinds)),
    )


def unmatched(found: Held) -> Section:
    """Answers that belong to no claim."""
    lost = found.answers[found.answers["unmatched"] != ""]
    if not len(lost):
        return Section("What could not be matched", "Every answer belongs to a claim.")
    rows = []
    for (reason, payer), some in groups(lost, ["unmatched", "payer"]):
        when = f"{some['answered'].min():%Y-%m} to {some['answered'].max():%Y-%m}" if len(some) >= SMALLEST else None
        rows.append((reason, payer, _many(len(some)), _dollars(some["charge"]), when))
    return Section(
        "What could not be matched",
        f"{len(lost):,} answers belong to no claim that stands here. The table answers lists them, with the reason in "
        "its column unmatched.",
        table(("why", "payer", "answers", "dollars billed", "answered"), rows[:SHOWN], "Answers without a claim"),
        _more(rows),
    )


def rates(found: Held) -> Section:
    """How many were refused, by payer and month."""
    known = found.claims[found.claims["state"] == "known"]
    rows = []
    for (payer,), some in groups(known, ["payer"]):
        denied = some["denied"].astype(bool)
        rate = float(denied.mean()) if len(some) >= FEWEST else None
        dollars = _dollars(some["denied_charge"][denied])
        rows.append((payer, _many(len(some)), _many(int(denied.sum())), _percent(rate), dollars))
    return Section(
        "Refusals by payer and month",
        "Of claims that are matured and answered; a rate is told from 30 claims on.",
        figure(denials_by_month(found.claims)),
        table(("payer", "claims", "refused", "share", "dollars refused"), rows[:SHOWN], "By payer, most claims first"),
        _more(rows),
        _by_both(known),
    )


def _by_both(known: Any) -> Markup:
    """The rates of the largest payers, month by month."""
    months = known["month"].astype(str)
    largest = known["payer"].value_counts().index[:8].tolist()
    rows = []
    for month in sorted(set(months)):
        cells: list[object] = [month]
        for payer in largest:
            denied = known["denied"][(months == month) & (known["payer"] == payer)].astype(bool)
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
        table(
            ("column", "code", "rows"), [(one.column, one.value, _many(one.rows)) for one in new[:SHOWN]], "New codes"
        )
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


def groups(rows: Any, by: list[str]) -> list[tuple[tuple[str, ...], Any]]:
    """Rows by what they have in common, the most first; at last those of small groups together, called ``others``."""
    sizes = rows.groupby(by, dropna=False)[by[0]].transform("size")
    groups = list(rows[sizes >= SMALLEST].groupby(by, dropna=False))
    groups.sort(key=lambda group: (-len(group[1]), group[0]))
    few = rows[sizes < SMALLEST]
    return [*groups, *([(("others",) * len(by), few)] if len(few) else [])]


def _many(count: int) -> object:
    """How many there are: of few, that they are few."""
    return f"fewer than {SMALLEST}" if 0 < count < SMALLEST else count


def _dollars(amounts: Any) -> int | None:
    """What they come to, rounded; nothing is said of few."""
    return None if len(amounts) < SMALLEST else round(float(amounts.sum()) / ROUND) * ROUND


def _more(rows: list[Any]) -> str:
    return f"And {len(rows) - SHOWN:,} more." if len(rows) > SHOWN else ""


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.1%}"
