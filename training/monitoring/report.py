"""The report: what to look at, how good the odds are, what is promised, what moved, what payers changed."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from training.monitoring import drawings
from training.monitoring.monitor import Monitored
from training.monitoring.skill import Skill
from training.page import Section, figure, listing, page, status, table, tiles

SHOWN = 12
"""Newcomers that are named; the rest is counted."""


def report(found: Monitored) -> str:
    """A monitoring as one HTML file."""
    sections = [
        Section("What to look at", *_look(found)),
        Section("How good the odds are", *_skill(found)),
        Section("What is promised before the answers", *_promised(found)),
        Section("Whether claims moved", *_drift(found)),
        Section("What payers changed", *_changes(found)),
        Section("Who and what is new", *_new(found)),
    ]
    measured = {
        "model": found.model,
        "trained through": found.trained_through,
        "claims and answers through": found.through,
        "claims of the training window in the files": f"{found.reference:,}",
        "claims sent since": f"{found.claims:,}",
        "of these matured and answered": f"{found.known:,}",
        "never answered": f"{found.silent:,}",
        "too young to tell": f"{found.young:,}",
        "days until a claim is mature": found.days_until_mature,
    }
    return page("Model monitoring", sections, lead=_lead(found), measured=measured)


def _lead(found: Monitored) -> Markup:
    if found.quiet:
        return status("Quiet", f"Nothing to look at since training ended on {found.trained_through}.", look=False)
    many = len(found.signals)
    told = f"{many} thing{'' if many == 1 else 's'} to look at since training ended on {found.trained_through}."
    advice = " Training anew is suggested." if found.retrain else ""
    return status("Look", told + advice, look=True)


def _look(found: Monitored) -> Iterator[str | Markup]:
    if found.retrain:
        yield Markup("<h3>Train anew, because</h3>")
        yield listing(found.retrain)
    else:
        yield "There is no reason to train anew."
    if found.signals:
        rows = [(one.known, one.kind, one.says) for one in found.signals]
        yield table(("known on", "kind", "what is seen"), rows, "All that was seen since training ended")


def _skill(found: Monitored) -> Iterator[str | Markup]:
    whole = found.overall
    if whole is None:
        yield "Too few claims are answered and old enough to be sure of."
    else:
        yield tiles(
            {
                f"of the base rate's log loss saved ({_span(whole)})": f"{whole.gain:.1%}",
                "saved at training": "unknown" if found.gain_at_training is None else f"{found.gain_at_training:.1%}",
                "of refused dollars in the riskiest tenth": f"{whole.dollars:.0%}",
                "refused": f"{whole.denied:.1%}",
                "promised": f"{whole.promised:.1%}",
            }
        )
    if found.weeks:
        yield figure(
            drawings.skill_by_week(found),
            "Bars are 90 % intervals (bootstrap over patients). A week is drawn once half of its claims are old "
            "enough; open circles are weeks of which some are still too young, told by the payers that answer quickly.",
        )
    if found.calibration and whole is not None:
        yield figure(
            drawings.calibration(found),
            "Tenths of the matured claims, by their odds; 90 % intervals, with patients and remittances as the units.",
        )
    if found.payers:
        yield table(COLUMNS, [_row(one) for one in found.payers], "By payer, matured claims")
    if found.weeks:
        yield table(COLUMNS, [_row(one) for one in found.weeks], "By week of submission")


COLUMNS = ("", "sent", "measured", "refused", "promised", "gain", "90 % interval", "dollars in the riskiest tenth", "")


def _row(one: Skill) -> tuple[object, ...]:
    return (
        one.name,
        one.claims,
        one.known,
        f"{one.denied:.1%}",
        f"{one.promised:.1%}",
        f"{one.gain:.1%}",
        _span(one),
        f"{one.dollars:.0%} ({one.dollars_low:.0%} to {one.dollars_high:.0%})",
        "" if one.complete else "partial",
    )


def _span(one: Skill) -> str:
    return f"{one.gain_low:.1%} to {one.gain_high:.1%}"


def _promised(found: Monitored) -> Iterator[str | Markup]:
    yield (
        "From the odds alone: a claim with odds p is refused with probability p. It sees that claims became harder or "
        "easier to tell, and is blind to a payer that changes its mind."
    )
    if any(one.full for one in found.estimated):
        yield figure(
            drawings.denials_by_week(found),
            "The band is a 90 % interval, were the odds exact and each claim refused by itself.",
        )
    rows = [
        (
            f"{one.monday}{'' if one.full else ' (not over)'}",
            one.promised.claims,
            f"{one.promised.denials:.1f} \N{PLUS-MINUS SIGN} {one.promised.denials_error:.1f}",
            one.promised.log_loss,
            one.promised.gain,
            one.promised.auprc,
            f"{one.promised.dollars:.0%}",
            f"{one.denied} of {one.known}",
        )
        for one in found.estimated
    ]
    headers = (
        "week",
        "claims",
        "refusals",
        "log loss",
        "gain",
        "AUPRC",
        "dollars in the riskiest tenth",
        "known so far",
    )
    yield table(headers, rows, "Promised by week of submission")


def _drift(found: Monitored) -> Iterator[str | Markup]:
    if not found.charts:
        yield (
            "The files do not reach back far enough before training ended to say what is usual: name files of eight "
            "weeks before it or more."
        )
        return
    yield figure(
        drawings.drift_heat(found.charts),
        "Blue: more than in the training window, orange: less; the fuller, the nearer to the limit. Framed in red: the "
        "first week beyond it by enough to matter. The limits are set for 0.2 false alarms a year over all charts.",
    )
    rows = [
        (one.name, one.reference, one.means[-1], max(map(abs, one.strength)))
        for one in sorted(found.charts, key=lambda one: -max(map(abs, one.strength), default=0.0))
        if one.strength
    ]
    headers = ("column", "in training", "last week", "farthest, its limit being 1")
    yield table(headers, rows, "All charts: mean share, rank or odds")


def _changes(found: Monitored) -> Iterator[str | Markup]:
    if not found.changes:
        yield "No payer was seen to begin or cease to refuse a service."
        return
    yield figure(
        drawings.policy_timeline(found), "Line: from the first answer at the new rate; dot: when it was proven."
    )
    rows = [(one.raised, one.name, one.family, ", ".join(one.codes), one.signal.says) for one in found.changes]
    yield table(("known on", "payer", "reason", "codes", "what the answers show"), rows, "Changes of payers")


def _new(found: Monitored) -> Iterator[str | Markup]:
    if not found.reference:
        yield "The files begin after training ended, so what is new cannot be told."
        return
    for sort in ("payer", "procedure", "clinician"):
        some = [one for one in found.new if one.sort == sort]
        if some:
            rows = [(one.value, one.first, one.claims, "yes" if one.signal else "") for one in some[:SHOWN]]
            more = f", {SHOWN} of {len(some)}" if len(some) > SHOWN else ""
            yield table((sort, "first sent", "claims", "to look at"), rows, f"New {sort}s{more}")
    if not found.new:
        yield "No payer, procedure or clinician that the training window does not know."
