"""A round of looks at what is published."""

from __future__ import annotations

from urllib.error import URLError
from urllib.parse import urlsplit

from models import BundleError, published
from models.published import Alias, Notice


class Round:
    """Each notice is read once in it, however many offices it is of; a server that is silent is asked no more."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Alias], Notice | BundleError | None] = {}
        self._silent: dict[str, BundleError] = {}
        """By host."""

    def notice(self, place: str, alias: Alias = "champion") -> Notice | None:
        """Which version an alias stands for at a place; ``None`` where none was published.

        Raises:
            BundleError: the place cannot be reached, or what stands there is no notice.
        """
        key = place.rstrip("/"), alias
        if key not in self._found:
            self._found[key] = self._asked(place, alias)
        if isinstance(found := self._found[key], BundleError):
            raise BundleError(str(found)) from found
        return found

    def _asked(self, place: str, alias: Alias) -> Notice | BundleError | None:
        host = urlsplit(place).netloc
        if (silent := self._silent.get(host)) is not None:
            return silent
        try:
            return published.notice(place, alias)
        except BundleError as error:
            if host and isinstance(error.__cause__, URLError | TimeoutError):
                self._silent[host] = error
            return error
