"""One payer: which claims are its own, and how its values, its switches and its lists differ. One YAML file each.

A payer's products differ in some of these: a plan of another filing limit, a group with its own authorization list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from claims.claim import Claim
from rules.dated import Dated, read_timeline
from rules.payer_kinds import PAYER_KINDS
from rules.policy import Policies, read_policies
from rules.rule import READERS, Rule
from rules.strict import Node, read

PAYERS = Path(__file__).parent / "payers"


class PayerFile(Struct, frozen=True):
    """What one payer's file says of the payer, or of one of its products."""

    id: str
    """Of a product, the payer's and its own: ``acme/hmo``."""
    title: str
    kind: str
    """Which kind of payer it is; empty: the claim's filing indicator tells."""
    ids: tuple[str, ...]
    """Payer identifiers of its claims (NM109 of loop 2010BB)."""
    filing_indicators: tuple[str, ...]
    """Claim filing indicators of its claims (SBR09), where no identifier tells; of a product, those of its claims."""
    values: Mapping[str, Mapping[str, tuple[Dated, ...]]]
    """By rule id and name of the value."""
    switch: Mapping[str, tuple[Dated, ...]]
    """By rule id: whether this payer applies it."""
    policies: Mapping[str, Policies]
    """By rule id."""
    file: Path
    groups: tuple[str, ...] = ()
    """Of a product: group numbers of its claims (SBR03)."""
    member_ids: tuple[str, ...] = ()
    """Of a product: beginnings of its members' numbers."""
    products: tuple[PayerFile, ...] = ()
    """What differs for some of its claims, in the order of the file."""

    def whole(self, product: PayerFile) -> PayerFile:
        """What holds for a product: what it says itself, rule by rule, and else what the payer says."""
        values = {
            rule: {**self.values.get(rule, {}), **product.values.get(rule, {})}
            for rule in {**self.values, **product.values}
        }
        return replace(
            product,
            kind=product.kind or self.kind,
            values=values,
            switch={**self.switch, **product.switch},
            policies={**self.policies, **product.policies},
        )

    def takes(self, claim: Claim) -> bool:
        """Of a product: whether a claim meets all that it names."""
        return (
            (not self.filing_indicators or claim.payer.filing_indicator in self.filing_indicators)
            and (not self.groups or claim.subscriber.group_number in self.groups)
            and (not self.member_ids or claim.subscriber.member_id.startswith(self.member_ids))
        )


SAID = ("kind", "values", "switch", "policies")


def load_payer(file: Path, rules: Mapping[str, Rule]) -> PayerFile:
    """A payer from its file, checked against the rules that it speaks of.

    Raises:
        RuleFileError: the file is not as it must be.
    """
    keys = read(file).record(needs=["id", "title", "match"], takes=[*SAID, "products"])
    payer_id = keys["id"].text()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", payer_id):
        raise keys["id"].wrong(
            f"{payer_id!r} is no id",
            "write small letters, digits and hyphens, such as acme-health, and name the file so",
        )
    if payer_id != file.stem:
        raise keys["id"].wrong(f"the id {payer_id!r} does not go with the file {file.name}", "name both alike")
    match = keys["match"].record(takes=["ids", "filing_indicators"])
    if not match:
        raise keys["match"].wrong("nothing tells which claims are this payer's", "add ids or filing_indicators")
    payer = PayerFile(
        id=payer_id,
        title=keys["title"].text(),
        ids=match["ids"].some_codes() if "ids" in match else (),
        filing_indicators=match["filing_indicators"].some_codes() if "filing_indicators" in match else (),
        file=file,
        **_said(keys, rules),
    )
    products = keys["products"].entries() if "products" in keys else ()
    return replace(payer, products=tuple(_product(name, node, payer, rules) for name, node in products))


def _product(name: str, node: Node, payer: PayerFile, rules: Mapping[str, Rule]) -> PayerFile:
    keys = node.record(needs=["title", "match"], takes=SAID)
    match = keys["match"].record(takes=["filing_indicators", "groups", "member_ids"])
    if not match:
        raise keys["match"].wrong(
            f"nothing tells which claims are of the product {name}", "add filing_indicators, groups or member_ids"
        )
    return PayerFile(
        id=f"{payer.id}/{name}",
        title=keys["title"].text(),
        ids=(),
        filing_indicators=match["filing_indicators"].some_codes() if "filing_indicators" in match else (),
        file=payer.file,
        groups=match["groups"].some_codes() if "groups" in match else (),
        member_ids=match["member_ids"].some_codes() if "member_ids" in match else (),
        **_said(keys, rules),
    )


def _said(keys: Mapping[str, Node], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """What a payer, or a product, says of the rules."""
    return {
        "kind": keys["kind"].choice(PAYER_KINDS) if "kind" in keys else "",
        "values": {rule.id: _values(node, rule) for rule, node in _by_rule(keys.get("values"), rules)},
        "switch": {rule.id: read_timeline(node, Node.yes, "on") for rule, node in _by_rule(keys.get("switch"), rules)},
        "policies": {rule.id: _policies(node, rule) for rule, node in _by_rule(keys.get("policies"), rules)},
    }


def _by_rule(node: Node | None, rules: Mapping[str, Rule]) -> list[tuple[Rule, Node]]:
    if node is None:
        return []
    found = []
    for name, value in node.entries():
        if name not in rules:
            raise value.wrong(f"there is no rule {name}", "see cleanclaim rules list")
        found.append((rules[name], value))
    return found


def _values(node: Node, rule: Rule) -> Mapping[str, tuple[Dated, ...]]:
    found = {}
    for name, value in node.entries():
        if name not in rule.values:
            known = f"write one of {', '.join(rule.values)}" if rule.values else "take it out"
            raise value.wrong(f"{rule.id} has no value {name}", known)
        found[name] = read_timeline(value, READERS[rule.values[name].type])
    return found


def _policies(node: Node, rule: Rule) -> Policies:
    if rule.policy is None:
        raise node.wrong(f"{rule.id} goes by no list", "take it out, or see cleanclaim rules list")
    return read_policies(node, rule.policy.by, rule.policy.needs, rule.policy.takes)
