"""Roles: the scopes that go together for who works in a billing office."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from serving.access.caller import SCOPES, Scope

Role = Literal["biller", "lead", "analyst", "administrator"]

ROLES: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        "biller": frozenset(["score", "outcomes", "patients"]),
        "lead": frozenset(["score", "outcomes", "patients", "override"]),
        "analyst": frozenset(["score"]),
        "administrator": frozenset(SCOPES),
    }
)
"""A lead may send what is held, and give work to others; an analyst sees no names, member numbers or birth dates."""


def role_of(scopes: frozenset[str]) -> Role:
    """The role of somebody with these scopes: the widest whose scopes they hold; with less, an analyst."""
    widest = sorted(ROLES, key=lambda role: len(ROLES[role]), reverse=True)
    return next((role for role in widest if ROLES[role] <= scopes), "analyst")
