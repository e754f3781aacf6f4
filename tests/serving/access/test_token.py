from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt

from serving.access.caller import Caller
from serving.access.issuer import AFTER_FAILURE, AGAIN, FRESH, KEEP, Issuer
from serving.access.settings import Oidc
from serving.access.token import KEPT, LEEWAY, LONGEST, Tokens
from serving.problem import Refused
from tests.serving.access.issuer import AUDIENCE, LocalIssuer, issuing, key


@pytest.fixture(scope="module")
def running() -> Iterator[LocalIssuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def untouched() -> Iterator[LocalIssuer]:
    """An issuer that no test changes: those that draw many tokens cannot have a fresh one for each."""
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(running: LocalIssuer) -> LocalIssuer:
    fresh = LocalIssuer()
    fresh.url = running.url
    running.__dict__.update(fresh.__dict__)
    return running


class Clock:
    """Both clocks at once: of the wall and of the process."""

    def __init__(self) -> None:
        self.later = 0.0

    def __call__(self) -> float:
        return time.time() + self.later


Ask = Callable[[str], Awaitable[Caller]]


def ask(issuer: LocalIssuer, talk: Callable[[Ask, Clock], Awaitable[None]], **terms: Any) -> None:
    """Talk with a server's checker of tokens, on an event loop of its own."""
    clock = Clock()

    async def run() -> None:
        keys = Issuer(issuer.url, clock)
        tokens = Tokens(Oidc(issuer.url, AUDIENCE, **terms), keys, clock)
        try:
            await talk(tokens.caller, clock)
        finally:
            tokens.close()

    asyncio.run(run())


def caller_of(issuer: LocalIssuer, token: str, **terms: Any) -> Caller:
    found = []

    async def talk(caller: Ask, _: Clock) -> None:
        found.append(await caller(token))

    ask(issuer, talk, **terms)
    return found[0]


def refusal_of(issuer: LocalIssuer, token: str, **terms: Any) -> str:
    with pytest.raises(Refused) as caught:
        caller_of(issuer, token, **terms)
    problem, headers = caught.value.problem, caught.value.headers
    assert problem.status == 401
    assert headers is not None
    challenge = headers["WWW-Authenticate"]
    assert challenge.startswith('Bearer realm="cleanclaim", error="invalid_token", error_description="')
    assert problem.detail in challenge
    assert challenge.count('"') == 6
    challenge.encode("latin-1")
    for part in filter(None, token.split(".")):
        assert len(part) < 12 or part not in challenge
    return problem.detail


async def status_of(answer: Awaitable[Caller]) -> int:
    try:
        await answer
    except Refused as error:
        return error.problem.status
    return 200


@pytest.mark.parametrize(
    ("kind", "kid", "alg"),
    [("RSA", "first", "RS256"), ("RSA", "first", "PS512"), ("EC", "second", "ES256"), ("OKP", "third", "Ed25519")],
)
def test_a_token_says_who_calls_of_which_office_and_what_they_may_do(
    issuer: LocalIssuer, kind: str, kid: str, alg: str
) -> None:
    issuer.keys.append(key("OKP", "third"))
    caller = caller_of(issuer, issuer.token(kind, kid, alg))
    assert (caller.office, caller.who, caller.scopes) == ("north", "ann", {"score", "patients"})


def test_the_office_may_be_the_same_for_all_tokens(issuer: LocalIssuer) -> None:
    assert caller_of(issuer, issuer.token(office=None), office="main").office == "main"


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["biller", "boss", 7]}}),
        ("https://example.org/roles", {"https://example.org/roles": "biller boss"}),
    ],
)
def test_roles_are_mapped_to_scopes_wherever_they_stand(issuer: LocalIssuer, claim: str, said: dict[str, Any]) -> None:
    roles = {"biller": frozenset({"score", "outcomes"})}
    token = issuer.token(scope="admin", **said)
    assert caller_of(issuer, token, scope_claim=claim, roles=roles).scopes == {"score", "outcomes"}


@pytest.mark.parametrize("scope", [None, "openid", 7, {"score": 1}])
def test_a_token_without_a_known_scope_may_do_nothing(issuer: LocalIssuer, scope: Any) -> None:
    assert caller_of(issuer, issuer.token(scope=scope)).scopes == frozenset()


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"exp": 1_700_000_000}, "the token has expired"),
        ({"exp": None}, "the token lacks exp"),
        ({"exp": "never"}, "exp is not as it must be"),
        ({"nbf": 9_000_000_000}, "the token is not valid yet"),
        ({"iat": 9_000_000_000}, "from the future"),
        ({"iss": "https://elsewhere.example"}, "of another issuer"),
        ({"iss": None}, "lacks iss"),
        ({"aud": "https://elsewhere.example"}, "for another audience"),
        ({"aud": ["a", "b"]}, "for another audience"),
        ({"aud": None}, "lacks aud"),
        ({"sub": None}, "lacks sub"),
        ({"sub": ""}, "sub is not as it must be"),
        ({"sub": "a\nb"}, "subject of the token"),
        ({"sub": "s" * 256}, "subject of the token"),
        ({"office": None}, "does not name its office"),
        ({"office": "North Clinic"}, "does not name its office"),
        ({"office": ["north"]}, "does not name its office"),
    ],
)
def test_a_token_that_says_something_else_is_refused_with_the_reason(
    issuer: LocalIssuer, claims: dict[str, Any], says: str
) -> None:
    assert says in refusal_of(issuer, issuer.token(**claims))


