from __future__ import annotations

import json
import re
from typing import Any

from fhir.resources.R4B.claim import Claim as FhirClaim

from claims import canonical
from claims.origin import Sourced
from tests.cli.command import ROOT, cleanclaim

FAULTS = {
    "MS-2001": {"npi-check-digit", "credentialed-provider"},
    "MS-2002": {"prior-authorization"},
    "MS-2003": {"timely-filing"},
    "MS-2004": {"diagnosis-codes"},
    "MS-2005": {"modifier-required", "unit-limit"},
    "MS-2006": {"corrected-claim-reference"},
    "MS-2007": {"charge-balance", "diagnosis-pointers"},
    "MS-2008": {"service-dates"},
    "MS-3002": {"exact-duplicate"},
    "MD-5002": {"timely-filing"},
}
"""Each claim of the examples that has a fault, and the rules that must find it."""


def test_each_typical_fault_is_found_and_nothing_else_is() -> None:
    done = cleanclaim("check", "examples", "--format", "ndjson")
    assert (done.returncode, done.stderr) == (1, "")
    results = {result["claim_id"]: result for result in map(json.loads, done.stdout.splitlines())}
    for claim_id, result in results.items():
        errors = {finding["rule"] for finding in result["findings"] if finding["severity"] == "error"}
        assert errors == FAULTS.get(claim_id, set()), claim_id
        assert result["verdict"] == ("fix" if errors else "ready")
    assert set(FAULTS) < set(results)


def test_the_examples_of_other_formats_are_read_and_faultless() -> None:
    files = [name for name in sorted(path.name for path in (ROOT / "examples").iterdir()) if name[:2] in {"07", "08"}]
    done = cleanclaim("score", *(f"examples/{name}" for name in files), "--format", "ndjson")
    found = [(one["claim_id"], one["findings"]) for one in map(json.loads, done.stdout.splitlines())]
    assert found == [("MS-7001", []), ("MS-7002", []), ("MS-8001", [])]
    FhirClaim.model_validate_json((ROOT / "examples" / "08_visit.fhir.json").read_bytes())
    for page in ("README.md", "examples/README.md"):
        text = (ROOT / page).read_text()
        assert all(name in text for name in files), page


def test_the_claim_that_the_documents_make_in_python_is_one() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "claims.md").read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(blocks[0], names)
    decoded = canonical.decode(names["content"], "a.json")
    assert isinstance(decoded, Sourced)
    assert decoded.claim == names["claim"]
    compile(blocks[1], "claims.md", "exec")


def test_a_finding_says_where_in_the_file_its_field_stands() -> None:
    done = cleanclaim("check", "examples/02_typical_faults.837", "--format", "ndjson")
    results = {result["claim_id"]: result for result in map(json.loads, done.stdout.splitlines())}
    (finding,) = [one for one in results["MS-2004"]["findings"] if one["rule"] == "diagnosis-codes"]
    assert (finding["x12"], finding["field"]) == ("2300 HI01-2", "/diagnoses/0/code")
    text = (ROOT / "examples" / "02_typical_faults.837").read_text(encoding="ascii")
    assert text.split("~\n")[finding["segment"] - 1] == "HI*ABK:E11"
