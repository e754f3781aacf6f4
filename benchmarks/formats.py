"""How many claims a second are read from FHIR and from tables: ``python -m benchmarks.formats [claims]``.

The claims are made up, of two lines each; FHIR ones have all that they point to contained in them.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import claims
from tests.claims.fhir.resources import OTHERS, PROFESSIONAL, changed, contained, text

HEAD = (
    "claim_id,payer_id,payer_name,billing_npi,billing_tax_id,subscriber_member_id,patient_birth_date,patient_sex,"
    "diagnosis_1,diagnosis_2,place_of_service,procedure,modifier_1,units,charge,service_date,diagnosis_pointers\n"
)
ROW = (
    "A{at},88001,NORTH HEALTH,1234567893,391234567,M{at},1950-01-02,F,E11.9,I10,11,{code},25,1,150.00,2026-06-15,"
    '"1,2"\n'
)


def main(count: int) -> None:
    """Write files, read them, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        ndjson, table = Path(folder) / "claims.ndjson", Path(folder) / "claims.csv"
        with ndjson.open("wb") as file:
            for at in range(count):
                file.write(text(contained(changed(PROFESSIONAL, identifier=[{"value": f"A{at}"}]), *OTHERS)) + b"\n")
        with table.open("w") as file:
            file.write(HEAD)
            for at in range(count):
                file.writelines(ROW.format(at=at, code=code) for code in ("99213", "96372"))
        next(claims.read(ndjson))
        for path in (table, ndjson):
            start = time.process_time()
            found = sum(isinstance(one, claims.Sourced) for one in claims.read(path))
            took = time.process_time() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{path.suffix[1:]}: {found:,} claims, {found / took:,.0f} a second of one core, peak {peak:,.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000)