def test_one_audience_of_several_is_enough(issuer: LocalIssuer) -> None:
    assert caller_of(issuer, issuer.token(aud=["other", AUDIENCE])).who == "ann"


@pytest.mark.parametrize(("late", "taken"), [(LEEWAY - 5, True), (LEEWAY + 5, False)])
def test_clocks_may_differ_by_a_minute(issuer: LocalIssuer, late: int, taken: bool) -> None:
    now = int(time.time())
    for claims in ({"exp": now - late}, {"nbf": now + late}):
        token = issuer.token(**claims)
        if taken:
            assert caller_of(issuer, token).who == "ann"
        else:
            refusal_of(issuer, token)


def parts(token: str) -> list[str]:
    return token.split(".")


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def test_an_unsigned_token_is_refused(issuer: LocalIssuer) -> None:
    body = parts(issuer.token())[1]
    for alg in ("none", "None", "", None, 0):
        for signature in ("", parts(issuer.token())[2]):
            refusal_of(issuer, f"{encoded({'alg': alg, 'kid': 'first'})}.{body}.{signature}")


def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused(issuer: LocalIssuer) -> None:
    said = f"{encoded({'alg': 'HS256', 'kid': 'first'})}.{encoded(issuer.claims())}"
    digest = hmac.digest(key("RSA", "first").as_pem(private=False), said.encode(), "sha256")
    signature = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert "not signed in a way that is taken" in refusal_of(issuer, f"{said}.{signature}")


def test_a_token_that_was_changed_or_is_signed_by_somebody_else_is_refused(issuer: LocalIssuer) -> None:
    header, _, signature = parts(issuer.token())
    changed = f"{header}.{encoded(issuer.claims(office='south'))}.{signature}"
    assert "signature" in refusal_of(issuer, changed)
    stranger = jwt.encode({"alg": "RS256", "kid": "first"}, issuer.claims(), key("RSA", "stranger"), ["RS256"])
    assert "signature" in refusal_of(issuer, stranger)


def test_a_key_is_used_for_its_own_kind_of_signature_alone(issuer: LocalIssuer) -> None:
    claims = encoded(issuer.claims())
    for alg, kid in (("ES256", "first"), ("RS256", "second"), ("Ed25519", "first")):
        refusal_of(issuer, f"{encoded({'alg': alg, 'kid': kid})}.{claims}.{parts(issuer.token())[2]}")


def test_a_key_that_a_token_brings_along_is_not_believed(issuer: LocalIssuer) -> None:
    own = key("RSA", "stranger")
    header = {"alg": "RS256", "jwk": own.as_dict(private=False), "jku": f"{issuer.url}/nowhere"}
    token = jwt.encode(header, issuer.claims(), own, ["RS256"])
    assert "names no key" in refusal_of(issuer, token)
    token = jwt.encode(header | {"kid": "stranger"}, issuer.claims(), own, ["RS256"])
    assert "does not name" in refusal_of(issuer, token)


def test_a_token_that_names_no_key_is_taken_where_the_issuer_has_but_one(issuer: LocalIssuer) -> None:
    token = jwt.encode({"alg": "RS256"}, issuer.claims(), key("RSA", "first"), ["RS256"])
    refusal_of(issuer, token)
    issuer.keys = [key("RSA", "first")]
    assert caller_of(issuer, token).who == "ann"


@given(token=st.text(max_size=60) | st.text("abcXYZ019-_=.", max_size=60) | st.just("." * (LONGEST + 1)))
@settings(max_examples=60, deadline=None)
def test_what_is_no_token_is_refused_whatever_it_is(untouched: LocalIssuer, token: str) -> None:
    with pytest.raises(Refused) as caught:
        caller_of(untouched, token)
    assert caught.value.problem.status == 401


