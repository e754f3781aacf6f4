"""The model's page, and the banner that all pages have while it is the demonstration model."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from models import EMBEDDED, Bundle
from serving.pages.demonstration import embedded_version
from serving.pages.model import codes, foremost, gains
from tests.serving.pages.browser import SERVER, Browser, Page, browser, store_url
from tests.serving.server import serving

BANNER = "Demonstration model:"


@pytest.fixture(scope="module")
def embedded() -> Bundle:
    return Bundle.load(EMBEDDED)


def test_the_page_says_what_the_model_is_and_how_good_it_was(anybody: Browser, embedded: Bundle) -> None:
    text = anybody.get("/model").text
    assert embedded.version in text
    assert str(embedded.trained_through) in text
    assert f"Measured on {embedded.manifest.metrics['claims']:,.0f} claims" in text
    assert "This is the demonstration model." in text
    for name in embedded.hazard_names:
        assert name.capitalize() in text


def test_the_page_says_what_odds_rest_on(anybody: Browser, embedded: Bundle) -> None:
    page = anybody.get("/model")
    record = embedded.history().record
    for payer, cell in record.siblings("payer", "*").items():
        if payer != "*":
            assert f"{payer} {cell.count('any').answers:,} {cell.count('any').refused:,}" in page.text
    for one in foremost(embedded):
        assert one.name in page.text
        assert one.doc


def test_gains_are_those_of_the_trees(embedded: Bundle) -> None:
    text = next(iter(embedded.models.values()))
    lines = [line.partition("=") for line in text.splitlines()]
    split_by = [int(one) for name, _, some in lines if name == "split_feature" for one in some.split()]
    gained = [float(one) for name, _, some in lines if name == "split_gain" for one in some.split()]
    summed: dict[str, float] = dict.fromkeys(embedded.feature_names, 0.0)
    for column, gain in zip(split_by, gained, strict=True):
        summed[embedded.feature_names[column]] += gain
    told = gains([text])
    assert told.most_common(1)[0][0] == max(summed, key=lambda name: summed[name])
    assert all(told[name] == pytest.approx(summed[name], abs=1) for name in summed)


def test_codes_of_a_kind_begin_with_the_commonest(embedded: Bundle) -> None:
    for hazard in embedded.hazards:
        shares = [share for _, share in codes(hazard)]
        assert shares == sorted(shares, reverse=True)
        assert shares[0] == max(hazard.codes.values())


def test_every_page_has_the_banner_while_the_demonstration_model_is_in_use(anybody: Browser, batch: Page) -> None:
    for path in (
        "/",
        "/help",
        "/overview",
        "/rules",
        "/rules/timely-filing",
        "/model",
        batch.url.path,
        batch.rows()[0],
    ):
        assert BANNER in anybody.get(path).text


def test_an_office_with_a_model_of_its_own_has_no_banner(tmp_path: Path, embedded: Bundle) -> None:
    own = tmp_path / "own"
    Bundle(replace(embedded.manifest, name="own"), embedded.models, embedded.tables).save(own)
    assert Bundle.load(own).version != embedded_version()
    code = f"app = create(around(for_a_server(Bundle.load({str(own)!r})), store_url={store_url(tmp_path)!r}), quiet)"
    with serving(*SERVER, code) as running:
        page = browser(running).get("/model")
        assert page.status == 200
        assert BANNER not in page.text
        assert "This is the demonstration model." not in page.text


def test_without_a_model_the_page_says_how_to_come_by_one(tmp_path: Path) -> None:
    code = f"app = create(around(for_a_server(None), store_url={store_url(tmp_path)!r}), quiet)"
    with serving(*SERVER, code) as running:
        one = browser(running)
        page = one.get("/model")
        assert "No model is in use" in page.text
        assert "cleanclaim train" in page.text
        assert BANNER not in page.text
        assert "No model is in use" in one.get("/overview").text
