"""May this server start? Nobody is to read claims on their way, and nobody to call who does not say who he is."""

from __future__ import annotations

import os
import ssl
import stat
from pathlib import Path

from serving.access.keys import any_made
from serving.access.loopback import only_here
from serving.access.settings import limits_here, oidc_here
from serving.store import Store, store_url


class UnsafeError(ValueError):
    """The server must not start so: the message says what to do."""


def check(host: str, certfile: Path | None, keyfile: Path | None, *, behind_proxy: bool) -> bool:
    """See that a server may start, and say whether others than this machine's own programs will reach it.

    Raises:
        UnsafeError: it may not.
        SettingError: a setting about callers is not as it must be.
        StoreError: the store, which holds the keys, cannot be used.
    """
    asks = oidc_here() is not None
    limits_here()
    if (certfile is None) != (keyfile is None):
        raise UnsafeError("--ssl-certfile and --ssl-keyfile go together: name both")
    if certfile is not None and keyfile is not None:
        _check_pair(certfile, keyfile)
    reach = _reach(host, behind_proxy=behind_proxy)
    if not reach:
        return False
    if not asks and not _any_key():
        raise UnsafeError(
            f"{reach}, and nobody is asked yet who he is: make a key (cleanclaim keys make --name 'our RCM system' "
            "--scope score), or take tokens (CLEANCLAIM_OIDC_ISSUER and CLEANCLAIM_OIDC_AUDIENCE); see docs/access.md"
        )
    if certfile is None and not behind_proxy:
        raise UnsafeError(
            f"{reach}, and claims would go over it for all to read: name a certificate (--ssl-certfile and "
            "--ssl-keyfile), or, where a proxy in front of this server does TLS, say so (--behind-proxy)"
        )
    return True


def others_may_read(file: Path) -> bool:
    """Whether anybody on this machine may read a file that is secret."""
    return os.name == "posix" and bool(file.stat().st_mode & stat.S_IROTH)


def _reach(host: str, *, behind_proxy: bool) -> str:
    """Who else reaches the server, in words; nothing where nobody does."""
    try:
        local = only_here(host)
    except OSError as error:
        raise UnsafeError(f"--host {host} is no address of this machine and no name that can be resolved") from error
    if local:
        return "with --behind-proxy others call through the proxy" if behind_proxy else ""
    return f"with --host {host} others on the network can call"


def _any_key() -> bool:
    store = Store.open(store_url())
    try:
        return any_made(store)
    finally:
        store.close()


def _check_pair(certfile: Path, keyfile: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certfile, keyfile, password="")
    except FileNotFoundError as error:
        missing = certfile if not certfile.exists() else keyfile
        raise UnsafeError(f"there is no file {missing}") from error
    except ssl.SSLError as error:
        raise UnsafeError(
            f"{certfile} and {keyfile} are no certificate and its key, both in PEM, the key without a password"
        ) from error
    except OSError as error:
        raise UnsafeError(f"{certfile} or {keyfile} cannot be read: {error.strerror}") from error
