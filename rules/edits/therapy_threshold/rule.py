"""The year's therapy charges that went out from here against the threshold above which KX is wanted."""

from decimal import Decimal

from claims.claim import Claim
from claims.sent.keys import therapy
from rules.context import Context
from rules.problem import NO_INDEX, Problem, Said, Values


def check(claim: Claim, context: Context, values: Values) -> Said:
    """Charges stand above what is allowed, and other providers' therapy is not seen: so this is only said."""
    charged: dict[tuple[str, int], Decimal] = {}
    for at, line in enumerate(claim.lines):
        kind, day = therapy(line), line.service_date or claim.statement_from
        if not kind or day is None:
            continue
        dated = values.at("threshold", day, context.today)
        if context.sent is None or dated is None:
            yield NO_INDEX if context.sent is None else values.missing("threshold")
            return
        year = (kind, day.year)
        if year not in charged:
            charged[year] = context.sent.therapy_charged(claim, kind, day.year, context.today)
        charged[year] += line.charge
        most = dated.value
        assert isinstance(most, Decimal)
        if charged[year] > most and "KX" not in line.modifiers:
            facts = {"charged": f"{charged[year]:,.0f}", "most": f"{most:,.0f}"}
            yield Problem("above", f"/lines/{at}/modifiers", line.procedure, facts, dated)
