"""What names a patient reaches pages and files alone: planted marks stand in no address, referrer, log or storage."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.edi837 import claim, file837
from tests.serving.api.server import Process

MARKS = ("ZZMARKNAME", "ZZMARKMEMBER", "ZZMARKNOTE", "19310729", "1931-07-29")

FILE = re.sub(rb"DMG\*D8\*\d{8}", b"DMG*D8*19310729", file837(claim("C-1", total="90"), claim("C-2")))
FILE = re.sub(rb"NM1\*IL\*1\*[^*]*\*", b"NM1*IL*1*ZZMARKNAME*", FILE)


def test_no_address_referrer_log_or_storage_holds_a_patient(screen: Screen, server: Process) -> None:
    page = screen.page
    batch = screen.drop(("ZZMARKNAME.837", FILE), ("broken.837", b"ZZMARKNAME~" + FILE[:300]))
    page.locator("#by-head-patient").click()
    expect(page.locator('th[aria-sort="ascending"]')).to_contain_text("Patient")
    screen.claim(batch, "C-1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ZZMARKNAME")
    for path, value in (("/patient/birth_date", "ZZMARKNAME"), ("/subscriber/member_id", "ZZMARKMEMBER")):
        page.locator(f'#paper input[name="{path}"]').fill(value)
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was changed")
    screen.expected(422)
    page.locator('#paper input[name="/patient/birth_date"]').fill("1931-07-29")
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".did")).to_contain_text("Changed")
    page.get_by_label("Note").fill("ZZMARKNOTE")
    page.get_by_role("button", name="Write").click()
    expect(page.locator(".events")).to_contain_text("ZZMARKNOTE")
    page.get_by_role("link", name="List").click()
    with page.expect_download():
        page.get_by_role("link", name="List as CSV").click()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ZZMARKNAME")
    page.wait_for_load_state("networkidle")  # going back may load the page once more
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.referrer])")
    titles = page.title()
    told = [json.dumps([one.url, one.headers.get("referer", "")]) for one in screen.asked]
    assert len(told) > 10
    assert {one.headers.get("referer", "") for one in screen.asked} == {""}
    logged = json.dumps(server.lines)
    assert len(server.lines) > 10
    for mark in MARKS:
        assert [one for one in told if mark in one] == []
        assert mark not in kept
        assert mark not in titles
        assert mark not in logged
