"""What changes on the page took out of the risk: claims as they came, against the same claims as they went out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct
from sqlalchemy import and_, select

from serving.pages.overview.period import Period
from serving.store import Store
from serving.store.tables import batch, score, work


class Mended(Struct):
    """Claims that were changed and then sent; dollars."""

    claims: int = 0
    before: Decimal = Decimal(0)
    """Dollars at risk as they came, by the odds that were told then."""
    after: Decimal = Decimal(0)
    """Dollars at risk as they went out."""
    cleared: int = 0
    """Those that certainly had a fault as they came, and had none as they went."""
    cleared_charge: Decimal = Decimal(0)

    @property
    def saved(self) -> Decimal:
        """Dollars that the changes are expected to have saved."""
        return self.before - self.after


def mended(store: Store, office: str, asked: Period) -> Mended:
    """Sum up the claims of batches that were taken in a period."""
    here, told = work.c, score.c
    query = (
        select(here.batch, here.number, here.charge, here.verdict, here.at_risk, batch.c.at)
        .add_columns(told.verdict.label("first_verdict"), told.at_risk.label("first_at_risk"))
        .select_from(work)
        .join(batch, and_(batch.c.office == here.office, batch.c.id == here.batch))
        .join(score, and_(told.office == here.office, told.claim_digest == here.first_digest))
        .where(here.office == office, here.state == "released", here.first_digest != here.claim_digest)
        .order_by(here.batch, here.number, told.at)
    )
    found, last = Mended(), None
    with store.reading() as connection:
        for row in connection.execute(query):
            if (row.batch, row.number) == last or not _within(asked, row.at.astimezone().date()):
                continue
            last = (row.batch, row.number)  # the first result of a claim is what was told as it came
            found.claims += 1
            found.before += row.first_at_risk or 0
            found.after += row.at_risk or 0
            if row.first_verdict == "fix" and row.verdict != "fix":
                found.cleared += 1
                found.cleared_charge += row.charge
    return found


def _within(asked: Period, day: date) -> bool:
    return asked.since <= day <= asked.until
