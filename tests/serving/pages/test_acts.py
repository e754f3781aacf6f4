"""What is done with claims on their pages: every change is a form, and leads back to the claim."""

from __future__ import annotations

import re

import pytest

import claims
from claims.claim import Claim
from claims.origin import Sourced
from tests.serving.pages.browser import EXAMPLES, Browser, Form, Page, browser
from tests.serving.pages.test_claim import claim, section
from tests.serving.server import Served


@pytest.fixture
def fresh(anybody: Browser) -> Page:
    """A batch of this test's own."""
    return anybody.drop(EXAMPLES / "02_typical_faults.837", EXAMPLES / "06_likely_refusals.837")


def act(page: Page, does: str) -> Form:
    """The first form of a page that does something."""
    return page.form(do=does)


def events(page: Page) -> list[str]:
    found = re.search(r'<ol class="events">(.*?)</ol>', page.html, re.DOTALL)
    return (
        [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in re.findall(r"<li>(.*?)</li>", found[1])]
        if found
        else []
    )


def test_a_changed_field_is_saved_and_checked_and_both_results_are_told(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2007")
    assert "total is 176.00" in section(page, "facts")
    after = anybody.send(page.form(id="paper"), page, **{"/total_charge": "166.00"})
    assert after.status == 200
    assert after.url.path == page.url.path
    assert "total is 176.00" not in section(after, "facts")
    assert re.search(r"Changed; total charge; chance of refusal \d+ %, now \d+ %", after.text)
    assert "was 176" in after.text
    assert "total charge" in events(after)[0]
    assert "166.00" in events(after)[0]


def test_a_form_that_changes_nothing_checks_again(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2003")
    after = anybody.send(page.form(id="paper"), page)
    assert after.status == 200
    assert events(after)[0].find("checked again") > 0


def test_what_cannot_be_taken_is_told_at_its_field_and_stays_there(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2003")
    after = anybody.send(page.form(id="paper"), page, **{"/total_charge": "lots", "/prior_authorization": "A-1"})
    assert after.status == 422
    assert "Nothing was changed" in after.text
    assert after.field("/total_charge")["value"] == "lots"
    assert after.field("/prior_authorization")["value"] == "A-1"
    assert "write a number, such as 125.00" in after.text
    assert claim(anybody, fresh, "MS-2003").field("/prior_authorization")["value"] == ""


def test_who_comes_second_is_told_what_the_other_did_and_keeps_what_was_typed(anybody: Browser, fresh: Page) -> None:
    first, second = claim(anybody, fresh, "MS-2007"), claim(anybody, fresh, "MS-2007")
    assert anybody.send(first.form(id="paper"), first, **{"/total_charge": "166.00"}).status == 200
    late = anybody.send(second.form(id="paper"), second, **{"/total_charge": "167.00"})
    assert late.status == 409
    assert "somebody else was quicker" in late.text
    assert "anyone changed the claim" in late.text
    assert late.field("/total_charge")["value"] == "167.00"
    again = anybody.send(late.form(id="paper"), late)
    assert again.status == 200
    assert again.field("/total_charge")["value"] == "167.00"


def test_a_suggestion_of_a_modifier_wants_a_line_of_what_the_record_shows(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-6001")
    form = act(page, "suggestion")
    assert "attested" in form.data
    assert anybody.send(form, page, attested="").status == 422
    after = anybody.send(form, page, attested="waived kit, per the lab log")
    assert after.status == 200
    assert "QW" in after.field("/lines/1/modifiers")["value"]
    assert "waived kit, per the lab log" in events(after)[0]


def test_a_suggestion_that_leaves_a_value_open_takes_it_from_who_obtained_it(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2002")
    form = act(page, "suggestion")
    assert "value-prior_authorization" in form.data
    assert anybody.send(form, page, **{"value-prior_authorization": ""}).status == 422
    after = anybody.send(form, page, **{"value-prior_authorization": "AUTH-77"})
    assert after.field("/prior_authorization")["value"] == "AUTH-77"
    assert "needs a prior authorization" not in section(after, "facts")


def test_a_change_is_taken_back(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2007")
    changed = anybody.send(page.form(id="paper"), page, **{"/total_charge": "166.00"})
    back = anybody.send(changed.form(id="undo"), changed)
    assert back.status == 200
    assert "total is 176.00" in section(back, "facts")
    assert "taken back" in events(back)[0]


def test_a_claim_is_sent_anyway_with_a_reason_and_held_again(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2003")
    assert anybody.send(act(page, "waive"), page, why="").status == 422
    waived = anybody.send(act(page, "waive"), page, why="the payer agreed by phone")
    assert "Send anyway" in waived.text
    assert "the payer agreed by phone" in events(waived)[0]
    assert "Will be sent anyway: “the payer agreed by phone”" in waived.text
    assert "may go, and 1 anyway" in anybody.get(fresh.url.path).text
    held = anybody.send(act(waived, "unwaive"), waived)
    assert "held again" in events(held)[0]


def test_a_claim_is_given_to_somebody_rests_and_carries_a_note(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2003")
    page = anybody.send(act(page, "assign"), page, to="anyone")
    assert "Given to anyone." in page.text
    page = anybody.send(act(page, "note"), page, text="called the clinic")
    assert "called the clinic" in events(page)[0]
    assert anybody.send(act(page, "snooze"), page, until="yesterday").status == 422
    page = anybody.send(act(page, "snooze"), page, until="1/2/2099")
    assert "rests until 2099-01-02" in page.text
    assert "Rests until 2099-01-02." in page.text
    listed = anybody.get(fresh.url.path)
    assert page.url.path not in [row.partition("?")[0] for row in listed.rows()]
    resting = anybody.get(f"{fresh.url.path}?resting=1")
    assert [row.partition("?")[0] for row in resting.rows()] == [page.url.path]
    assert "anyone" in resting.text


def test_the_day_that_is_suggested_for_a_rest_is_taken(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2003")
    unsaid = anybody.send(act(page, "snooze"), page, until="")
    assert unsaid.status == 422
    day = next(of["placeholder"] for _, of in page.elements if of.get("id") == "snooze-until")
    assert f"write a day, such as {day}" in unsaid.text
    rests = anybody.send(act(page, "snooze"), page, until=day)
    assert f"Rests until {day}." in rests.text
    again = anybody.send(act(rests, "snooze"), rests, until=day)
    assert f"Rests until {day}." not in again.text  # nothing was done
    assert "Rests no longer." in anybody.send(act(rests, "snooze"), rests, until="").text


def test_a_fix_of_one_fault_of_two_says_which_is_left(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2007")
    after = anybody.send(page.form(id="paper"), page, **{"/total_charge": "166.00"})
    assert re.search(r"now \d+ %; 1 fault left: [^;]*pointer[^;]*\.", after.text)
    pointer = {"/lines/0/diagnosis_pointers": "A", "/lines/1/diagnosis_pointers": "A"}
    last = anybody.send(after.form(id="paper"), after, **pointer)
    assert "fault left" not in last.text


def test_what_was_sent_is_told_apart_from_what_is_left(anybody: Browser, fresh: Page) -> None:
    def tile(page: Page, name: str) -> tuple[str, str]:
        found = re.search(rf"<dt>(?:<[^>]*>)*{name}(?:</\w+>)*</dt><dd>(.*?)</dd><dd[^>]*>(.*?)</dd>", page.html)
        assert found, name
        return found[1], found[2]

    ready = tile(fresh, "(?:<use [^>]*/></svg>)?Ready")[0]
    risk, refusals = tile(fresh, "At risk")[0], tile(fresh, "Expected refusals")[0]
    taken = anybody.send(act(fresh, "release"), fresh)
    assert tile(taken, "(?:<use [^>]*/></svg>)?Ready")[0] == "0"
    assert tile(taken, "(?:<use [^>]*/></svg>)?Sent")[0] == ready != "0"
    assert tile(taken, "Expected refusals") < (refusals, "")
    assert tile(taken, "At risk")[1] == f"of what is left; {risk} as it came"
    assert anybody.get(f"{fresh.url.path}?verdict=ready").rows() == []
    sent = anybody.get(next(of["href"] for of in taken.links if of.get("id") == "tab-sent"))
    assert len(sent.rows()) == int(ready)


def test_after_a_fix_the_next_claim_of_the_list_is_still_one_key_away(anybody: Browser, fresh: Page) -> None:
    listed = anybody.get(f"{fresh.url.path}?rule=charge-balance")
    wanted = anybody.get(f"{fresh.url.path}?verdict=fix")
    page = anybody.get(
        next(row for row in wanted.rows() if row.partition("?")[0] == listed.rows()[0].partition("?")[0])
    )
    following = next(of["href"] for of in page.links if of.get("id") == "to-next")
    lines = {"/total_charge": "166.00", "/lines/0/diagnosis_pointers": "A", "/lines/1/diagnosis_pointers": "A"}
    fixed = anybody.send(page.form(id="paper"), page, **lines)
    assert fixed.status == 200
    assert next(of["href"] for of in fixed.links if of.get("id") == "to-next") == following


def test_many_claims_are_given_to_somebody_at_once(anybody: Browser, fresh: Page) -> None:
    form = fresh.form(id="list")
    none = anybody.send(form, fresh, do="assign", to="anyone", which="ticked")
    assert none.status == 422
    answer = anybody.client.post(
        str(fresh.url.join(form.action)),
        data={**form.data, "do": "assign", "to": "anyone", "which": "ticked", "number": ["1", "3"]},
    )
    assert Page(answer).html.count(">anyone</td>") == 2
    everything = anybody.send(form, fresh, do="assign", to="anyone", which="all")
    assert everything.html.count(">anyone</td>") == len(fresh.rows())


def test_the_ready_file_is_taken_once_and_can_be_saved_again(anybody: Browser, fresh: Page) -> None:
    page = claim(anybody, fresh, "MS-2007")
    lines = {"/total_charge": "166.00", "/lines/0/diagnosis_pointers": "A"}
    fixed = anybody.send(page.form(id="paper"), page, **lines)
    listed = anybody.get(fresh.url.path)
    ready = len(anybody.get(f"{fresh.url.path}?verdict=ready").rows())
    taken = anybody.send(act(listed, "release"), listed)
    assert taken.status == 200
    assert f"Ready file 1: {ready} claims" in taken.text
    link = next(of["href"] for of in taken.links if of.get("id") == "download")
    for _ in range(2):
        answer = anybody.client.get(link)
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert answer.headers["cache-control"] == "no-store"
        sent = [
            one.claim for one in claims.read_stream(iter([answer.content]), "ready.837") if isinstance(one, Sourced)
        ]
        assert len(sent) == ready
    corrected: list[Claim] = [one for one in sent if one.claim_id == "MS-2007"]
    went = 'class="sign ready"' in fixed.html.partition('class="steps"')[0]
    assert [one.total_charge for one in corrected] == ([166] if went else [])
    after = anybody.get(taken.rows()[0])
    assert after.status == 200
    again = anybody.send(act(listed, "release"), listed)
    assert again.status == 422
    assert "no claim is ready" in again.text


def test_a_claim_that_was_sent_is_changed_no_more(anybody: Browser, fresh: Page) -> None:
    page = anybody.get(anybody.get(f"{fresh.url.path}?verdict=ready").rows()[0])
    listed = anybody.get(fresh.url.path)
    anybody.send(act(listed, "release"), listed)
    sent = anybody.get(str(page.url))
    assert all(
        "readonly" in of for tag, of in sent.elements if of.get("id", "").startswith("field-") and tag == "input"
    )
    assert anybody.send(page.form(id="paper"), page, **{"/total_charge": "1.00"}).status == 422


@pytest.mark.parametrize(
    ("name", "kind", "holds"),
    [
        ("held", "application/edi-x12", b"MS-2003"),
        ("list.csv", "text/csv", b"MS-2003"),
        ("answer.277", "application/edi-x12", b"ST*277"),
    ],
)
def test_other_files_of_a_batch_are_taken_away(
    anybody: Browser, fresh: Page, name: str, kind: str, holds: bytes
) -> None:
    answer = anybody.client.get(f"{fresh.url.path}/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "attachment" in answer.headers["content-disposition"]
    assert holds in answer.content


def test_a_filter_is_kept_under_a_name_and_forgotten(anybody: Browser, fresh: Page) -> None:
    listed = anybody.get(f"{fresh.url.path}?verdict=fix&sort=-charge")
    keeping = next(form for form in listed.forms if form.action == "/views")
    kept = anybody.send(keeping, listed, name="dear faults")
    assert kept.url.params["verdict"] == "fix"
    assert any(of.get("id", "").startswith("view-") and "verdict=fix" in of["href"] for of in kept.links)
    other = anybody.get(fresh.url.path)
    assert "dear faults" in other.text
    forgetting = next(form for form in other.forms if form.action.startswith("/views/"))
    assert "dear faults" not in anybody.send(forgetting, other).text


@pytest.mark.parametrize("does", ["", "nothing", "release"])
def test_a_form_that_is_none_of_ours_does_nothing(anybody: Browser, fresh: Page, does: str) -> None:
    page = claim(anybody, fresh, "MS-2003")
    assert anybody.send(page.form(id="paper"), page, do=does).status == 422


def test_nobody_signed_in_can_send_a_form(running: Served, fresh: Page) -> None:
    stranger = browser(running)
    page = claim(stranger, fresh, "MS-2003")
    stranger.client.cookies.clear()
    assert stranger.send(page.form(id="paper"), page).status == 403
