from __future__ import annotations

import socket
from pathlib import Path
from unittest.mock import Mock

import pytest

from models import SettingError
from serving.access import keys, start
from serving.access.loopback import only_here
from serving.access.settings import ISSUER
from serving.store import Store
from serving.store.url import SETTING
from tests.serving.access.certificate import certificate

Pair = tuple[Path, Path]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store that the settings name."""
    url = f"sqlite:///{tmp_path / 'store' / 'store.db'}"
    monkeypatch.setenv(SETTING, url)
    return url


@pytest.fixture
def with_key(sqlite: str) -> None:
    store = Store.open(sqlite)
    keys.make(store, "main", "test", ["score"], "ann")
    store.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_loopback_needs_neither_keys_nor_tls(sqlite: str, host: str) -> None:
    assert only_here(host)
    assert start.check(host, None, None, behind_proxy=False) is False
    assert not Path(sqlite.removeprefix("sqlite:///")).exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "169.254.1.1", "::ffff:192.0.2.1", "2001:db8::1"])
@pytest.mark.usefixtures("sqlite")
def test_every_other_address_is_reached_by_others(host: str) -> None:
    with pytest.raises(start.UnsafeError, match="others on the network can call, and nobody is asked") as caught:
        start.check(host, None, None, behind_proxy=True)
    assert "cleanclaim keys make" in str(caught.value)


@pytest.mark.usefixtures("sqlite")
def test_a_name_is_as_far_as_what_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def stands_for(*addresses: str) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (each, 0)) for each in addresses])

    stands_for("127.0.0.1", "::1")
    assert only_here("name")
    stands_for("127.0.0.1", "192.0.2.1")
    assert not only_here("name")
    with pytest.raises(start.UnsafeError, match="others on the network"):
        start.check("name", None, None, behind_proxy=False)


@pytest.mark.usefixtures("sqlite")
def test_a_name_that_stands_for_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Mock(side_effect=socket.gaierror))
    with pytest.raises(start.UnsafeError, match="no name that can be resolved"):
        start.check("no-such-host", None, None, behind_proxy=False)


@pytest.mark.usefixtures("with_key")
def test_with_a_key_tls_is_still_wanted_or_a_proxy_that_does_it(pair: Pair) -> None:
    with pytest.raises(start.UnsafeError, match="claims would go over it for all to read") as caught:
        start.check("0.0.0.0", None, None, behind_proxy=False)
    assert "--ssl-certfile" in str(caught.value)
    assert "--behind-proxy" in str(caught.value)
    assert start.check("0.0.0.0", None, None, behind_proxy=True) is True
    assert start.check("0.0.0.0", *pair, behind_proxy=False) is True


def test_a_revoked_key_is_a_key_that_was_made(sqlite: str) -> None:
    store = Store.open(sqlite)
    keys.revoke(store, keys.make(store, "main", "x", ["score"], "ann").split("_")[1], "ann")
    store.close()
    assert start.check("0.0.0.0", None, None, behind_proxy=True) is True


@pytest.mark.usefixtures("sqlite")
def test_a_proxy_in_front_of_loopback_needs_callers_who_say_who_they_are() -> None:
    with pytest.raises(start.UnsafeError, match="others call through the proxy, and nobody is asked"):
        start.check("127.0.0.1", None, None, behind_proxy=True)


@pytest.mark.usefixtures("sqlite")
def test_an_issuer_of_tokens_is_as_good_as_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ISSUER, "https://login.example")
    with pytest.raises(SettingError, match="AUDIENCE"):
        start.check("127.0.0.1", None, None, behind_proxy=False)
    monkeypatch.setenv("CLEANCLAIM_OIDC_AUDIENCE", "claims")
    assert start.check("127.0.0.1", None, None, behind_proxy=True) is True


@pytest.mark.usefixtures("sqlite")
def test_a_pair_that_does_not_fit_is_told_in_words(pair: Pair, tmp_path: Path) -> None:
    certfile, keyfile = pair
    _, other = certificate(tmp_path)
    for wrong, says in (
        ((certfile, None), "go together"),
        ((None, keyfile), "go together"),
        ((certfile, other), "no certificate and its key"),
        ((keyfile, certfile), "no certificate and its key"),
        ((tmp_path / "none.pem", keyfile), "there is no file"),
        ((certfile, tmp_path / "none.pem"), "there is no file"),
    ):
        with pytest.raises(start.UnsafeError, match=says):
            start.check("127.0.0.1", *wrong, behind_proxy=False)


def test_a_private_key_that_everybody_may_read_is_seen(pair: Pair) -> None:
    pair[1].chmod(0o600)
    assert not start.others_may_read(pair[1])
    pair[1].chmod(0o644)
    assert start.others_may_read(pair[1])
