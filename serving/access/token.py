"""Bearer tokens of an OpenID Connect issuer: JWT (RFC 7519), checked as RFC 8725 advises, into callers."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, JoseError, MissingClaimError
from joserfc.jwt import JWTClaimsRegistry
from msgspec import Struct

from serving.access.caller import OFFICE, Caller, unauthorized
from serving.access.issuer import AFTER_FAILURE, Issuer, UnreachableError
from serving.access.settings import Oidc
from serving.problem import Problem, Refused

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""By which a token may be signed: by a private key alone. Not unsigned (none), nor by a shared secret (HS256 …)."""

LEEWAY = 60
"""Seconds by which the issuer's clock may differ from ours."""

KEPT = 60.0
"""Seconds for which a token that was checked is not checked again."""

MOST = 4096
"""Tokens that are kept, at most."""

LONGEST = 16_384
"""Characters of a token."""

LONGEST_SUBJECT = 255
"""Characters (OpenID Connect Core 1.0, section 2)."""

_WRONG = {
    "iss": "the token is of another issuer than this server takes tokens of",
    "aud": "the token is for another audience than this server",
    "nbf": "the token is not valid yet",
    "iat": "the token says that it is from the future",
}


class _Header(Struct):
    alg: str = ""
    kid: str | None = None


class Tokens:
    """Takes the tokens of one issuer. Belongs to one event loop."""

    def __init__(self, oidc: Oidc, issuer: Issuer, clock: Callable[[], float] = time.time) -> None:
        self._oidc, self._issuer, self._clock = oidc, issuer, clock
        self._kept: dict[bytes, tuple[Caller, float]] = {}
        self._registry = JWTClaimsRegistry(
            lambda: int(clock()),
            LEEWAY,
            iss={"essential": True, "value": oidc.issuer},
            aud={"essential": True, "value": oidc.audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def caller(self, token: str) -> Caller:
        """Whose token it is.

        Raises:
            Refused: 401, it is not to be believed, and why; 503, the issuer's keys cannot be read.
        """
        digest = sha256(token.encode("utf-8", "surrogateescape")).digest()
        kept = self._kept.get(digest)
        if kept is not None and self._clock() < kept[1]:
            return kept[0]
        claims = await self._claims(token)
        caller = self._caller(claims)
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[digest] = caller, min(self._clock() + KEPT, claims["exp"] + LEEWAY)
        return caller

    def close(self) -> None:
        """Let go of the issuer."""
        self._issuer.close()

    async def _claims(self, token: str) -> dict[str, Any]:
        header = _header(token)
        if header.alg not in ALGORITHMS:
            raise _invalid(f"the token is not signed in a way that is taken; those are {', '.join(ALGORITHMS)}")
        try:
            key = await self._issuer.key(header.kid)
        except UnreachableError:
            raise _unreachable() from None
        if key is None:
            raise _invalid("the token is signed with a key that its issuer does not name, or names no key (kid)")
        try:
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
            self._registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _invalid(_why(error)) from None
        return claims

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        subject = claims["sub"]
        if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
            raise _invalid(f"the subject of the token is not of 1 to {LONGEST_SUBJECT} characters")
        office = self._oidc.office or _at(claims, self._oidc.office_claim)
        if not isinstance(office, str) or not OFFICE.fullmatch(office):
            raise _invalid("the token does not name its office as this server wants it: up to 40 of a-z, 0-9 and -")
        said = _at(claims, self._oidc.scope_claim)
        names = said.split() if isinstance(said, str) else said if isinstance(said, list) else ()
        scopes = frozenset[str]().union(*(self._oidc.roles.get(name, ()) for name in names if isinstance(name, str)))
        return Caller(office, subject, scopes, f"{office} {subject}")


def _header(token: str) -> _Header:
    if len(token) > LONGEST:
        raise _invalid(f"the token has more than {LONGEST:,} characters")
    first = token.partition(".")[0]
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)), type=_Header)
    except (ValueError, RecursionError):
        raise _invalid("the token is no JWT") from None


def _at(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of that name, which may hold dots (a URL); else what it says step by step, ``realm_access.roles``."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _why(error: Exception) -> str:
    if isinstance(error, BadSignatureError):
        return "the signature of the token is not that of its issuer"
    if isinstance(error, ExpiredTokenError):
        return "the token has expired"
    if isinstance(error, MissingClaimError):
        return f"the token lacks {error.claim}"
    if isinstance(error, ClaimError):
        return _WRONG.get(error.claim, f"the token's {error.claim} is not as it must be")
    return "the token is no JWT that this server can check"


def _invalid(detail: str) -> Refused:
    return unauthorized(detail, "invalid_token")


def _unreachable() -> Refused:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "the keys of the tokens' issuer cannot be read now; try again when Retry-After says so"
    return Refused(Problem(status.phrase, int(status), detail), {"Retry-After": str(int(AFTER_FAILURE))})
