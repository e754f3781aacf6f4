from __future__ import annotations

import re

import pytest

from tests.serving.pages.browser import EXAMPLES, Browser, Page


def test_files_that_are_dropped_become_a_batch_that_the_first_page_lists(anybody: Browser) -> None:
    page = anybody.drop(EXAMPLES / "01_clean_visits.837", EXAMPLES / "04_hospital.837")
    assert page.status == 200
    assert re.fullmatch(r"/batches/[0-9a-f]{32}", page.url.path)
    assert "01_clean_visits.837, 04_hospital.837" in page.text
    first = anybody.get("/")
    assert page.url.path in first.rows()


def test_the_list_begins_with_the_most_money_at_risk(batch: Page) -> None:
    money = [
        float(text.replace(",", ""))
        for text in re.findall(r'at risk">\$([\d,.]+)</td>\s*<td class="main">', batch.html)
    ]
    assert len(money) == len(batch.rows()) > 20
    assert money == sorted(money, reverse=True)


def test_a_head_sorts_by_its_column_and_then_the_other_way_round(anybody: Browser, batch: Page) -> None:
    def head(page: Page) -> dict[str, str]:
        return next(of for of in page.links if of.get("id") == "by-head-charge")

    once = anybody.get(str(batch.url.join(head(batch)["href"])))
    twice = anybody.get(str(once.url.join(head(once)["href"])))
    assert once.rows() != twice.rows()
    for page, direction in ((once, "descending"), (twice, "ascending")):
        assert [of["aria-sort"] for tag, of in page.elements if tag == "th" and "aria-sort" in of].count(direction) == 1


def test_a_filter_is_a_form_whose_state_stands_in_the_url(anybody: Browser, batch: Page) -> None:
    found = anybody.send(batch.form(id="filter"), batch, rule="charge-balance")
    assert found.url.params["rule"] == "charge-balance"
    assert 0 < len(found.rows()) < len(batch.rows())
    assert all("rule=charge-balance" in row for row in found.rows())
    again = anybody.get(str(found.url))
    assert again.rows() == found.rows()


@pytest.mark.parametrize("verdict", ["fix", "review", "ready"])
def test_the_tabs_count_what_they_list(anybody: Browser, batch: Page, verdict: str) -> None:
    page = anybody.get(f"{batch.url.path}?verdict={verdict}")
    word = verdict.capitalize()
    counted = re.search(rf'id="tab-{verdict}".*?<span class="quiet">([\d,]+)</span>', page.html, re.DOTALL)
    assert counted
    assert int(counted[1]) == len(page.rows()) > 0
    assert page.html.count(f"{word}</span></td>") == len(page.rows())


def test_what_is_no_filter_is_named_and_not_used(anybody: Browser, batch: Page) -> None:
    page = anybody.get(f"{batch.url.path}?verdict=SECRET&from=SECRET&due=soon&sort=SECRET")
    assert page.status == 200
    assert len(page.rows()) == len(batch.rows())
    assert "Not used, for it is none of the values there are: verdict, from, due, sort." in page.text
    assert "SECRET" not in page.text


def test_what_cannot_be_read_is_told_with_its_place(anybody: Browser) -> None:
    whole = (EXAMPLES / "02_typical_faults.837").read_bytes()
    page = anybody.drop(("broken.837", whole.replace(b"LX*1~", b"LX*1*2*3~", 1)), ("notes.txt", b"SECRETNAME"))
    assert "What could not be read" in page.text
    assert "broken.837" in page.text
    assert "segment" in page.text
    assert "SECRETNAME" not in page.html


def test_a_batch_of_nothing_that_can_be_read_says_so(anybody: Browser) -> None:
    page = anybody.drop(("notes.txt", b"SECRETNAME is no claim"))
    assert page.status == 200
    assert page.rows() == []
    assert "No claim could be read" in page.text
    top = page.html.partition('<dl class="sums"')[0]
    assert re.search(r'role="alert">.*<strong>notes.txt:</strong> .*Nothing was read, and nothing was checked', top)
    row = re.search(rf'href="{page.url.path}".*?</tr>', anybody.get("/").html, re.DOTALL)
    assert row
    assert "Nothing read" in row[0]


def test_a_file_of_several_that_is_none_is_named_on_top(anybody: Browser) -> None:
    page = anybody.drop(EXAMPLES / "01_clean_visits.837", ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))))
    top = page.html.partition('<dl class="sums"')[0]
    assert "<strong>scan.png:</strong>" in top
    assert "Nothing of it is in the list." in top
    assert "01_clean_visits.837:" not in top


def test_sending_no_file_says_what_to_do(anybody: Browser) -> None:
    first = anybody.get("/")
    answer = anybody.client.post("/batches", data=first.form(id="drop").data, files=[("files", ("", b""))])
    assert answer.status_code == 422
    assert "choose one file or more" in Page(answer).text


@pytest.mark.parametrize(
    "path",
    [
        "/batches/nowhere",
        "/batches/" + "0" * 32,
        "/batches/x/1",
        "/batches/x/y/z",
        "/static/nothing.css",
        "/static/__init__.py",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(anybody: Browser, path: str) -> None:
    page = anybody.get(path)
    assert page.status == 404
    assert page.answer.headers["content-type"].startswith("text/html")
    assert "Not Found" in page.title


def test_claims_that_are_dropped_are_counted_in_the_metrics(anybody: Browser) -> None:
    def counted() -> float:
        text = anybody.client.get("/metrics").text
        return sum(
            float(line.split()[-1]) for line in text.splitlines() if re.match(r'cleanclaim_scores_total.*"page"', line)
        )

    before = counted()
    anybody.drop(EXAMPLES / "01_clean_visits.837")
    assert counted() >= before + 5
