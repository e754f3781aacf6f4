"""The keys by which an issuer signs its tokens: found, kept, and fetched again, without keeping anybody waiting.

Found by OpenID Connect Discovery 1.0, section 4; a key set is RFC 7517, section 5.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec
from joserfc.jwk import JWKRegistry, Key

from serving.access.settings import private

FRESH = 600.0
"""Seconds for which keys are used before the issuer is asked again, in the background."""

KEEP = 24 * 3600.0
"""Seconds for which keys are used while the issuer does not answer."""

AGAIN = 30.0
"""Seconds between two questions, at least: tokens that name unknown keys must not make us pester the issuer."""

AFTER_FAILURE = 5.0
"""The same where it did not answer."""

TIMEOUT = 5.0
LARGEST = 1 << 20
"""Bytes of an answer."""

_log = logging.getLogger("cleanclaim")


class UnreachableError(Exception):
    """The issuer's keys cannot be read now."""


class Issuer:
    """The keys of one issuer. Belongs to one event loop; reads in a thread of its own."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.url, self._clock = url, clock
        self._keys: Mapping[str, Key] = {}
        self._read_at = self._again_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "issuer")

    async def key(self, kid: str | None) -> Key | None:
        """The key of that id, or the only one there is; ``None`` where the issuer has none such.

        Raises:
            UnreachableError: the issuer was not reached yet, or for a day.
        """
        now = self._clock()
        found = self._named(kid) if now < self._read_at + KEEP else None
        if found is not None and now < self._read_at + FRESH:
            return found
        if now >= self._again_at or self._reading is not None:
            if self._reading is None:
                self._reading = asyncio.get_running_loop().create_task(self._read())
            if found is None:
                await asyncio.shield(self._reading)
                found = self._named(kid)
        if self._clock() >= self._read_at + KEEP:
            raise UnreachableError
        return found

    def close(self) -> None:
        """End the thread, and whoever waits for it."""
        if self._reading is not None:
            self._reading.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _named(self, kid: str | None) -> Key | None:
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    async def _read(self) -> None:
        """Ask the issuer; on failure keep what there is."""
        try:
            self._keys = await asyncio.get_running_loop().run_in_executor(self._thread, fetched, self.url)
            self._read_at = self._clock()
            self._again_at = self._read_at + AGAIN
        except (OSError, HTTPException, ValueError) as error:
            self._again_at = self._clock() + AFTER_FAILURE
            _log.warning("the keys of %s cannot be read: %s", self.url, error)
        finally:
            self._reading = None


def fetched(issuer: str) -> dict[str, Key]:
    """The issuer's public keys by their ids, asked for over the network.

    Raises:
        OSError: it does not answer, or with an error.
        ValueError: what it answers is not as it must be.
    """
    place = discovered(issuer, "jwks_uri")[0]
    listed = _document(place).get("keys")
    keys = [key for each in listed if (key := _key(each)) is not None] if isinstance(listed, list) else []
    if not keys:
        raise ValueError(f"{place} holds no public key for signatures")
    return {key.kid or "": key for key in keys}


def discovered(issuer: str, *names: str) -> list[str]:
    """Addresses of an issuer, as its discovery document names them.

    Raises:
        OSError: it does not answer, or with an error.
        ValueError: what it answers is not as it must be.
    """
    found = _document(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise ValueError("its discovery document names another issuer; the setting must be written exactly as there")
    for name in names:
        if not isinstance(found.get(name), str) or not private(found[name]):
            raise ValueError(f"its discovery document names no {name} that begins with https://")
    return [found[name] for name in names]


def _key(listed: Any) -> Key | None:
    """One public key for signatures; ``None`` for anything else, such as a kind that is not known yet."""
    if not isinstance(listed, dict) or listed.get("kty") == "oct" or listed.get("use", "sig") != "sig":
        return None
    try:
        key = JWKRegistry.import_key(listed)
        key.ensure_kid()
    except Exception:  # noqa: BLE001  whatever is strange about one key, the others hold
        return None
    return key


class _NoRedirect(HTTPRedirectHandler):
    """Keys are read where the issuer's own words say, not where an answer sends us."""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)

_HEADERS = {"Accept": "application/json", "User-Agent": "cleanclaim"}


def posted(url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """What an address of an issuer answers to a form.

    Raises:
        OSError: it does not answer, or with an error.
        ValueError: what it answers is not as it must be.
    """
    return _asked(Request(url, body, headers={**_HEADERS, **headers}))  # noqa: S310  discovered()


def _document(url: str) -> dict[str, Any]:
    return _asked(Request(url, headers=_HEADERS))  # noqa: S310  private()


def _asked(request: Request) -> dict[str, Any]:
    url = request.full_url
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            content = answer.read(LARGEST + 1)
    except HTTPError as error:
        error.close()
        raise OSError(f"{url} answers with status {error.code}") from None
    if len(content) > LARGEST:
        raise ValueError(f"{url} answers with more than {LARGEST:,} bytes")
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError(f"{url} answers with something else than a JSON object") from None