@given(
    header=st.dictionaries(
        st.sampled_from(["alg", "kid", "typ", "crit", "b64", "zip", "enc"]),
        st.sampled_from(["RS256", "ES256", "first", "second", "DEF"])
        | st.integers()
        | st.lists(st.just("b64"))
        | st.none(),
    ),
    claims=st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda some: st.lists(some) | st.dictionaries(st.text(max_size=3), some),
    ),
    signature=st.binary(max_size=256),
)
@settings(max_examples=60, deadline=None)
def test_a_token_of_strange_parts_is_refused(
    untouched: LocalIssuer, header: dict[str, Any], claims: Any, signature: bytes
) -> None:
    token = f"{encoded(header)}.{encoded(claims)}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
    with pytest.raises(Refused) as caught:
        caller_of(untouched, token)
    assert caught.value.problem.status == 401


def test_keys_are_fetched_once_for_all_who_ask_at_the_same_time(issuer: LocalIssuer) -> None:
    async def talk(caller: Ask, _: Clock) -> None:
        await asyncio.gather(*(caller(issuer.token(sub=str(number))) for number in range(20)))

    ask(issuer, talk)
    assert issuer.asked == 1


def test_a_new_key_of_the_issuer_is_found_when_the_first_token_names_it(issuer: LocalIssuer) -> None:
    issuer.keys = [key("RSA", "first")]

    async def talk(caller: Ask, clock: Clock) -> None:
        await caller(issuer.token())
        issuer.keys = [key("EC", "second")]
        clock.later = AGAIN + 1
        assert await status_of(caller(issuer.token("EC", "second", "ES256"))) == 200
        assert await status_of(caller(issuer.token(sub="bob"))) == 401  # signed by the key that was taken back

    ask(issuer, talk)
    assert issuer.asked == 2


def test_tokens_with_made_up_keys_do_not_make_us_pester_the_issuer(issuer: LocalIssuer) -> None:
    _, *rest = parts(issuer.token())

    async def talk(caller: Ask, clock: Clock) -> None:
        for number in range(20):
            clock.later += 1
            made_up = ".".join([encoded({"alg": "RS256", "kid": f"made up {number}"}), *rest])
            assert await status_of(caller(made_up)) == 401
        assert issuer.asked == 1
        clock.later += AGAIN
        assert await status_of(caller(".".join([encoded({"alg": "RS256", "kid": "one more"}), *rest]))) == 401

    ask(issuer, talk)
    assert issuer.asked == 2


def test_nobody_waits_while_keys_that_are_known_are_fetched_again(issuer: LocalIssuer) -> None:
    async def talk(caller: Ask, clock: Clock) -> None:
        await caller(issuer.token())
        clock.later = FRESH + 1
        issuer.down = True
        token = issuer.token(exp=9_000_000_000)
        assert await status_of(caller(token)) == 200
        await asyncio.sleep(0.3)
        issuer.down = False
        clock.later += AFTER_FAILURE + 1
        assert await status_of(caller(issuer.token(exp=9_000_000_000, sub="bob"))) == 200
        for _ in range(100):
            if issuer.asked == 2:
                break
            await asyncio.sleep(0.02)

    ask(issuer, talk)
    assert issuer.asked == 2


def test_an_issuer_that_does_not_answer_is_a_503_that_says_when_to_try_again(
    issuer: LocalIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.down = True

    async def talk(caller: Ask, clock: Clock) -> None:
        with pytest.raises(Refused) as caught:
            await caller(issuer.token())
        assert caught.value.problem.status == 503
        assert caught.value.headers == {"Retry-After": "5"}
        issuer.down = False
        clock.later = AFTER_FAILURE + 1
        assert await status_of(caller(issuer.token())) == 200
        issuer.down = True
        clock.later += KEEP
        assert await status_of(caller(issuer.token(exp=9_000_000_000, sub="bob"))) == 503

    with caplog.at_level(logging.WARNING, "cleanclaim"):
        ask(issuer, talk)
    assert "answers with status 503" in caplog.text
    assert "SECRETNAME" not in caplog.text


@pytest.mark.parametrize(
    "named",
    [
        {"issuer": "https://elsewhere.example"},
        {"jwks_uri": "http://192.0.2.1/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
)
def test_a_discovery_document_of_another_issuer_or_place_is_not_believed(
    issuer: LocalIssuer, named: dict[str, Any]
) -> None:
    issuer.named = named

    async def talk(caller: Ask, _: Clock) -> None:
        assert await status_of(caller(issuer.token())) == 503

    ask(issuer, talk)
    assert issuer.asked == 0


def test_a_token_that_was_checked_is_not_checked_again_for_a_minute_and_never_beyond_its_end(
    issuer: LocalIssuer,
) -> None:
    token = issuer.token(exp=int(time.time()) + 10)

    async def talk(caller: Ask, clock: Clock) -> None:
        first = await caller(token)
        assert await caller(token) is first
        clock.later = KEPT + 1
        assert await caller(token) is not first
        clock.later = LEEWAY + 11
        assert await status_of(caller(token)) == 401

    ask(issuer, talk)
