"""From the headers of a request to who calls."""

from __future__ import annotations

from collections.abc import Mapping

from serving.access.caller import ANYONE, Caller


class Access:
    """Who may call this server."""

    required = False
    """Whether a caller must say who he is: true as soon as the store holds a key, or tokens are taken."""

    async def caller(self, headers: Mapping[str, str]) -> Caller:  # noqa: ARG002
        """Who calls.

        Awaits something only where the key is not known yet: a known one is looked up in memory.

        Raises:
            Refused: 401, nobody or one who is not known; 503, it cannot be found out now.
        """
        return ANYONE

    def close(self) -> None:
        """Let go of the store."""
