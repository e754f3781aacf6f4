"""The ways in which one thing of a claim is spoiled. Each takes the segments and gives them back with one change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Change = Callable[[Sequence[str]], list[str]]


def put(old: str, *new: str) -> Change:
    """Put other segments, or none, in the place of the first that begins with ``old``."""

    def change(segments: Sequence[str]) -> list[str]:
        at = find(segments, old)
        return [*segments[:at], *new, *segments[at + 1 :]]

    return change


def drop(*beginnings: str) -> Change:
    """Leave out consecutive segments, given by how each begins."""

    def change(segments: Sequence[str]) -> list[str]:
        at = find(segments, beginnings[0])
        for step, beginning in enumerate(beginnings):
            assert segments[at + step].startswith(beginning), f"{segments[at + step]} does not begin with {beginning}"
        return [*segments[:at], *segments[at + len(beginnings) :]]

    return change


def after(beginning: str, *new: str) -> Change:
    """Add segments after the first that begins so."""

    def change(segments: Sequence[str]) -> list[str]:
        at = find(segments, beginning)
        return [*segments[: at + 1], *new, *segments[at + 1 :]]

    return change


def before(beginning: str, *new: str) -> Change:
    """Add segments before the first that begins so."""

    def change(segments: Sequence[str]) -> list[str]:
        at = find(segments, beginning)
        return [*segments[:at], *new, *segments[at:]]

    return change


def element(beginning: str, at: int, value: str) -> Change:
    """Set one element of the first segment that begins so: ``element("CLM", 2, "1")`` sets CLM02."""

    def change(segments: Sequence[str]) -> list[str]:
        place = find(segments, beginning)
        elements = segments[place].split("*")
        elements += [""] * (at + 1 - len(elements))
        elements[at] = value
        return [*segments[:place], "*".join(elements).rstrip("*"), *segments[place + 1 :]]

    return change


def everywhere(*pairs: tuple[str, str]) -> Change:
    """One fact that stands in several segments, such as the days of a stay, changed in all of them."""

    def change(segments: Sequence[str]) -> list[str]:
        out = list(segments)
        for old, new in pairs:
            assert any(old in segment for segment in out), f"{old} stands nowhere"
            out = [segment.replace(old, new) for segment in out]
        return out

    return change


def later(beginning: str) -> Change:
    """Let the first segment that begins so and the one after it change places."""

    def change(segments: Sequence[str]) -> list[str]:
        at = find(segments, beginning)
        return [*segments[:at], segments[at + 1], segments[at], *segments[at + 2 :]]

    return change


def find(segments: Sequence[str], beginning: str) -> int:
    """Where the first segment stands that begins so."""
    for at, segment in enumerate(segments):
        if segment.startswith(beginning):
            return at
    message = f"no segment begins with {beginning}"
    raise LookupError(message)
