"""Figures that other benchmarks print."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.quality.bench import Bench, Job, NotMeasuredError
from benchmarks.quality.images import Images
from benchmarks.quality.others import OTHERS, said

TITLE = "Money, suggestions, policies, contributions"


def jobs(bench: Bench) -> list[Job]:  # noqa: ARG001 - all sections are called alike
    """One process each."""
    return [(name, _Said(name), None) for name in OTHERS]


class _Said:
    """The work of one other benchmark; it needs no office."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, bench: Bench, _: object) -> str:
        return said(bench, self.name)


def lines(bench: Bench, images: Images) -> Iterator[str]:  # noqa: ARG001 - all sections are called alike
    """What each printed."""
    for name, about in OTHERS.items():
        yield f"### {about[0].upper()}{about[1:]} (`python -m benchmarks {name}`)\n"
        try:
            yield f"```text\n{said(bench, name).rstrip()}\n```\n"
        except NotMeasuredError as error:
            yield f"Not measured: {error}\n"
