from __future__ import annotations

from pathlib import Path

from claims.x12.acknowledgements import AcknowledgedClaim, read
from tests.cli.command import cleanclaim
from tests.edi837 import claim, file837
from tests.serving.x12_out.others import complaints


def test_a_batch_is_acknowledged_in_x12_with_the_status_of_check(tmp_path: Path) -> None:
    file, out = tmp_path / "a.837", tmp_path / "a.277"
    file.write_bytes(file837(claim("CC-1"), claim("CC-2", total="90")))
    done = cleanclaim("check", file, "--format", "277ca", "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    found = [one for one in read([out.read_bytes()], "a.277") if isinstance(one, AcknowledgedClaim)]
    assert [(one.claim_id, one.decision) for one in found] == [("CC-1", "accepted"), ("CC-2", "rejected")]
    assert complaints(out.read_bytes()) == []


def test_claims_to_review_are_accepted_and_any_number_of_workers_says_the_same(bundle_dir: Path, office: Path) -> None:
    files = sorted((office / "test" / "claims").iterdir())[:4]
    bodies = []
    for workers in (1, 2):
        done = cleanclaim("score", *files, "--model", bundle_dir, "--format", "277ca", "--workers", workers)
        assert done.returncode == 0
        bodies.append(
            [line for line in done.stdout.splitlines() if line.startswith(("STC*A1:20", "TRN*2", "NM1", "HL"))]
        )
    assert bodies[0] == bodies[1]
    assert any(line.startswith("STC") for line in bodies[0])
