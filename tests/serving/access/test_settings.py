from __future__ import annotations

import importlib.util
import socket
from unittest.mock import Mock

import pytest

from models import SettingError
from serving.access import SCOPES, Access, Rate
from serving.access.caller import ANYONE
from serving.access.roles import ROLES
from serving.access.settings import limits_here, oidc_here, private
from serving.problem import Refused
from serving.store import Store

GOOD = {"CLEANCLAIM_OIDC_ISSUER": "https://login.example/realm", "CLEANCLAIM_OIDC_AUDIENCE": "claims"}


def test_without_an_issuer_no_tokens_are_taken() -> None:
    assert oidc_here({}) is None
    assert oidc_here({"CLEANCLAIM_OIDC_ISSUER": " "}) is None


def test_an_issuer_and_an_audience_are_enough() -> None:
    oidc = oidc_here(GOOD)
    assert oidc is not None
    assert (oidc.issuer, oidc.audience) == ("https://login.example/realm", "claims")
    assert (oidc.office_claim, oidc.office, oidc.scope_claim) == ("office", "", "scope")
    assert oidc.roles == {scope: {scope} for scope in SCOPES} | dict(ROLES)


def test_the_claims_are_as_the_settings_say() -> None:
    oidc = oidc_here(
        GOOD
        | {
            "CLEANCLAIM_OIDC_OFFICE": "org.short_name",
            "CLEANCLAIM_OIDC_SCOPES": "realm_access.roles",
            "CLEANCLAIM_OIDC_ROLES": "biller = score, outcomes; the auditor=patients;",
        }
    )
    assert oidc is not None
    assert (oidc.office_claim, oidc.office, oidc.scope_claim) == ("org.short_name", "", "realm_access.roles")
    assert oidc.roles == {"biller": {"score", "outcomes"}, "the auditor": {"patients"}}
    one = oidc_here(GOOD | {"CLEANCLAIM_OIDC_OFFICE": "=north"})
    assert one is not None
    assert (one.office_claim, one.office) == ("", "north")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"CLEANCLAIM_OIDC_AUDIENCE": "claims"}, "AUDIENCE is set and CLEANCLAIM_OIDC_ISSUER is not"),
        ({"CLEANCLAIM_OIDC_ROLES": "a=score"}, "ROLES is set and CLEANCLAIM_OIDC_ISSUER is not"),
        ({"CLEANCLAIM_OIDC_ISSUER": "https://login.example"}, "say for whom a token must be"),
        (GOOD | {"CLEANCLAIM_OIDC_ISSUER": "http://192.0.2.1"}, "begins with https://"),
        (GOOD | {"CLEANCLAIM_OIDC_ISSUER": "login.example"}, "begins with https://"),
        (GOOD | {"CLEANCLAIM_OIDC_OFFICE": "=North Clinic"}, "names no office"),
        (GOOD | {"CLEANCLAIM_OIDC_ROLES": "biller=everything"}, "role=scope,scope"),
        (GOOD | {"CLEANCLAIM_OIDC_ROLES": "biller"}, "role=scope,scope"),
        (GOOD | {"CLEANCLAIM_OIDC_ROLES": "=score"}, "role=scope,scope"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_told_in_words(said: dict[str, str], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        oidc_here(said)


def test_what_checks_tokens_is_named_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SettingError, match=r"joserfc, which checks tokens, is not installed: .* '\.\[oidc\]'"):
        oidc_here(GOOD)


@pytest.mark.parametrize(
    ("url", "is_private"),
    [
        ("https://login.example", True),
        ("http://127.0.0.1:8080/realm", True),
        ("http://[::1]:8080", True),
        ("http://192.0.2.1", False),
        ("ftp://127.0.0.1", False),
        ("http://", False),
        ("file:///etc/passwd", False),
    ],
)
def test_what_can_be_changed_on_the_way_is_not_read(url: str, is_private: bool) -> None:
    assert private(url) is is_private


def test_a_name_that_stands_for_nothing_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Mock(side_effect=socket.gaierror))
    assert not private("http://no-such-host")


@pytest.mark.parametrize("text", ["many", "-1", "nan", "inf", "1,000"])
@pytest.mark.parametrize("name", ["CLEANCLAIM_REQUESTS_A_SECOND", "CLEANCLAIM_CLAIMS_A_MINUTE"])
def test_a_limit_is_a_number(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"{name} is a number such as 50"):
        limits_here({name: text})


def test_without_settings_there_is_no_limit_and_with_them_each_process_has_its_share() -> None:
    free = Rate.here({})
    for _ in range(100):
        free.admit(ANYONE, 1000)
    shared = Rate.here({"CLEANCLAIM_REQUESTS_A_SECOND": "4", "CLEANCLAIM_WORKERS": "2"})
    shared.admit(ANYONE)
    shared.admit(ANYONE)
    with pytest.raises(Refused):
        shared.admit(ANYONE)


@pytest.mark.parametrize("said", [{}, GOOD, {"CLEANCLAIM_ALWAYS_ASK": "1"}])
def test_callers_must_say_who_they_are_where_tokens_are_taken_or_others_reach_the_server(
    store: Store, said: dict[str, str]
) -> None:
    access = Access.here(store, said)
    access.close()
    assert access.required is bool(said)
