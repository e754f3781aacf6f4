"""Sign-in at an OpenID Connect issuer: the authorization code flow (Core 1.0, section 3.1) with PKCE (RFC 7636)."""

from __future__ import annotations

import asyncio
import base64
import logging
import secrets
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from serving.access import Caller
from serving.access.issuer import Issuer, discovered, posted
from serving.access.settings import Oidc
from serving.access.token import Tokens
from serving.pages.signin.question import Question
from serving.problem import refused

BYTES = 32
LONGEST = 2048
"""Characters of an answer's parameter."""

_log = logging.getLogger("cleanclaim")


class _Answer(Struct):
    id_token: str


class _Nonce(Struct):
    nonce: str = ""


class SignIn:
    """Signs people in at one issuer. Belongs to one event loop."""

    def __init__(self, oidc: Oidc) -> None:
        self._oidc = oidc
        self._tokens = Tokens(msgspec.structs.replace(oidc, audience=oidc.client), Issuer(oidc.issuer))

    async def away(self, here: str, back: str) -> tuple[str, Question]:
        """Where somebody signs in, and with which question; ``here`` is where the issuer sends them back.

        Raises:
            Refused: 503, the issuer does not answer.
        """
        state, nonce, verifier = (secrets.token_urlsafe(BYTES) for _ in range(3))
        question = Question(state, nonce, verifier, back)
        (address,) = await self._discovered("authorization_endpoint")
        asked = {
            "response_type": "code",
            "client_id": self._oidc.client,
            "redirect_uri": here,
            "scope": "openid profile",
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": _challenge(question.verifier),
            "code_challenge_method": "S256",
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", question

    async def caller(self, question: Question | None, state: str, code: str, here: str) -> Caller:
        """Who came back.

        Raises:
            Refused: 401, the answer is not to this browser's question, or says nothing that is to be believed; 503,
                the issuer does not answer.
        """
        if question is None or not code or len(code) > LONGEST:
            raise refused(HTTPStatus.UNAUTHORIZED, "the sign-in service did not sign you in; try again")
        if not secrets.compare_digest(question.state.encode(), state.encode()):
            raise refused(HTTPStatus.UNAUTHORIZED, "this answer belongs to another sign-in; try again")
        (address,) = await self._discovered("token_endpoint")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": here,
            "client_id": self._oidc.client,
            "code_verifier": question.verifier,
        }
        try:
            said = await asyncio.to_thread(posted, address, urlencode(form).encode(), self._who())
            token = msgspec.convert(said, _Answer).id_token
        except (OSError, HTTPException, ValueError) as error:
            _log.warning("the sign-in service does not give a token: %s", type(error).__name__)
            raise refused(HTTPStatus.UNAUTHORIZED, "the sign-in service did not sign you in; try again") from None
        caller = await self._tokens.caller(token)
        if not secrets.compare_digest(_nonce(token).encode(), question.nonce.encode()):
            raise refused(HTTPStatus.UNAUTHORIZED, "this answer belongs to another sign-in; try again")
        return caller

    async def _discovered(self, name: str) -> list[str]:
        try:
            return await asyncio.to_thread(discovered, self._oidc.issuer, name)
        except (OSError, HTTPException, ValueError) as error:
            _log.warning("the sign-in service cannot be reached: %s", error)
            detail = "the sign-in service does not answer; try again in a moment"
            raise refused(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"}) from None

    def _who(self) -> dict[str, str]:
        """How we say who we are (RFC 6749, section 2.3.1)."""
        if not self._oidc.secret:
            return {}
        said = f"{quote(self._oidc.client, safe='')}:{quote(self._oidc.secret, safe='')}"
        return {"Authorization": f"Basic {base64.b64encode(said.encode()).decode()}"}


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _nonce(token: str) -> str:
    """Of a token that was believed already."""
    content = token.split(".")[1]
    return msgspec.json.decode(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)), type=_Nonce).nonce
