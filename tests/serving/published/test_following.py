from __future__ import annotations

import asyncio
import shutil
import socket
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

import rules
from claims.origin import Origin, Sourced
from claims.sent import SentBefore
from models import EMBEDDED, Bundle, BundleError, office
from models.published import Alias, Notice, notice, of_office, publish
from serving.access import keys
from serving.offices import Offices
from serving.published import Following, Shadowing
from serving.published import following as module
from serving.published.rounds import Round
from serving.store import Store, new_id
from serving.store.tables import shadow_score
from tests.claims.office import sent
from tests.serving.api.calls import a_service, calling, post, with_

FIRST = Bundle.load(EMBEDDED).version


def another(folder: Path, name: str = "another") -> Path:
    """A bundle of another version."""
    bundle = Bundle.load(EMBEDDED)
    bundle.manifest = msgspec.structs.replace(bundle.manifest, name=name)
    return bundle.save(folder / name)


def look(following: Following, offices: Offices, name: str = "main") -> None:
    asyncio.run(following.look_for(offices.of(name)))


def version(offices: Offices, name: str = "main") -> str:
    bundle = offices.of(name).scorer.bundle
    assert bundle is not None
    return bundle.version


@pytest.fixture
def place(tmp_path: Path) -> Path:
    publish(EMBEDDED, tmp_path / "place")
    return tmp_path / "place"


def test_a_new_champion_is_taken_over(store: Store, place: Path, tmp_path: Path) -> None:
    following = Following(place)
    offices = Offices(store, following.scorer)
    assert version(offices) == FIRST
    new = publish(another(tmp_path), place)
    look(following, offices)
    assert version(offices) == new.version
    assert following.state(offices.of("main")).problem == ""


def test_what_cannot_be_loaded_changes_nothing_and_is_told(store: Store, place: Path, tmp_path: Path) -> None:
    following = Following(place)
    offices = Offices(store, following.scorer)
    offices.of("main")
    new = publish(another(tmp_path), place)
    (place / new.version / "history.npz").write_bytes(b"")
    look(following, offices)
    state = following.state(offices.of("main"))
    assert (state.model, "history.npz" in state.problem) == (FIRST, True)


def test_what_could_not_be_loaded_is_tried_again_when_it_was_mended(
    store: Store, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = Following(place)
    offices = Offices(store, following.scorer)
    offices.of("main")
    new = publish(another(tmp_path), place)
    whole = (place / new.version / "history.npz").read_bytes()
    (place / new.version / "history.npz").write_bytes(b"")
    look(following, offices)
    (place / new.version / "history.npz").write_bytes(whole)
    monkeypatch.setattr(module, "AGAIN", 0.0)
    look(following, offices)
    assert version(offices) == new.version
    assert following.state(offices.of("main")).problem == ""


def test_a_bundle_in_its_own_folder_is_watched_too(store: Store, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EMBEDDED, tmp_path / "model"))
    following = Following(folder)
    offices = Offices(store, following.scorer)
    assert version(offices) == FIRST
    bundle = Bundle.load(folder)
    bundle.manifest = msgspec.structs.replace(bundle.manifest, name="another")
    bundle.save(folder)
    look(following, offices)
    assert version(offices) == bundle.version != FIRST


def test_an_office_with_a_model_of_its_own_is_served_with_it_and_others_are_not(
    store: Store, place: Path, tmp_path: Path
) -> None:
    own = publish(another(tmp_path), of_office(place, "north"))
    following = Following(place)
    offices = Offices(store, following.scorer)
    assert version(offices, "north") == own.version
    assert version(offices, "south") == FIRST


def test_what_stands_beside_a_shared_model_is_known_to_the_office_whose_server_it_is_alone(
    store: Store, tmp_path: Path
) -> None:
    bundle = another(tmp_path)
    index = SentBefore()
    claim = sent()
    index.add(claim, date(2026, 1, 5))
    office.keep(bundle, index)
    following = Following(bundle)
    offices = Offices(store, following.scorer)
    again = Sourced(sent(claim_id="Z9", on=date(2026, 2, 20)), Origin())
    found = {name: offices.of(name).scorer.check(again).findings for name in ("main", "north")}
    assert "exact-duplicate" in {finding.rule for finding in found["main"]}
    assert "exact-duplicate" not in {finding.rule for finding in found["north"]}


