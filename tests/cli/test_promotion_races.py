"""Between the last look at a place and the notice nobody else acts, and what stands there is what was looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import click
import pytest

from cli.promotion import Promotion, let_in, standing
from cli.whereabouts import Where
from models import EMBEDDED, Bundle, BundleError
from models.alone import alone
from models.decisions import NAME, recorded
from models.published import notice, of_office, publish
from tests.cli.test_promotion import another, run, version
from tests.models.test_published import Files


class Careful(Files):
    """A web server that minds conditions, as RFC 9110 has them."""

    between: list[tuple[str, bytes]]
    """What another writes, each before the next write to that path."""

    def do_GET(self) -> None:  # noqa: N802  http.server names it
        found = self.kept.get(self.path)
        self.send_response(404 if found is None else 200)
        if found is not None:
            self.send_header("ETag", f'"{hash(found)}"')
        self.send_header("Content-Length", str(len(found or b"")))
        self.end_headers()
        self.wfile.write(found or b"")

    def do_PUT(self) -> None:  # noqa: N802  http.server names it
        for one in [one for one in self.between if self.path.endswith(one[0])]:
            self.between.remove(one)
            self.kept[self.path] = one[1]
        there = self.kept.get(self.path)
        match = self.headers.get("If-Match")
        if (self.headers.get("If-None-Match") and there is not None) or (match and match != f'"{hash(there)}"'):
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(412)
            return
        super().do_PUT()


@pytest.fixture
def careful() -> Iterator[tuple[str, type[Careful]]]:
    handler = type("Kept", (Careful,), {"kept": {}, "log": [], "between": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://user:pa%20ss@127.0.0.1:{server.server_port}/models", handler
    server.shutdown()
    server.server_close()


def asked(folder: Path, at: Where) -> Promotion:
    """A promotion of a bundle by one who has looked at the place just now."""
    return Promotion(folder, Bundle.load(folder).version, at, "champion", standing(at), "Ann", "why not")


@pytest.mark.parametrize("office", ["", "north"])
def test_of_two_first_promotions_at_one_place_the_second_is_sent_to_the_gate(tmp_path: Path, office: str) -> None:
    at = Where(str(tmp_path / "place"), office)
    both = [asked(folder, at) for folder in (EMBEDDED, another(tmp_path, "b"))]
    let_in(both[0], None)
    with pytest.raises(BundleError, match=r"where nobody was: nothing was published; run the gate again"):
        let_in(both[1], None)
    assert version(Path(at.target)) == both[0].version
    assert [one.what for one in recorded(at.target)] == ["promoted"]


def test_an_office_s_promotion_is_refused_where_the_champion_of_all_changed_meanwhile(tmp_path: Path) -> None:
    place = tmp_path / "place"
    publish(EMBEDDED, place)
    later = asked(another(tmp_path, "b"), Where(str(place), "north"))
    publish(another(tmp_path, "c"), place)
    with pytest.raises(BundleError, match="run the gate again"):
        let_in(later, None)
    assert notice(of_office(place, "north")) is None


def test_many_at_once_let_in_one(tmp_path: Path) -> None:
    at = Where(str(tmp_path / "place"))
    promotions = [asked(another(tmp_path, name), at) for name in "abcd"]
    failed: list[str] = []

    def try_it(one: Promotion) -> None:
        try:
            let_in(one, None)
        except BundleError as error:
            failed.append(str(error))

    threads = [threading.Thread(target=try_it, args=[one]) for one in promotions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 3
    assert all("run the gate again" in one for one in failed)
    (entry,) = recorded(at.target)
    assert version(Path(at.target)) == entry.version


def test_who_waits_in_vain_for_a_place_is_told(tmp_path: Path) -> None:
    with (
        alone(tmp_path),
        pytest.raises(BundleError, match="another promotion or roll back is at work"),
        alone(tmp_path, patience=0.0),
    ):
        pass
    with alone(tmp_path, patience=0.0):
        pass


def test_a_bundle_that_was_replaced_after_it_was_looked_at_is_not_let_in(tmp_path: Path) -> None:
    folder = another(tmp_path, "b")
    judged = asked(folder, Where(str(tmp_path / "place")))
    bundle = Bundle.load(another(tmp_path, "c"))
    bundle.save(folder)
    with pytest.raises(BundleError, match=f"was replaced meanwhile: it holds {bundle.version}"):
        let_in(judged, None)
    assert notice(tmp_path / "place") is None
    assert [one.what for one in recorded(tmp_path / "place")] == ["promoted", "not published"]


def test_a_damaged_version_that_stands_at_the_place_already_is_not_let_in(tmp_path: Path) -> None:
    place = tmp_path / "place"
    publish(EMBEDDED, place, "challenger")
    stands = place / Bundle.load(EMBEDDED).version
    (stands / "history.npz").write_bytes(b"")
    done = run("promote", EMBEDDED, "--to", place)
    assert done.exit_code == 1
    assert f"take {stands} away" in done.output
    assert notice(place) is None


def test_behind_a_url_the_notice_is_written_over_what_was_read_and_nothing_else(
    careful: tuple[str, type[Careful]],
) -> None:
    place, server = careful
    other = b'{"version":"other","since":"2026-01-01T00:00:00Z"}'
    server.between.append(("champion.json", other))
    with pytest.raises(BundleError, match="something else was written there meanwhile"):
        let_in(asked(EMBEDDED, Where(place)), None)
    assert server.kept["/models/champion.json"] == other
    assert [one.what for one in recorded(place)] == ["promoted", "not published"]


def test_behind_a_url_no_decision_of_two_writers_is_lost(careful: tuple[str, type[Careful]], tmp_path: Path) -> None:
    place, server = careful
    let_in(asked(EMBEDDED, Where(place)), None)
    theirs = server.kept[f"/models/{NAME}"]
    second = run("promote", another(tmp_path, "b"), "--to", place, "--as", "challenger")
    assert second.exit_code == 0, second.output
    whole = server.kept[f"/models/{NAME}"]
    server.kept[f"/models/{NAME}"] = theirs
    server.between.append((NAME, whole))
    assert run("promote", another(tmp_path, "c"), "--to", place, "--as", "challenger").exit_code == 0
    assert [one.what for one in recorded(place)] == ["promoted", "challenges", "challenges"]


def test_the_place_of_an_office_named_as_a_place_is_no_way_round_the_gate(tmp_path: Path) -> None:
    place = tmp_path / "place"
    assert run("promote", EMBEDDED, "--to", place).exit_code == 0
    (tmp_path / "aside").symlink_to(place / "offices" / "north")
    for way in (place / "offices" / "north", tmp_path / "aside", f"{place}/offices/../offices/north/"):
        done = run("promote", another(tmp_path, "b"), "--to", way)
        assert done.exit_code == 1, done.output
        assert "is champion at" in done.output
    assert notice(of_office(place, "north")) is None


@pytest.mark.parametrize("name", ["", "..", "../..", "North", "a/b"])
def test_what_is_no_name_of_an_office_is_refused(tmp_path: Path, name: str) -> None:
    done = run("promote", EMBEDDED, "--to", tmp_path / "place", "--office", name)
    assert done.exit_code == 2
    assert "an office's name is made of" in done.output
    assert not (tmp_path / "place").exists()


def test_a_notice_that_was_taken_away_makes_no_promotion_the_first_one(tmp_path: Path) -> None:
    place = tmp_path / "place"
    assert run("promote", EMBEDDED, "--to", place).exit_code == 0
    was = version(place)
    (place / "champion.json").unlink()
    done = run("promote", another(tmp_path, "b"), "--to", place)
    assert done.exit_code == 1
    assert f"{was} is champion" in done.output
    assert run("promote", EMBEDDED, "--to", place).exit_code == 0
    assert version(place) == was


@pytest.mark.parametrize("blank", [" ", "\u200b", "\u2060 \ufeff", "-"])
def test_a_signature_that_nobody_can_read_is_none(tmp_path: Path, blank: str) -> None:
    place = tmp_path / "place"
    assert run("promote", EMBEDDED, "--to", place).exit_code == 0
    files = ("--claims", EMBEDDED, "--remits", EMBEDDED)
    for words in (("--signed-by", blank, "--because", "why"), ("--signed-by", "Ann", "--because", blank)):
        done = run("promote", another(tmp_path, "b"), "--to", place, *files, *words)
        assert done.exit_code == 2
        assert "a person answers for a model" in done.output


def test_a_page_or_a_place_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_work(*_: object) -> None:
        raise AssertionError("the bundle was looked for already")

    monkeypatch.setattr("cli.promotion.folder_of", no_work)
    (tmp_path / "file").write_text("")
    done = run("promote", EMBEDDED, "--to", tmp_path / "place", "--page", tmp_path / "nowhere" / "page.html")
    assert (done.exit_code, "nowhere is no folder" in done.output) == (1, True), done.output
    for place in (tmp_path / "file", tmp_path / "file" / "deeper"):
        done = run("promote", EMBEDDED, "--to", place)
        assert (done.exit_code, "is no folder): name another place" in done.output) == (1, True), done.output
    assert not (tmp_path / "place").exists()


def test_a_refusal_by_the_place_is_words_and_no_traceback(tmp_path: Path) -> None:
    place = tmp_path / "place"
    assert run("promote", EMBEDDED, "--to", place).exit_code == 0
    (place / NAME).unlink()
    (place / NAME).mkdir()
    for words in (
        ("promote", another(tmp_path, "b"), "--to", place, "--as", "challenger"),
        ("rollback", "--to", place),
    ):
        done = run(*words)
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit | click.ClickException)


@pytest.mark.parametrize("office", [(), ("--office", "north")])
def test_to_go_back_where_nothing_stands_makes_nothing_there(tmp_path: Path, office: tuple[str, ...]) -> None:
    done = run("rollback", "--to", str(tmp_path / "mistyped" / "models"), *office)
    assert done.exit_code == 1
    assert "there is nothing to go back from" in done.output
    assert not list(tmp_path.iterdir())
