"""Which addresses only this machine can reach."""

from __future__ import annotations

import ipaddress
import socket


def only_here(host: str) -> bool:
    """Whether all that the host stands for is loopback; what means every address (``0.0.0.0``, ``::``) is not.

    Raises:
        OSError: the name cannot be resolved.
    """
    found = socket.getaddrinfo(host or "0.0.0.0", None, type=socket.SOCK_STREAM)  # noqa: S104  what an empty host means
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)