def test_a_payer_file_that_is_written_changes_the_rules_in_force(
    store: Store, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payers = tmp_path / "payers"
    payers.mkdir()
    monkeypatch.setenv("CLEANCLAIM_PAYERS", str(payers))
    following = Following(place)
    offices = Offices(store, following.scorer)
    before = offices.of("main").scorer.ruleset.version
    example = Path(rules.__file__).parent / "payers" / "example-commercial.yaml"
    (payers / "north.yaml").write_text(
        example.read_text().replace("example-commercial", "north").replace("EX001", "NORTH")
    )
    following.look_at_rules()
    look(following, offices)
    assert following.state(offices.of("main")).problem == ""
    assert offices.of("main").scorer.ruleset.version != before


def test_a_broken_payer_file_leaves_the_rules_as_they_are_and_is_told(
    store: Store, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payers = tmp_path / "payers"
    payers.mkdir()
    monkeypatch.setenv("CLEANCLAIM_PAYERS", str(payers))
    following = Following(place)
    offices = Offices(store, following.scorer)
    before = offices.of("main").scorer.ruleset.version
    (payers / "broken.yaml").write_text("payer: [")
    following.look_at_rules()
    look(following, offices)
    assert offices.of("main").scorer.ruleset.version == before
    assert "broken.yaml" in following.state(offices.of("main")).problem
    (payers / "broken.yaml").unlink()
    following.look_at_rules()
    look(following, offices)
    assert following.state(offices.of("main")).problem == ""


def test_what_is_published_is_looked_at_once_a_round_however_many_offices_there_are(
    store: Store, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = Following(place)
    offices = Offices(store, following.scorer)
    names = [f"o{at}" for at in range(5)]
    looked: list[str] = []

    def counted(of: str | Path, alias: Alias = "champion") -> Notice | None:
        looked.append(f"{Path(of).relative_to(place)} {alias}")
        return notice(of, alias)

    for name in names:
        offices.of(name)
    monkeypatch.setattr("models.published.notice", counted)
    asyncio.run(following.look(offices))
    assert sorted(looked) == sorted([". champion", ". challenger", *(f"offices/{name} champion" for name in names)])


def test_a_server_that_is_silent_is_asked_once_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.web.PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"http://127.0.0.1:{silent.getsockname()[1]}/models"
        looks = Round()
        for name in ("north", "south", "east"):
            with pytest.raises(BundleError, match="cannot be read"):
                looks.notice(of_office(place, name))
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_an_office_whose_model_cannot_be_loaded_gets_503_until_it_can_be_and_readyz_says_so(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SOON", 0.0)
    service, following = a_service(), Following(place)
    service = with_(service, offices=Offices(service.store, following.scorer), following=following)
    key = keys.make(service.store, "north", "claims", {"score"}, by="a test")
    own = publish(another(tmp_path), of_office(place, "north"))
    file = Path(of_office(place, "north")) / own.version / "history.npz"
    whole = file.read_bytes()

    def answers() -> tuple[int, str | None, str | None]:
        answer = post(service, "/v1/check", headers={"x-api-key": key})
        ready = calling(service, lambda client: client.get("/readyz"))
        return answer.status_code, answer.headers.get("retry-after"), ready.json()["problem"]

    file.write_bytes(b"")
    assert answers() == (503, "5", "offices whose models cannot be loaded, see the log: 1")
    file.write_bytes(whole)
    assert answers() == (200, None, None)


def test_an_office_whose_model_could_not_be_loaded_a_moment_ago_is_not_tried_at_each_call(tmp_path: Path) -> None:
    following = Following(tmp_path / "nothing")
    with pytest.raises(BundleError, match="no champion is published"):
        following.scorer("north")
    publish(EMBEDDED, tmp_path / "nothing")
    with pytest.raises(BundleError, match="no champion is published"):
        following.scorer("north")


def test_a_challenger_scores_beside_on_record_and_not_shown(store: Store, place: Path, tmp_path: Path) -> None:
    rival = publish(another(tmp_path), place, "challenger")
    following = Following(place)
    offices = Offices(store, following.scorer)
    look(following, offices)
    here = offices.of("main")
    assert following.state(here).challenger == rival.version
    assert version(offices) == FIRST
    shadowing, score_id = Shadowing(store), new_id()
    shadowing.take(here, Sourced(sent(), Origin()), None, score_id)
    shadowing.close()
    with store.reading() as connection:
        row = connection.execute(select(shadow_score)).mappings().one()
    assert (row["score_id"], row["model"], row["office"]) == (score_id, rival.version, "main")
    assert 0 < row["probability"] < 1


def test_a_challenger_that_became_champion_shadows_no_more(store: Store, place: Path, tmp_path: Path) -> None:
    bundle = another(tmp_path)
    publish(bundle, place, "challenger")
    following = Following(place)
    offices = Offices(store, following.scorer)
    look(following, offices)
    publish(bundle, place)
    assert notice(place, "challenger") is None
    look(following, offices)
    assert offices.of("main").shadow is None
    assert version(offices) == Bundle.load(bundle).version
