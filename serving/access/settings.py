"""Who else may call than who has a key, and how often: as the settings of the environment say."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping
from math import isfinite
from urllib.parse import urlsplit

from msgspec import Struct, field, structs

from models.review import SettingError
from serving.access.caller import OFFICE, SCOPES, known_scopes
from serving.access.loopback import only_here
from serving.access.roles import ROLES as OUR_ROLES

ISSUER = "CLEANCLAIM_OIDC_ISSUER"
AUDIENCE = "CLEANCLAIM_OIDC_AUDIENCE"
OFFICE_CLAIM = "CLEANCLAIM_OIDC_OFFICE"
SCOPE_CLAIM = "CLEANCLAIM_OIDC_SCOPES"
ROLES = "CLEANCLAIM_OIDC_ROLES"
CLIENT = "CLEANCLAIM_OIDC_CLIENT"
SECRET = "CLEANCLAIM_OIDC_SECRET"  # noqa: S105  the setting's name
REQUESTS = "CLEANCLAIM_REQUESTS_A_SECOND"
CLAIMS = "CLEANCLAIM_CLAIMS_A_MINUTE"

ALWAYS_ASK = "CLEANCLAIM_ALWAYS_ASK"
"""By this variable the processes of a server learn that others can reach them: they ask everybody who he is."""

WORKERS = "CLEANCLAIM_WORKERS"
"""By this variable they learn among how many the limits of a caller are divided."""


class Setting(Struct, frozen=True):
    """A setting, for those who run the service."""

    name: str
    says: str


SETTINGS = (
    Setting(ISSUER, "whose bearer tokens are taken: the issuer's URL, exactly as tokens name it (`iss`)"),
    Setting(AUDIENCE, "for whom such a token must be (`aud`); wanted with the issuer"),
    Setting(OFFICE_CLAIM, "the token's claim that names the office, default `office`; `=main`: all are of `main`"),
    Setting(SCOPE_CLAIM, "the token's claim that holds scopes or roles, default `scope`; `a.b` looks into `a`"),
    Setting(
        ROLES,
        "what roles may do: `biller=score,outcomes;auditor=patients`; without it they are called as scopes and roles",
    ),
    Setting(CLIENT, "this server's client id at the issuer: with it people sign in to the pages there, else by key"),
    Setting(SECRET, "the secret of that client, where the issuer gave it one"),
    Setting(REQUESTS, "requests a second that a key, or a token's subject, may make; default: no limit"),
    Setting(CLAIMS, "claims a minute that it may send; default: no limit"),
)
"""In the order of the table in docs/commands.md."""


def _as_called() -> dict[str, frozenset[str]]:
    """Scopes and roles by their own names."""
    named: dict[str, frozenset[str]] = {scope: frozenset((scope,)) for scope in SCOPES}
    for role, scopes in OUR_ROLES.items():
        named[role] = frozenset(scopes)
    return named


class Oidc(Struct, frozen=True):
    """Which tokens are taken, and what they say."""

    issuer: str
    audience: str
    office_claim: str = "office"
    """Which claim names the office."""
    office: str = ""
    """The office of all tokens; empty where a claim names it."""
    scope_claim: str = "scope"
    roles: Mapping[str, frozenset[str]] = field(default_factory=_as_called)
    """What each name in the claim of scopes lets its bearer do."""
    client: str = ""
    """Our id at the issuer, for people who sign in there; empty where they do not."""
    secret: str = ""
    """The client's; empty where it has none."""


class Limits(Struct, frozen=True):
    """How much a key may ask for; 0 is no limit."""

    requests_a_second: float = 0
    claims_a_minute: float = 0


def oidc_here(environment: Mapping[str, str] = os.environ) -> Oidc | None:
    """Which tokens are taken, as the settings say; ``None`` where they name no issuer.

    Raises:
        SettingError: a setting is missing or not as it must be, or joserfc is not installed.
    """
    names = (ISSUER, AUDIENCE, OFFICE_CLAIM, SCOPE_CLAIM, ROLES, CLIENT, SECRET)
    said = {name: environment.get(name, "").strip() for name in names}
    if not said[ISSUER]:
        if lonely := next((name for name, text in said.items() if text), ""):
            raise SettingError(f"{lonely} is set and {ISSUER} is not: name the issuer, or unset both")
        return None
    if not said[AUDIENCE]:
        raise SettingError(f"{ISSUER} is set and {AUDIENCE} is not: say for whom a token must be to be taken here")
    if importlib.util.find_spec("joserfc") is None:
        raise SettingError(
            f"{ISSUER} is set, and joserfc, which checks tokens, is not installed: "
            f"{sys.executable} -m pip install --constraint constraints.txt --editable '.[oidc]'"
        )
    if not private(said[ISSUER]):
        raise SettingError(f"{ISSUER} is a URL that begins with https://, or with http:// on this machine")
    claim, office = said[OFFICE_CLAIM] or "office", ""
    if claim.startswith("="):
        claim, office = "", claim[1:]
        if not OFFICE.fullmatch(office):
            raise SettingError(f"{OFFICE_CLAIM} names no office: after = stand up to 40 of a-z, 0-9 and -")
    if said[SECRET] and not said[CLIENT]:
        raise SettingError(f"{SECRET} is set and {CLIENT} is not: name the client whose secret it is, or unset both")
    oidc = Oidc(
        said[ISSUER],
        said[AUDIENCE],
        claim,
        office,
        said[SCOPE_CLAIM] or "scope",
        client=said[CLIENT],
        secret=said[SECRET],
    )
    return structs.replace(oidc, roles=roles) if (roles := _roles(said[ROLES])) else oidc


def limits_here(environment: Mapping[str, str] = os.environ) -> Limits:
    """How much a key may ask for, as the settings say.

    Raises:
        SettingError: a setting is no number.
    """
    return Limits(_number(environment, REQUESTS), _number(environment, CLAIMS))


def private(url: str) -> bool:
    """Whether nobody on the way can change what is read there: https, or on this machine."""
    parts = urlsplit(url)
    try:
        return parts.scheme == "https" or (parts.scheme == "http" and only_here(parts.hostname or ""))
    except OSError:
        return False


def _roles(text: str) -> dict[str, frozenset[str]]:
    roles = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        role, _, names = part.partition("=")
        scopes = frozenset(name.strip() for name in names.split(","))
        if not role.strip() or scopes != known_scopes(scopes):
            raise SettingError(f"{ROLES} is written as role=scope,scope;role=scope, with scopes of {', '.join(SCOPES)}")
        roles[role.strip()] = scopes
    return roles


def _number(environment: Mapping[str, str], name: str) -> float:
    text = environment.get(name, "").strip() or "0"
    try:
        number = float(text)
    except ValueError:
        number = -1
    if number < 0 or not isfinite(number):
        raise SettingError(f"{name} is a number such as 50; 0, or nothing, is no limit")
    return number
