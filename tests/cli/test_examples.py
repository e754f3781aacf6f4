from __future__ import annotations

import json

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


def test_a_finding_says_where_in_the_file_its_field_stands() -> None:
    done = cleanclaim("check", "examples/02_typical_faults.837", "--format", "ndjson")
    results = {result["claim_id"]: result for result in map(json.loads, done.stdout.splitlines())}
    (finding,) = [one for one in results["MS-2004"]["findings"] if one["rule"] == "diagnosis-codes"]
    assert (finding["x12"], finding["field"]) == ("2300 HI01-2", "/diagnoses/0/code")
    text = (ROOT / "examples" / "02_typical_faults.837").read_text(encoding="ascii")
    assert text.split("~\n")[finding["segment"] - 1] == "HI*ABK:E11"
