"""From the headers of a request to who calls."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from serving.access.caller import ANYONE, Caller, unauthorized
from serving.access.keys import PREFIX, digest
from serving.access.known import Known
from serving.access.loopback import names_this_machine
from serving.access.settings import ALWAYS_ASK, Oidc, oidc_here
from serving.problem import Problem, Refused, refused
from serving.store import Store, StoreError

if TYPE_CHECKING:
    from serving.access.token import Tokens

PAUSE = 0.25
"""Seconds between two looks for unknown keys: those who guess do not keep the database busy, and wait."""

PATIENCE = 3.0
"""Seconds that a caller waits for the database to say whether a key is known."""

STRANGE = (
    "this server asks nobody who he is, and is called as localhost, 127.0.0.1 or [::1] alone; "
    "with a key (cleanclaim keys make) it may be called by any name"
)

HOW = "present a key or a token: Authorization: Bearer …, or X-API-Key: …"


class Access:
    """Who may call this server. Belongs to one event loop."""

    def __init__(self, store: Store, oidc: Oidc | None = None, *, always: bool = False, loopback: bool = False) -> None:
        """Follow the keys of a store, and take tokens where settings say which.

        Args:
            store: of the keys.
            oidc: which tokens are taken.
            always: even where no key was ever made, callers must say who they are.
            loopback: this machine alone reaches the server. Who is not asked who he is must then call it by a name of
                this machine: a page in a browser could else have its own name point here, and read answers.

        Raises:
            StoreError: the keys cannot be read.
        """
        self.oidc = oidc
        """Which tokens are taken; ``None``: none."""
        self._known = Known(store)
        self._tokens = _tokens(oidc) if oidc else None
        self._always = always or oidc is not None
        self._loopback = loopback
        self._look: asyncio.Task[None] | None = None
        self._looks_at = float("-inf")
        self._thread = ThreadPoolExecutor(1, "keys")

    @classmethod
    def here(cls, store: Store, environment: Mapping[str, str] = os.environ) -> Access:
        """As the settings say, and as ``cleanclaim serve`` found that this server can be reached.

        Raises:
            SettingError: a setting is not as it must be.
            StoreError: the keys cannot be read.
        """
        always = bool(environment.get(ALWAYS_ASK))
        return cls(store, oidc_here(environment), always=always, loopback=not always)

    @property
    def required(self) -> bool:
        """Whether a caller must say who he is: as soon as a key was ever made, or tokens are taken."""
        return self._always or self._known.ever

    async def caller(self, headers: Mapping[str, str]) -> Caller:
        """Who calls.

        A known key is looked up in memory; only one that is not known yet, or a token, awaits anything. While the store
        is away, what is known goes on for some minutes.

        Raises:
            Refused: 401, nobody, or one who is not known; 421, nobody, by a strange name of this server; 503, it cannot
                be found out now.
        """
        presented = headers.get("x-api-key") or _bearer(headers.get("authorization"))
        if not presented:
            return await self._nobody(headers.get("host", ""))
        if not presented.startswith(PREFIX):
            return await self._token(presented)
        known = self._known
        found = digest(presented)
        caller = known.get(found)
        if caller is None or not self._goes():
            await self._look_again()
            caller = known.get(found)
        if caller is None:
            raise unauthorized("this key is not known here, or was revoked", "invalid_token")
        return caller

    def close(self) -> None:
        """Let go of the store and of the issuer."""
        self._known.close()
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._tokens:
            self._tokens.close()

    async def _nobody(self, host: str) -> Caller:
        if not self.required and not self._goes():
            await self._look_again()  # a first key may have been made
        if self.required:
            raise unauthorized(HOW)
        if self._loopback and host and not names_this_machine(host):
            raise refused(HTTPStatus.MISDIRECTED_REQUEST, STRANGE)
        return ANYONE

    async def _token(self, presented: str) -> Caller:
        if self._tokens is None:
            raise unauthorized("this is no key of cleanclaim, and no tokens are taken here", "invalid_token")
        return await self._tokens.caller(presented)

    def _goes(self) -> bool:
        """Whether what is known of keys is to be gone by."""
        return self._known.fresh() or (self._known.away and self._known.lasts())

    async def _look_again(self) -> None:
        """Look at the table of keys, after now; those who wait at the same time look together.

        Raises:
            Refused: 503, the store does not answer in time.
        """
        asked = time.monotonic()
        while self._known.read_at < asked:
            if self._look is None or self._look.done():
                self._looks_at = max(asked, self._looks_at + PAUSE)
                self._look = asyncio.create_task(self._read(self._looks_at - asked))
                self._look.add_done_callback(_seen)
            try:
                await asyncio.wait_for(asyncio.shield(self._look), asked + PATIENCE - time.monotonic())
            except (StoreError, SQLAlchemyError, TimeoutError):
                raise _unreachable() from None

    async def _read(self, pause: float) -> None:
        await asyncio.sleep(pause)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._known.read)


def _seen(look: asyncio.Task[None]) -> None:
    """Where nobody waits any more, asyncio would write what the database said to the log."""
    if not look.cancelled():
        look.exception()


def _bearer(authorization: str | None) -> str:
    """The token of the header; nothing where it says who calls in another way, such as to a proxy."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _tokens(oidc: Oidc) -> Tokens:
    from serving.access.issuer import Issuer  # noqa: PLC0415  joserfc is of an extra, and takes its time
    from serving.access.token import Tokens  # noqa: PLC0415

    return Tokens(oidc, Issuer(oidc.issuer))


def _unreachable() -> Refused:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "the store of keys does not answer; try again when Retry-After says so"
    return Refused(Problem(status.phrase, int(status), detail), {"Retry-After": "5"})
