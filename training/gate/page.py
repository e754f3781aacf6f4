"""A decision as a page: what was decided, every check, and the intervals of payers and slices as drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from training.gate.checked import Checked, Figure
from training.gate.decide import Decision
from training.page import Section, figure, page, status, table, tiles
from training.page.parts import NOTHING
from training.page.style import BAD, LINE, ONE, axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

GAINS = ("dollars caught", "log loss", "AUPRC")
WHOLE = 100
"""From here on a figure is shown without decimals."""
BY_CHANCE = (
    "Each interval holds the truth nine times in ten, so that of many some lie off by chance; the check allows for how "
    "many there are. What it found is red."
)


def decision_page(decision: Decision, *, by: str = "", because: str = "") -> str:
    """The page, as HTML.

    Args:
        decision: of the gate.
        by: who signed; empty where nobody did.
        because: why.
    """
    against = f"against the champion {decision.champion}" if decision.champion else "as the first model"
    told = {one.name: one for one in decision.checks}
    sections = [
        Section("Checks", _checks(decision)),
        *_drawn(told, "payers", "Payers", "To the right of zero: worse than with the champion"),
        *_drawn(told, "slices", "Slices", "To the right of 0.02: more harm than with the champion"),
        Section("Figures", _figures(decision)),
    ]
    if decision.mended is not None:
        sections.append(Section("Claims that were mended", decision.mended.words.capitalize() + "."))
    signed = {"signed by": by, "because": because} if by else {}
    judged = {"claims sent": f"{decision.since} to {decision.through}"} if decision.since else {}
    return page(
        f"May {decision.challenger} take its place?",
        sections,
        lead=_lead(decision, against),
        measured={"challenger": decision.challenger, "champion": decision.champion or None, **judged, **signed},
    )


def _lead(decision: Decision, against: str) -> Markup:
    if decision.passed:
        says = f"Every check passed for {decision.challenger} {against}."
    else:
        failed = ", ".join(one.name for one in decision.failed)
        says = f"{decision.challenger} {against} did not pass: {failed}."
    gains = {
        f"{one.name}, challenger less champion ({_rounded(one.figures[0].low)} to {_rounded(one.figures[0].high)})": (
            _rounded(one.figures[0].value)
        )
        for one in decision.checks
        if one.name in GAINS
    }
    count = {"matured claims": decision.claims, "refused": decision.refused}
    return status("Yes" if decision.passed else "No", says, look=not decision.passed) + tiles({**count, **gains})


def _rounded(gain: float | None) -> str:
    """A gain with its sign: dollars in whole ones, the rest to three digits that count."""
    if gain is None:
        return NOTHING
    return f"{gain:+,.0f}" if abs(gain) >= WHOLE else f"{gain:+,.3g}"


def _checks(decision: Decision) -> Markup:
    ordered = sorted(decision.checks, key=lambda one: one.passed)
    rows = [(one.name, "passed" if one.passed else "failed", one.words) for one in ordered]
    return table(("check", "", "what was found"), rows, "All checks, those that failed first")


def _figures(decision: Decision) -> Markup:
    rows = [
        (f"{check.name}: {one.name}", one.value, one.low, one.high)
        for check in decision.checks
        for one in check.figures
    ]
    return table(("figure", "value", "from", "to"), rows, "All figures, with their intervals")


def _drawn(told: dict[str, Checked], name: str, title: str, says: str) -> list[Section]:
    """A section with the intervals of a check, where it has any."""
    check = told.get(name)
    if check is None or not check.figures:
        return []
    return [Section(title, check.words.capitalize() + ".", figure(_intervals(check, says), BY_CHANCE))]


def _intervals(check: Checked, says: str) -> Drawing:
    drawn, at = axes(says, "challenger less champion", height=0.8 + 0.22 * len(check.figures))
    at.axvline(0.0, color=LINE, linewidth=1)
    for place, one in enumerate(reversed(check.figures)):
        low, high = _ends(one)
        colour = BAD if not check.passed and f"{one.name.partition(':')[0]}" in check.words and low > 0 else ONE
        at.plot([low, high], [place, place], color=colour)
        at.plot([one.value], [place], "o", color=colour, markersize=4)
    at.set_yticks(range(len(check.figures)), [one.name for one in reversed(check.figures)])
    return drawn


def _ends(one: Figure) -> tuple[float, float]:
    return (one.value if one.low is None else one.low), (one.value if one.high is None else one.high)
