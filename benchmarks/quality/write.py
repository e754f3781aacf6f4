"""Write the report: all sections in order, each with its plots; a section that fails says so and ends no other."""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from benchmarks.quality.bench import Bench
from benchmarks.quality.images import Images


def write(bench: Bench, sections: Iterable[ModuleType], file: Path, images: Images, command: str) -> list[str]:
    """Write a report.

    Args:
        bench: the run whose results are told.
        sections: modules of :mod:`benchmarks.quality.report`.
        file: Markdown.
        images: where plots go.
        command: what was called.

    Returns:
        The sections that failed, and why.
    """
    failed: list[str] = []
    parts = [_head(command)]
    for section in sections:
        parts.append(f"## {section.TITLE}\n")
        try:
            parts += list(section.lines(bench, images))
        except Exception as error:  # noqa: BLE001 - one section must not end the others
            traceback.print_exc()
            failed.append(f"{section.TITLE}: {type(error).__name__}: {error}")
            parts.append(f"Not measured: {type(error).__name__}: {error}\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(parts), "utf-8")
    return failed


def _head(command: str) -> str:
    return "\n".join(["# How good it is\n", *_about(command)])


def _about(command: str) -> Iterator[str]:
    yield (
        f"Written by `{command}` on {datetime.now(UTC):%Y-%m-%d}, on {_machine()} with Python "
        f"{platform.python_version()}. Offices are simulated (`cleanclaim simulate`; their payers' policies are made "
        "up, and change during the year), with seeds that the embedded model has not met, unless their folders were "
        "named. Nothing was tuned to one of them.\n"
    )


def _machine() -> str:
    """What kind of machine this is, as far as the system tells."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        name = models[0] if models else name
    return f"{os.cpu_count()} cores ({name}), {platform.system()}"
