"""The overview: what the checks were worth, from what is on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.claim import Patient, Subscriber
from features.record import Cell, Record
from features.regime import Regime
from models import EMBEDDED, Bundle
from serving.access import keys
from serving.access.roles import ROLES
from serving.pages.overview.became import became
from serving.pages.overview.cash import cash
from serving.pages.overview.changes import FEWEST_BEFORE, FEWEST_REFUSED, changes
from serving.pages.overview.drawn import HEIGHT, WIDTH, Column, Part, columns
from serving.pages.overview.faults import faults
from serving.pages.overview.kept import Kept, done, happened
from serving.pages.overview.mended import mended
from serving.pages.overview.period import Period
from serving.store import Store
from tests.claims.office import sent
from tests.serving.outcomes.office import denied, paid, receive, remit, score, submit
from tests.serving.pages.browser import EXAMPLES, Browser, Page, browser, server, store_url
from tests.serving.pages.test_claim import claim
from tests.serving.pages.test_sign_in import signed_in

MARCH = Period(13, date(2026, 3, 31))
ADDRESS = "/overview?weeks=13&until=2026-03-31"
RESULT = {
    "expected_payment": {
        "amount": "80.00", "date": "2026-04-10", "date_low": "2026-04-01", "date_high": "2026-04-20",
    },
    "denial_probability": 0.3,
    "findings": [],
}  # fmt: skip
"""What is read of the result of a claim that waits."""


def lived(store: Store) -> None:
    """An office: forty claims told 25 %, of which ten are refused; one held and refused; one that waits."""
    member: dict[str, Any] = {"patient": Patient(last_name="SECRETNAME"), "subscriber": Subscriber(member_id="SECRET1")}
    several = [sent(claim_id=f"T{nth}", **member) for nth in range(40)]
    held, waits = sent(claim_id="H1"), sent("100", claim_id="W1", on=date(2026, 3, 3))
    for one in several:
        score(store, one, "ready", probability=0.25)
    score(store, held, "review", probability=0.6)
    score(store, waits, "ready", probability=0.3, result=msgspec.json.encode(RESULT), at_risk=Decimal(20))
    submit(store, *several, held, waits)
    answers = [denied(one.claim_id) if nth < 10 else paid(one.claim_id) for nth, one in enumerate(several)]
    receive(store, remit(*answers, denied("H1")))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store.open(store_url(tmp_path_factory.mktemp("overview")))
    lived(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def analyst(store: Store) -> Iterator[Browser]:
    key = keys.make(store, "main", "analyst", ROLES["analyst"], "test")
    with server(Path(str(store.engine.url.database)).parent) as running:
        yield signed_in(running, key)


@pytest.fixture(scope="module")
def page(analyst: Browser) -> Page:
    return analyst.get(ADDRESS)


def test_the_clean_claim_rate_is_that_of_claims_that_were_decided(page: Page) -> None:
    assert page.status == 200
    assert "30 of 41 decided" in page.text
    assert "73 % of 41" in page.html  # the week of the third of February, as the drawing tells it


def test_refusals_are_told_by_whether_they_had_been_held(page: Page) -> None:
    assert re.search(
        r"Of 11 refused claims \(\$1,100 .*?\), 1 \(\$100\) had been held .*?, 10 had been told", page.text
    )


def test_calibration_is_told_in_words(page: Page) -> None:
    assert "Of 40 claims told 20–30 % (25 % on average), 25 % were refused: as told." in page.text
    assert "Of 1 claim told 50–70 % (60 % on average), 100 % was refused: too few to tell." in page.text


def test_money_to_come_is_that_of_claims_that_wait(page: Page, store: Store) -> None:
    pay_days = Bundle.load(EMBEDDED).pay_days
    assert pay_days is not None
    money = cash(store, "main", pay_days, MARCH.until)
    assert money is not None
    assert (money.forecast.claims, money.left_out) == (1, 0)
    assert 0 < money.forecast.total.expected <= 100
    assert f"${money.forecast.total.expected:,.0f} expected after 2026-03-31" in page.text


def test_why_nothing_is_expected_of_claims_that_went_out_long_ago_is_said(analyst: Browser) -> None:
    late = analyst.get("/overview?weeks=52&until=2026-11-30")
    assert "Nothing is to be expected any more after 2026-11-30 from 1 claim without an answer" in late.text
    assert "it was sent on 2026-03-03, and payers answer sooner than this, or never" in late.text
    then = next(of["href"] for of in late.links if of.get("id") == "cash-then")
    assert "expected after 2026-03-03" in analyst.get(then.partition("#")[0]).text


def test_a_claim_waits_until_the_day_of_its_answer(store: Store) -> None:
    pay_days = Bundle.load(EMBEDDED).pay_days
    assert pay_days is not None
    before = cash(store, "main", pay_days, date(2026, 2, 28))
    assert before is None  # forty-one wait, but nothing was told of their money; the other one is not sent yet


def test_weeks_sum_to_the_whole(store: Store) -> None:
    found = became(store, "main", MARCH)
    assert sum(week.counts.sent for week in found.weeks) == found.total.counts.sent == 42
    assert sum(band.claims for band in found.bands) == found.total.counts.foreseen == 41
    assert [week.begins for week in found.weeks if week.counts.sent] == [date(2026, 2, 2), date(2026, 3, 2)]
    assert [week.young for week in found.weeks if week.counts.sent] == [False, True]


def test_another_office_sees_nothing_of_it(store: Store) -> None:
    found = became(store, "north", MARCH)
    assert (found.total.counts.sent, found.total.came, found.mended) == (0, 0, 0)
    assert mended(store, "north", MARCH).claims == 0


def test_every_drawing_is_named_and_has_its_table_or_words_beside_it(page: Page) -> None:
    drawn = [of for tag, of in page.elements if tag == "svg" and "plot" in of.get("class", "")]
    assert len(drawn) == 4
    ids = {of["id"] for _, of in page.elements if "id" in of}
    for of in drawn:
        assert of["role"] == "img"
        assert set(of["aria-labelledby"].split()) <= ids
    assert page.html.count('<div class="beside">') == 4


def test_nothing_on_these_pages_is_styled_or_scripted_inline_or_names_a_patient(analyst: Browser) -> None:
    for path in (ADDRESS, "/rules", "/rules/timely-filing", "/model"):
        shown = analyst.get(path)
        assert shown.status == 200
        assert not [of for _, of in shown.elements if "style" in of or any(name.startswith("on") for name in of)]
        assert not [tag for tag, of in shown.elements if tag == "style" or (tag == "script" and "src" not in of)]
        assert "SECRET" not in shown.html


def test_what_is_no_period_is_named_and_not_used(analyst: Browser) -> None:
    shown = analyst.get("/overview?weeks=7&until=SECRET")
    assert shown.status == 200
    assert "Not used, for it is none of the values there are: weeks, until." in shown.text
    assert "SECRET" not in shown.text


@pytest.mark.parametrize("until", ["0001-01-01", "9999-12-31", ""])
def test_the_ends_of_the_calendar_are_periods(analyst: Browser, until: str) -> None:
    assert analyst.get(f"/overview?until={until}").status == 200


def test_an_office_without_anything_is_told_what_to_do(tmp_path: Path) -> None:
    with server(tmp_path) as running:
        one = browser(running)
        text = one.get("/overview").text
        assert "Drop the day’s files" in text
        assert "Once 835 files are dropped above" in text
        assert "No claim is sent and waiting for its answer." in text

        batch = one.drop(EXAMPLES / "01_clean_visits.837", EXAMPLES / "02_typical_faults.837")
        shown = one.get("/overview")
        assert "Nothing was sent in these weeks" in shown.text
        top = re.search(r'href="/rules/([a-z-]+)"', shown.html)
        assert top
        assert one.get(f"/rules/{top[1]}").status == 200

        one.send(next(form for form in batch.forms if form.data.get("do") == "release"), batch)
        assert "sent, none answered yet" in one.get("/overview?until=2026-07-05").text


def test_what_a_change_took_out_of_the_risk_counts_once_the_claim_is_sent(tmp_path: Path) -> None:
    with server(tmp_path) as running:
        one = browser(running)
        batch = one.drop(EXAMPLES / "02_typical_faults.837")
        form = claim(one, batch, "MS-2007")
        paper = form.form(id="paper")
        pointers = next(name for name in paper.data if name.startswith("/lines/0/") and "pointer" in name)
        after = one.send(paper, form, **{"/total_charge": "166.00", pointers: "1"})
        if waive := [given for given in after.forms if given.data.get("do") == "waive"]:  # the odds may hold it still
            one.send(waive[0], after, why="both faults are mended")
        made = Store.open(store_url(tmp_path))
        try:
            wide = Period(52, today(one))
            assert mended(made, "main", wide).claims == 0
            one.send(next(form for form in batch.forms if form.data.get("do") == "release"), batch)
            found = mended(made, "main", wide)
            assert (found.claims, found.cleared, found.cleared_charge) == (1, 1, Decimal("166.00"))
            rules = {fault.key: fault.faulty for fault in faults(made, "main", wide).rules}
            assert rules["charge-balance"] == 1  # as it came, though it was mended
        finally:
            made.close()
        assert "1 changed claim sent" in one.get("/overview").text


def today(one: Browser) -> date:
    """The day that counts as today, as the server says."""
    found = re.search(r'id="period-until" value="([\d-]+)"', one.get("/overview").html)
    assert found
    return date.fromisoformat(found[1])


def test_answers_that_are_dropped_fill_the_overview_at_once(tmp_path: Path) -> None:
    made = Store.open(store_url(tmp_path))
    several = [sent(claim_id=f"T{nth}") for nth in range(3)]
    submit(made, *several)
    made.close()
    with server(tmp_path) as running:
        one = browser(running)
        assert "3 claims sent, none answered yet" in one.get(ADDRESS).text
        files = {"day.835": remit(paid("T0"), denied("T1"), paid("STRANGE")), "notes.txt": b"hello"}
        after = drop_answers(one, files)
        assert "day.835: 3 answers of payers; joined to 2 claims that were sent; 1 of claims that nobody" in after.text
        assert "notes.txt:" in after.text
        assert "send an 835, 999, 277CA or TA1" in after.text
        assert "1 of 2 decided" in one.get(ADDRESS).text
        again = drop_answers(one, {"day.835": files["day.835"]})
        assert "the same file was taken in before: nothing changed" in again.text


def drop_answers(one: Browser, files: dict[str, bytes]) -> Page:
    page = one.get("/overview")
    data = page.form(id="answers").data
    return Page(one.client.post("/overview", data=data, files=[("files", item) for item in files.items()]))


def test_what_stands_as_it_stood_is_not_added_up_again_and_anything_new_is(store: Store) -> None:
    kept, asked = Kept(), list[str]()

    def answer() -> int:
        asked.append("again")
        return len(asked)

    stands = happened(store, "main"), done(store, "main")
    assert kept.of("question", stands, answer) == kept.of("question", stands, answer) == 1
    assert kept.of("another", stands, answer) == 2
    submit(store, sent(claim_id="NEW"), office="south")
    assert (happened(store, "main"), done(store, "main")) == stands
    assert happened(store, "south") is not None
    assert kept.of("question", (happened(store, "south"), done(store, "south")), answer) == 3


@given(st.lists(st.floats(0, 1e7), max_size=60))
def test_a_drawing_stays_within_its_frame(values: list[float]) -> None:
    several = [Column(f"{nth}", [Part(value, "told")], (0, value), value) for nth, value in enumerate(values)]
    drawn = columns("title", several, str)
    assert len(drawn.boxes) == sum(value > 0 for value in values)
    for box in drawn.boxes:
        assert 0 <= box.x <= box.x + box.width <= WIDTH
        assert 0 <= box.y <= box.y + box.height <= HEIGHT
    for mark in drawn.marks:
        assert 0 <= mark.top <= mark.bottom <= HEIGHT


def test_changes_are_looked_for_where_the_answers_are_enough() -> None:
    began = date(2026, 7, 11)

    def told(before: int, after: int) -> list[tuple[int, int, int, int]]:
        regime = Regime(since=began.toordinal(), answers=after)
        regime.refused, regime.before = after, (before, 0)
        cell = Cell(("authorization",))
        cell.regimes["authorization"] = regime
        record = Record()
        record.cells["procedure"]["P1|99201"] = {"-authorization": cell}
        found = changes(record, began, began)
        return [(one.refused, one.answers, one.refused_before, one.answers_before) for one in found]

    assert told(FEWEST_BEFORE, FEWEST_REFUSED) == [(FEWEST_REFUSED, FEWEST_REFUSED, 0, FEWEST_BEFORE)]
    assert told(FEWEST_BEFORE - 1, FEWEST_REFUSED) == []
    assert told(FEWEST_BEFORE, FEWEST_REFUSED - 1) == []


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (date(2026, 7, 11), date(2026, 7, 11), 1),
        (date(2026, 7, 12), date(2026, 7, 31), 0),  # it was earlier
        (date(2026, 7, 1), date(2026, 7, 10), 0),  # it had not begun
    ],
)
def test_a_change_is_told_of_the_weeks_in_which_it_began(since: date, until: date, told: int) -> None:
    regime = Regime(since=date(2026, 7, 11).toordinal(), answers=10)
    regime.refused, regime.before = 10, (10, 0)
    cell = Cell(("authorization",))
    cell.regimes["authorization"] = regime
    record = Record()
    record.cells["procedure"]["P1|99201"] = {"-authorization": cell}
    assert len(changes(record, since, until)) == told
