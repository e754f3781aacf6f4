"""What payers are called, by identifier."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct
from sqlalchemy import select

from claims.claim import Payer
from rules import RuleSet
from serving.store import Store
from serving.store.tables import claim_version


class _Of(Struct):
    """What is read of a claim."""

    payer: Payer


def of_rules(ruleset: RuleSet) -> dict[str, str]:
    """The payers that rules know."""
    return {one: payer.title for payer in ruleset.payers.values() for one in payer.ids}


def of_claims(store: Store, office: str, payers: Iterable[str]) -> dict[str, str]:
    """Payers as a claim to them calls them; they are found at once where many claims went to them."""
    here, found = claim_version.c, dict[str, str]()
    with store.reading() as connection:
        for payer in payers:
            query = select(here.content).where(here.office == office, here.payer_id == payer).limit(1)
            content = connection.execute(query).scalar()
            if content is not None and (name := msgspec.json.decode(zlib.decompress(content), type=_Of).payer.name):
                found[payer] = name
    return found
