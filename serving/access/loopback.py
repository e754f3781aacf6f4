"""Which addresses only this machine can reach."""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import lru_cache

HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[^:\[\]]+))(?::[0-9]*)?", re.IGNORECASE)
"""A ``Host`` header: an address or a name, and perhaps a port."""


def only_here(host: str) -> bool:
    """Whether all that the host stands for is loopback; what means every address (``0.0.0.0``, ``::``) is not.

    Raises:
        OSError: the name cannot be resolved.
    """
    found = socket.getaddrinfo(host or "0.0.0.0", None, type=socket.SOCK_STREAM)  # noqa: S104  what an empty host means
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)


@lru_cache(64)
def names_this_machine(host: str) -> bool:
    """Whether a ``Host`` header is ``localhost`` or a loopback address, on whatever port; no name is looked up."""
    found = HOST.fullmatch(host.strip())
    if found is None:
        return False
    if found["name"] and found["name"].lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(found["six"] or found["name"]).is_loopback
    except ValueError:
        return False
