"""Results to put on record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from claims import canonical
from claims.claim import Claim, Payer, Provider
from serving.store import Scored, new_id
from serving.store.claim_versions import digest_of

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def claim(number: str = "A1", **fields: object) -> Claim:
    """A claim under a control number."""
    made = Claim(number, payer=Payer("60054"), billing_provider=Provider("1999999984"))
    return msgspec.structs.replace(made, **fields)


def scored(of: Claim | None = None, office: str = "main", at: datetime = NOON, **fields: object) -> Scored:
    """The result of a claim."""
    content = canonical.encode(of or claim())
    made = Scored(
        id=new_id(), office=office, at=at, who="key one", request_id="r1", via="score", as_of=date(2026, 7, 1),
        claim_json=content, digest=digest_of(content), result=b'{"verdict": "review"}', verdict="review",
        probability=0.25, at_risk=Decimal("312.50"), model="office 3", rules="abc",
    )  # fmt: skip
    return msgspec.structs.replace(made, **fields)
