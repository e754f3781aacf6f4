"""Who calls."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Literal, get_args

from msgspec import Struct

from serving.problem import Problem, Refused

Scope = Literal["score", "outcomes", "patients", "override", "admin"]
"""What a caller may do: score and check claims; record what was sent, answered and done; read what is on record about
patients; send what is held, and give work to others; run the service. None holds another."""

SCOPES: tuple[Scope, ...] = get_args(Scope)

MAIN = "main"
"""The office where nobody says one."""

OFFICE = re.compile(r"[a-z0-9-]{1,40}")
"""The form of an office's name."""

REALM = 'Bearer realm="cleanclaim"'


class Caller(Struct, frozen=True):
    """Who calls: of one office, which is all that they see."""

    office: str
    who: str
    """The key's id or the token's subject, as it stands on every record; never the key or the token."""
    scopes: frozenset[str]
    key: str
    """What limits count by."""

    def may(self, scope: Scope) -> None:
        """See that the caller may do that.

        Raises:
            Refused: 403, which scope is wanted (RFC 6750, section 3.1).
        """
        if scope not in self.scopes:
            status = HTTPStatus.FORBIDDEN
            detail = f"this needs the scope {scope}, and what was presented has {_listed(self.scopes)}"
            challenge = f'{REALM}, error="insufficient_scope", error_description="{detail}", scope="{scope}"'
            raise Refused(Problem(status.phrase, int(status), detail), {"WWW-Authenticate": challenge})


ANYONE = Caller(MAIN, "anyone", frozenset(SCOPES), "anyone")
"""Who calls a server that asks nobody who he is: one on loopback, whose store never held a key."""


def known_scopes(names: Iterable[str]) -> frozenset[str]:
    """Those of the names that are scopes."""
    return frozenset(names) & frozenset(SCOPES)


def unauthorized(detail: str, error: str = "") -> Refused:
    """The refusal of one who does not say who he is (no ``error``), or not so that it can be believed.

    ``detail`` holds neither a quote, a backslash nor a line's end, nor anything of what was presented.
    """
    challenge = f'{REALM}, error="{error}", error_description="{detail}"' if error else REALM
    status = HTTPStatus.UNAUTHORIZED
    return Refused(Problem(status.phrase, int(status), detail), {"WWW-Authenticate": challenge})


def _listed(scopes: Iterable[str]) -> str:
    return ", ".join(scope for scope in SCOPES if scope in scopes) or "none"
