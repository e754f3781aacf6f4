"""Nothing takes a champion's place past the gate, every decision is on record, and one command goes back."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

import httpx
import msgspec
import pytest
from click.testing import CliRunner, Result

from cli.main import main
from cli.promotion import advised
from models import EMBEDDED, Bundle, BundleError
from models.decisions import NAME, Entry, record, recorded
from models.published import Notice, before, notice, of_office, publish
from serving.store import Store
from tests.claims.office import sent
from tests.cli.command import ROOT
from tests.models.test_published import Files
from tests.serving.outcomes.office import score, submit
from training.gate.mended import mended
from training.pared import pared

SIGNED = ("--signed-by", "Ann Example", "--because", "a year of answers more")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def another(folder: Path, name: str) -> Path:
    """A bundle of another version."""
    bundle = Bundle.load(EMBEDDED)
    bundle.manifest = msgspec.structs.replace(bundle.manifest, name=name)
    return bundle.save(folder / name)


def version(place: Path) -> str:
    found = notice(place)
    assert found is not None
    return found.version


@pytest.fixture
def place(tmp_path: Path) -> Path:
    assert run("promote", EMBEDDED, "--to", tmp_path / "place").exit_code == 0
    return tmp_path / "place"


def test_where_a_champion_stands_a_plain_promotion_is_refused_with_what_to_do(place: Path, tmp_path: Path) -> None:
    before = version(place)
    for words in ((), SIGNED):
        done = run("promote", another(tmp_path, "b"), "--to", place, *words)
        assert done.exit_code == 1
        assert f"{before} is champion" in done.output
        for way in ("--claims", "--store", "--signed-by", "--dry-run", "--as challenger", "cleanclaim rollback"):
            assert way in done.output
    assert version(place) == before


def test_an_office_that_is_served_with_the_model_of_all_has_a_champion_too(place: Path, tmp_path: Path) -> None:
    done = run("promote", another(tmp_path, "b"), "--to", place, "--office", "north")
    assert done.exit_code == 1
    assert notice(of_office(place, "north")) is None


def test_a_damaged_notice_is_no_way_round(place: Path, tmp_path: Path) -> None:
    before = version(place)
    (place / "champion.json").write_text("{")
    done = run("promote", another(tmp_path, "b"), "--to", place)
    assert done.exit_code == 1
    assert f"{before} is champion" in done.output


def test_the_champion_again_changes_nothing(place: Path) -> None:
    lines = (place / NAME).read_text()
    done = run("promote", EMBEDDED, "--to", place)
    assert (done.exit_code, (place / NAME).read_text()) == (0, lines)


def test_a_challenger_needs_no_gate_and_is_on_record(place: Path, tmp_path: Path) -> None:
    rival = another(tmp_path, "b")
    assert run("promote", rival, "--to", place, "--as", "challenger").exit_code == 0
    assert [one.what for one in recorded(place)] == ["promoted", "challenges"]


def test_a_yes_without_a_signature_publishes_nothing(place: Path, tmp_path: Path) -> None:
    files = ("--claims", ROOT / "examples", "--remits", ROOT / "examples")
    done = run("promote", another(tmp_path, "b"), "--to", place, *files, "--signed-by", "Ann")
    assert done.exit_code == 2
    assert "--because" in done.output


def test_one_command_goes_back_and_once_more_goes_further(place: Path, tmp_path: Path) -> None:
    first = version(place)
    second, third = (publish(another(tmp_path, name), place).version for name in "bc")
    assert version(place) == third
    for expected in (second, first):
        done = run("rollback", "--to", place, "--signed-by", "Ann", "--because", "it held too much")
        assert done.exit_code == 0, done.output
        assert version(place) == expected
    entries = recorded(place)
    assert [(one.what, one.version, one.in_place_of) for one in entries[-2:]] == [
        ("rolled back", second, third),
        ("rolled back", first, second),
    ]
    assert (entries[-1].by, entries[-1].because) == ("Ann", "it held too much")
    done = run("rollback", "--to", place)
    assert done.exit_code == 1
    assert "there is none to go back to" in done.output


def test_a_damaged_version_is_not_gone_back_to(place: Path, tmp_path: Path) -> None:
    first, second = version(place), publish(another(tmp_path, "b"), place).version
    (place / first / "history.npz").write_bytes(b"")
    with pytest.raises(BundleError, match=r"history\.npz"):
        before(place, tmp_path)
    assert version(place) == second


def test_an_office_goes_back_to_the_model_of_all(place: Path, tmp_path: Path) -> None:
    publish(another(tmp_path, "b"), of_office(place, "north"))
    done = run("rollback", "--to", place, "--office", "north")
    assert done.exit_code == 0, done.output
    assert notice(of_office(place, "north")) is None
    assert recorded(of_office(place, "north"))[-1].version == version(place)


def test_a_notice_from_before_knows_the_version_before(place: Path, tmp_path: Path) -> None:
    first, second = version(place), publish(another(tmp_path, "b"), place)
    (place / "champion.json").write_bytes(msgspec.json.encode(Notice(second.version, second.since, first)))
    assert before(place, tmp_path).version == first


def test_a_decision_that_was_changed_or_taken_out_is_seen(place: Path) -> None:
    for by in ("Ann", "Ben"):
        record(place, Entry(at=recorded(place)[0].at, what="rolled back", version="a", by=by))
    lines = (place / NAME).read_bytes().splitlines(keepends=True)
    assert len(recorded(place)) == 3
    (place / NAME).write_bytes(b"".join([lines[0], lines[2]]))
    with pytest.raises(BundleError, match=r"line 2 .* does not follow"):
        recorded(place)
    (place / NAME).write_bytes(b"".join([lines[0], lines[1].replace(b"Ann", b"Eve"), lines[2]]))
    with pytest.raises(BundleError, match=r"line 3 .* does not follow"):
        recorded(place)


def test_a_server_follows_back_without_a_restart(place: Path, tmp_path: Path) -> None:
    first, second = version(place), publish(another(tmp_path, "b"), place).version
    words = ["serve", "--port", "0", "--workers", "1", "--model", str(place), "--store", f"sqlite:///{tmp_path}/s.db"]
    process = subprocess.Popen([sys.executable, "-m", "cli", *words], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        with httpx.Client(
            base_url=address, transport=httpx.HTTPTransport(retries=8), timeout=30, trust_env=False
        ) as client:
            assert client.get("/v1/model").json()["version"] == second
            assert run("rollback", "--to", place).exit_code == 0
            until = time.monotonic() + 30
            while (served := client.get("/v1/model").json()["version"]) != first and time.monotonic() < until:
                time.sleep(0.2)
            assert served == first
            assert process.poll() is None
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_what_the_service_told_of_a_claim_is_found_again_by_its_digest(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store.open(url)
    claims = [sent(prior_authorization="P1", medical_record="17"), sent(claim_id="B1"), sent(claim_id="C1")]
    score(store, sent(prior_authorization="", medical_record="17"), "review")
    submit(store, *claims[:2])
    store.close()
    assert pared(claims[0]) != claims[0]
    found = mended([pared(claim) for claim in claims], advised(url, "main"))
    assert (found.claims, found.told, found.held, found.changed, found.unheld) == (3, 1, 1, 1, 0)
    assert mended([pared(claims[0])], advised(url, "north")).told == 0


def test_behind_a_url_it_is_recorded_and_gone_back_too(tmp_path: Path) -> None:
    handler = type("Kept", (Files,), {"kept": {}, "log": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://user:pa%20ss@127.0.0.1:{server.server_port}/models"
    try:
        assert run("promote", EMBEDDED, "--to", place).exit_code == 0
        assert run("promote", another(tmp_path, "b"), "--to", place).exit_code == 1
        second = publish(another(tmp_path, "c"), place)
        done = run("rollback", "--to", place, "--because", "it held too much")
        assert done.exit_code == 0, done.output
        found = notice(place)
        assert found is not None
        assert found.version == second.before
        assert [one.what for one in recorded(place)] == ["promoted", "rolled back"]
    finally:
        server.shutdown()
        server.server_close()
