"""What the API's description says of all calls alike."""

from __future__ import annotations

from typing import Any

INTRODUCTION = """\
Send a claim, get what is certainly wrong with it, how likely the payer is to refuse it, why, and what to change.

**Who calls** says so by `Authorization: Bearer KEY`; a server on loopback whose store never held a key asks nobody.
Callers see their own office alone.

**Requests that cannot be served** get `application/problem+json` (RFC 9457), with a pointer to the field where there
is one. A problem never repeats what was sent.

**Every answer** carries `X-Request-Id`: the caller's own, where it gave one of letters, digits and `_ . : -`, at most
64 of them; else one of ours. The log and the record know the request by it.

**To send again without fear**, put an `Idempotency-Key` on calls that write: with the same key and body the first
answer is given again, with `Idempotency-Replayed: true`; with another body the call is refused (422); while the first
is still running, too (409, with `Retry-After`). A key counts for an office and a call, for at least a day. Only
answers of success are kept: what was refused may be sent again under its key.
"""

KEY = "A key that `cleanclaim keys` made, or a token of the sign-in service that the server trusts."

PROBLEMS = {
    400: "The body is empty or is no JSON, or what came before it is not as HTTP has it.",
    401: "Nobody says who calls, or a key or token is not known.",
    403: "The key may not do that.",
    404: "There is none of that name.",
    408: "The body did not arrive in time.",
    409: "A call with this `Idempotency-Key` is still running.",
    413: "The body is too large.",
    415: "The content type is another.",
    421: "Nobody is asked who he is here, and the server was called by a name that is not this machine's.",
    422: "A field or parameter is not of its form (the pointer says which), or the key was used with another body.",
    429: "The key asks for more than it may; `Retry-After` says when to try again.",
    500: "A defect of cleanclaim.",
    503: "The store cannot be used, no model can be loaded, or the server is busy; try again.",
    504: "It took too long; try again.",
    507: "A disk of the server is full.",
}

HEADERS: dict[str, Any] = {
    "X-Request-Id": {"description": "What log and record call this request.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait before trying again.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "How to say who calls (RFC 6750).", "schema": {"type": "string"}},
    "Idempotency-Replayed": {
        "description": "`true` where this is the answer that was given before.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}

HEADERS_OF = {
    401: ("WWW-Authenticate",),
    403: ("WWW-Authenticate",),
    409: ("Retry-After",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}

REQUEST_ID = {
    "name": "X-Request-Id",
    "in": "header",
    "description": "What to call this request in log, record and answer; another form is replaced.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,64}$"},
}

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Names this call, so that sending it again does it once: 1 to 255 visible ASCII characters.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
