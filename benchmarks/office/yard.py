"""The fixed offices, and what their files must be: whoever has the same digests has the same offices."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import msgspec

from benchmarks.quality.bench import Bench, Office, several
from benchmarks.quality.offices import CAUSES, folder_of

SIZES: dict[int, int] = {2_000: 3, 5_000: 3, 12_000: 3, 40_000: 1}
"""First submissions of an office, and how many offices there are of that size; their seeds run from 501."""

DIGESTS = Path(__file__).with_name("digests.json")
"""SHA-256 of each office by its name; ``python -m benchmarks.office --digests`` writes them."""


class AnotherOfficeError(ValueError):
    """An office's files are not those of the yardstick."""


def offices(sizes: list[int], seeds: int | None = None) -> tuple[Office, ...]:
    """The offices of some sizes, or the first few of each.

    Raises:
        KeyError: the yardstick has no office of that size.
    """
    return tuple(one for size in sizes for one in several(size, SIZES[size])[:seeds])


def folder(bench: Bench, office: Office) -> Path:
    """The office's files, made where they are not there yet, and proven to be those of the yardstick.

    Raises:
        AnotherOfficeError: they are others: the simulator has changed.
    """
    place = folder_of(bench, office)
    known, found = digests().get(office.name), digest(place)
    if known != found:
        raise AnotherOfficeError(
            f"office {office.name} has the digest {found}, and {known} is that of the yardstick: figures on it may not "
            "stand beside those of others. Where the simulator was changed on purpose, all must be measured anew: "
            "python -m benchmarks.office --digests, then --publish"
        )
    return place


def digest(place: Path) -> str:
    """SHA-256 over the names and the content of an office's files, packed ones as what they hold."""
    total = hashlib.sha256()
    for file in sorted(place.rglob("*")):
        if file.is_file() and file.name != CAUSES:
            content = file.read_bytes()
            content = gzip.decompress(content) if file.suffix == ".gz" else content
            total.update(f"{file.relative_to(place).as_posix()} {len(content)}\n".encode() + content)
    return total.hexdigest()


def digests() -> dict[str, str]:
    """Those in the repository."""
    return msgspec.json.decode(DIGESTS.read_bytes(), type=dict[str, str])


def write_digests(bench: Bench) -> None:
    """Those of all offices, as the simulator makes them now."""
    found = {one.name: digest(folder_of(bench, one)) for one in offices([*SIZES])}
    DIGESTS.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
