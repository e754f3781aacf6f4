"""``cleanclaim explain``: one claim's odds, its reasons, and the answers behind them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from msgspec import structs

import claims
from claims import canonical
from claims.origin import Sourced
from serving.verdict import chance
from tests.cli.command import cleanclaim

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def risky(office: Path, bundle_dir: Path) -> tuple[Path, str, str]:
    """A file of the office, and the claim of it whose reasons count most; with what explain says of it."""
    best: tuple[int, Path, str, str] | None = None
    for file in claims.find_files([office / "test" / "claims"])[:2]:
        for item in list(claims.read(file))[:12]:
            assert isinstance(item, Sourced)
            done = cleanclaim("explain", str(file), item.claim.claim_id, "--model", str(bundle_dir))
            assert done.returncode == 0, done.stderr
            counted = done.stdout.count("counted:")
            if best is None or counted > best[0]:
                best = counted, file, item.claim.claim_id, done.stdout
            if counted >= 4:
                break
    assert best is not None
    assert best[0] > 0
    return best[1:]


def test_sentences_are_looked_up_in_the_offices_files(office: Path, bundle_dir: Path, tmp_path: Path) -> None:
    file, claim_id, _ = risky(office, bundle_dir)
    train = office / "train"
    plot = tmp_path / "why.svg"
    done = cleanclaim(
        *("explain", str(file), claim_id, "--model", str(bundle_dir), "--plot", str(plot)),
        *("--claims", str(train / "claims"), "--remits", str(train / "remits")),
    )
    assert done.returncode == 0, done.stderr
    kept = re.findall(r"counted: ([\d,]+) of ([\d,]+) ", done.stdout)
    assert kept
    assert kept == re.findall(r"in the files: ([\d,]+) of ([\d,]+)", done.stdout)
    assert ET.parse(plot).getroot().tag.endswith("svg")


def test_a_claim_that_repeats_another_of_its_file_has_the_odds_that_score_gives(
    office: Path, bundle_dir: Path, tmp_path: Path
) -> None:
    first = next(claims.read(claims.find_files([office / "test" / "claims"])[0]))
    assert isinstance(first, Sourced)
    again = structs.replace(first.claim, claim_id="AGAIN")
    (tmp_path / "two.ndjson").write_bytes(canonical.encode(first.claim) + b"\n" + canonical.encode(again) + b"\n")
    asked = str(tmp_path / "two.ndjson"), "--model", str(bundle_dir)
    *_, scored = cleanclaim("score", *asked, "--format", "ndjson").stdout.splitlines()
    told = cleanclaim("explain", asked[0], "AGAIN", *asked[1:]).stdout
    assert f"{chance(json.loads(scored)['denial_probability'])} chance of refusal" in told


def test_every_effect_is_given_on_request(bundle_dir: Path) -> None:
    file = EXAMPLES / "06_likely_refusals.837"
    item = next(iter(claims.read(file)))
    assert isinstance(item, Sourced)
    short = cleanclaim("explain", str(file), item.claim.claim_id, "--model", str(bundle_dir))
    long = cleanclaim("explain", str(file), item.claim.claim_id, "--model", str(bundle_dir), "--all")
    assert (short.returncode, long.returncode) == (0, 0)
    assert len(long.stdout.splitlines()) > len(short.stdout.splitlines()) + 50


def test_all_findings_of_a_claim_are_listed_by_both_commands() -> None:
    file = str(EXAMPLES / "02_typical_faults.837")
    explained = " ".join(cleanclaim("explain", file, "MS-2005").stdout.split())
    listed = " ".join(cleanclaim("check", file).stdout.split())
    result = next(
        one
        for one in map(json.loads, cleanclaim("check", file, "--format", "ndjson").stdout.splitlines())
        if one["claim_id"] == "MS-2005"
    )
    assert len(result["findings"]) > 1
    for finding in result["findings"]:
        assert finding["message"] in explained
        assert finding["message"] in listed
        assert f"To do: {finding['fix']}" in explained
        assert f"To do: {finding['fix']}" in listed


def test_the_embedded_model_explains_an_example() -> None:
    file = EXAMPLES / "06_likely_refusals.837"
    for item in list(claims.read(file))[:3]:
        assert isinstance(item, Sourced)
        done = cleanclaim("explain", str(file), item.claim.claim_id)
        assert done.returncode == 0, done.stderr
        assert "chance of refusal" in done.stdout
        subscriber = item.claim.subscriber
        assert not subscriber.member_id or subscriber.member_id not in done.stdout
        assert not subscriber.last_name or subscriber.last_name not in done.stdout


def test_a_claim_that_is_not_there_is_told_what_is(bundle_dir: Path) -> None:
    file = EXAMPLES / "01_clean_visits.837"
    item = next(iter(claims.read(file)))
    assert isinstance(item, Sourced)
    done = cleanclaim("explain", str(file), "NOSUCH", "--model", str(bundle_dir))
    assert done.returncode == 2
    assert "holds no claim NOSUCH" in done.stderr
    assert item.claim.claim_id in done.stderr


def test_claims_without_their_answers_are_refused(tmp_path: Path) -> None:
    file = str(EXAMPLES / "01_clean_visits.837")
    assert "go together" in cleanclaim("explain", file, "X", "--claims", str(tmp_path)).stderr
    assert "name it .svg" in cleanclaim("explain", file, "X", "--plot", str(tmp_path / "a.png")).stderr


def test_a_claim_without_lines_is_said_to_have_none(office: Path, bundle_dir: Path, tmp_path: Path) -> None:
    first = next(claims.read(claims.find_files([office / "test" / "claims"])[0]))
    assert isinstance(first, Sourced)
    bare = structs.replace(first.claim, claim_id="BARE", lines=())
    (tmp_path / "bare.ndjson").write_bytes(canonical.encode(bare) + b"\n")
    done = cleanclaim("explain", str(tmp_path / "bare.ndjson"), "BARE", "--model", str(bundle_dir))
    assert done.returncode == 0, done.stderr
    assert "It has no service lines" in done.stdout
    assert "No fact stands out" not in done.stdout
