from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from claims.sent import SentBefore
from models import EMBEDDED, Bundle, BundleError, office
from models.published import fetch, notice, of_office, publish, withdraw

VERSION = Bundle.load(EMBEDDED).version


class Files(BaseHTTPRequestHandler):
    """A web server that keeps what is put, and asks for a password."""

    kept: dict[str, bytes]
    log: list[str]

    def do_GET(self) -> None:
        found = self.kept.get(self.path)
        self._answer(404 if found is None else 200, found or b"")

    def do_PUT(self) -> None:
        if self.headers.get("Authorization") != "Basic dXNlcjpwYSBzcw==":
            self._answer(401)
            return
        self.kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.log.append(self.path)
        self._answer(201)

    def do_DELETE(self) -> None:
        self.kept.pop(self.path)
        self._answer(204)

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[tuple[str, type[Files]]]:
    handler = type("Kept", (Files,), {"kept": {}, "log": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"user:pa%20ss@127.0.0.1:{server.server_port}/models", handler
    server.shutdown()
    server.server_close()


def another(folder: Path) -> Path:
    """A bundle of another version."""
    bundle = Bundle.load(EMBEDDED)
    bundle.manifest = msgspec.structs.replace(bundle.manifest, name="another")
    return bundle.save(folder / "another")


def test_a_published_bundle_is_found_under_its_alias_and_loads(tmp_path: Path) -> None:
    publish(EMBEDDED, tmp_path / "place")
    found = notice(tmp_path / "place")
    assert found is not None
    assert Bundle.load(fetch(tmp_path / "place", found.version, tmp_path)).version == VERSION


def test_before_anything_is_published_there_is_no_notice(tmp_path: Path) -> None:
    assert notice(tmp_path / "nowhere") is None


def test_publishing_the_same_bundle_twice_changes_nothing(tmp_path: Path) -> None:
    assert publish(EMBEDDED, tmp_path) == publish(EMBEDDED, tmp_path)


def test_a_notice_names_the_version_that_it_replaced(tmp_path: Path) -> None:
    publish(EMBEDDED, tmp_path)
    assert publish(another(tmp_path), tmp_path).before == VERSION


def test_what_the_office_sent_before_goes_with_its_bundle_into_a_folder(tmp_path: Path) -> None:
    bundle = another(tmp_path)
    office.keep(bundle, SentBefore())
    found = publish(bundle, tmp_path / "place")
    assert office.known(tmp_path / "place" / found.version) is not None


def test_a_challenger_that_becomes_champion_is_challenger_no_more(tmp_path: Path) -> None:
    publish(EMBEDDED, tmp_path)
    rival = another(tmp_path)
    publish(rival, tmp_path, "challenger")
    assert notice(tmp_path, "challenger") is not None
    publish(rival, tmp_path)
    assert notice(tmp_path, "challenger") is None


def test_a_challenger_can_be_withdrawn_and_that_twice(tmp_path: Path) -> None:
    publish(EMBEDDED, tmp_path, "challenger")
    withdraw(tmp_path)
    withdraw(tmp_path)
    assert notice(tmp_path, "challenger") is None


def test_a_damaged_bundle_is_not_published(tmp_path: Path) -> None:
    bad = shutil.copytree(EMBEDDED, tmp_path / "bad")
    (bad / "history.npz").write_bytes(b"")
    with pytest.raises(BundleError, match=r"history\.npz"):
        publish(bad, tmp_path / "place")
    assert notice(tmp_path / "place") is None


@pytest.mark.parametrize("version", ["../../etc", "a/b", "", "x" * 65])
def test_a_notice_whose_version_is_no_plain_word_is_refused(tmp_path: Path, version: str) -> None:
    (tmp_path / "champion.json").write_bytes(msgspec.json.encode({"version": version, "since": "2026-01-01T00:00:00Z"}))
    with pytest.raises(BundleError, match="damaged"):
        notice(tmp_path)


def test_publishing_puts_a_new_notice_in_the_place_of_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "champion.json").write_bytes(b"{")
    publish(EMBEDDED, tmp_path)
    found = notice(tmp_path)
    assert found is not None
    assert found.version == VERSION


def test_an_office_may_have_a_model_of_its_own(tmp_path: Path) -> None:
    publish(EMBEDDED, of_office(tmp_path, "north"))
    assert notice(tmp_path) is None
    assert notice(of_office(tmp_path, "north")) is not None


def test_a_bundle_goes_to_a_url_before_the_notice_that_names_it_and_comes_back_whole(
    tmp_path: Path, web: tuple[str, type[Files]]
) -> None:
    where, server = web
    bundle = another(tmp_path)
    office.keep(bundle, SentBefore())
    found = publish(bundle, f"http://{where}")
    assert server.log[-1] == "/models/champion.json"
    assert not any("office" in path or "sent" in path for path in server.log)
    assert notice(f"http://{where}") == found
    folder = fetch(f"http://{where}", found.version, tmp_path / "cache")
    assert Bundle.load(folder).version == found.version
    assert fetch(f"http://{where}", found.version, tmp_path / "cache") == folder


def test_a_file_that_was_changed_behind_the_url_is_not_taken(tmp_path: Path, web: tuple[str, type[Files]]) -> None:
    where, server = web
    found = publish(EMBEDDED, f"http://{where}")
    server.kept[f"/models/{found.version}/history.npz"] = b"other"
    with pytest.raises(BundleError, match=r"history\.npz"):
        fetch(f"http://{where}", found.version, tmp_path / "cache")
    assert not (tmp_path / "cache" / found.version).exists()


def test_a_server_that_refuses_is_told_without_the_password(web: tuple[str, type[Files]]) -> None:
    where = web[0].replace("pa%20ss", "wrong")
    with pytest.raises(BundleError, match="401") as told:
        publish(EMBEDDED, f"http://{where}")
    assert "wrong" not in str(told.value)


def test_a_challenger_behind_a_url_can_be_withdrawn(web: tuple[str, type[Files]]) -> None:
    place = f"http://{web[0]}"
    publish(EMBEDDED, place, "challenger")
    withdraw(place)
    assert notice(place, "challenger") is None


def test_a_place_that_cannot_be_reached_is_told() -> None:
    with pytest.raises(BundleError, match="cannot be read"):
        notice("http://127.0.0.1:9/models")


@pytest.mark.parametrize(
    "answer",
    [b"no HTTP at all\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b""],
    ids=["no status", "no chunk", "nothing"],
)
def test_an_answer_that_is_garbled_is_told(web: tuple[str, type[Files]], answer: bytes, tmp_path: Path) -> None:
    where, server = web

    def garbled(self: Files) -> None:
        self.wfile.write(answer)
        self.close_connection = True

    server.do_GET = garbled  # type: ignore[method-assign]
    with pytest.raises(BundleError, match=r"cannot be read \(the server's answer is garbled: "):
        notice(f"http://{where}")
    with pytest.raises(BundleError, match=r"cannot be fetched \(the server's answer is garbled: "):
        fetch(f"http://{where}", VERSION, tmp_path)
