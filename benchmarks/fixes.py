"""Clicks and keys of the commonest fixes, played in a browser against a real server.

Each begins on the page of a claim that has the fault, and ends when the claim was checked again. ``e`` and ``a`` are
tried first; where they lead elsewhere, the field is clicked. Keys are counted without the characters of what is
entered: nobody can save those.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

from tests.serving.pages.browser import EXAMPLES, Browser, Page, browser, server

CLEAN, FAULTS, TWICE = "01_clean_visits.837", "02_typical_faults.837", "03_sent_twice.837"


class Fix(Struct, frozen=True):
    """One fault, and what is entered against it."""

    name: str
    file: str
    claim: str
    fields: dict[str, str] = {}
    """What is entered, by path; nothing where a suggestion or decision is taken."""
    key: str = "e"
    """``e``: edit; ``a``: accept the first suggestion; ``w``: send anyway."""
    entered: str = ""
    """What a suggestion or decision wants."""
    plant: tuple[str, str] = ("", "")
    """What of the file is replaced, so that it has the fault."""


FIXES = (
    Fix("missing authorization", FAULTS, "MS-2002", key="a", entered="AUTH12345"),
    Fix("modifier 25", CLEAN, "MS-1002", {"/lines/0/modifiers": "25"}),
    Fix("modifier 59", CLEAN, "MS-1002", {"/lines/1/modifiers": "59"}),
    Fix("modifier GP", FAULTS, "MS-2005", {"/lines/0/modifiers": "GP"}),
    Fix("modifier QW", CLEAN, "MS-1004", key="a", entered="waived kit, lab log"),
    Fix("check digit of an NPI", FAULTS, "MS-2001", {"/rendering_provider/npi": "1999999026"}),
    Fix("diagnosis not specific", FAULTS, "MS-2004", {"/diagnoses/0/code": "E119"}),
    Fix("pointer missing", CLEAN, "MS-1001", {"/lines/1/diagnosis_pointers": "A"}, plant=("28*UN*1***1~", "28*UN*1~")),
    Fix("units", FAULTS, "MS-2005", {"/lines/0/units": "4"}),
    Fix("place of service", CLEAN, "MS-1001", {"/place_of_service": "11"}, plant=("163***11:B", "163***00:B")),
    Fix(
        "member id",
        CLEAN,
        "MS-1002",
        {"/subscriber/member_id": "1EG4TE5MK73"},
        plant=("MI*1EG4TE5MK73", "MI*1EG4TE5MK7"),
    ),
    Fix("birth date", CLEAN, "MS-1001", {"/patient/birth_date": "3/14/1978"}, plant=("D8*19780314", "D8*20780314")),
    Fix("duplicate", TWICE, "MS-3002", {"/lines/0/modifiers": "76"}),
    Fix("frequency 7, original reference", FAULTS, "MS-2006", key="a", entered="CTRL-4711"),
    Fix("late, with a delay reason", FAULTS, "MS-2003", {"/delay_reason": "7"}),
    Fix(
        "referring provider",
        CLEAN,
        "MS-1001",
        {"/referring_provider/name": "REED", "/referring_provider/npi": "1999999026"},
    ),
    Fix(
        "taxonomy",
        CLEAN,
        "MS-1001",
        {"/rendering_provider/taxonomy": "207Q00000X"},
        plant=("PE*PXC*207Q00000X", "PE*PXC*207Q"),
    ),
    Fix("total charge", FAULTS, "MS-2007", {"/total_charge": "166"}),
    Fix("service date", FAULTS, "MS-2008", {"/lines/1/service_date": "6/15/2026"}),
    Fix("CLIA number", CLEAN, "MS-1001", {"/clia": "14D0000001"}, plant=("REF*X4*14D0000001~", "")),
    Fix("NDC", FAULTS, "MS-2008", {"/lines/1/ndc/code": "00641614525"}),
    Fix("payer id", CLEAN, "MS-1001", {"/payer/id": "EXAMPLE01"}, plant=("PI*EXAMPLE01", "PI*EXAMPLE0")),
    Fix("send anyway", FAULTS, "MS-2003", key="w", entered="payer agreed by phone"),
)


def main() -> None:
    """Print the table of ``docs/worklist.md``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  no other benchmark needs a browser

    print("| fix | clicks | keys | characters entered |\n|---|--:|--:|--:|")
    with TemporaryDirectory() as folder, server(Path(folder)) as running, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        sheet = chromium.new_page(base_url=f"http://127.0.0.1:{running.port}")
        for name, clicks, keys, characters in counts(sheet, browser(running)):
            print(f"| {name} | {clicks} | {keys} | {characters} |")


def counts(sheet: Any, dropper: Browser) -> Iterator[tuple[str, int, int, int]]:
    """Each fix with its clicks, its keys, and the characters of what is entered."""
    for fix in FIXES:
        text = (EXAMPLES / fix.file).read_text()
        planted = text.replace(*fix.plant) if fix.plant[0] else text
        assert fix.plant[0] in text, fix.name
        sheet.goto(_address(dropper.drop((fix.file, planted.encode())), fix.claim))
        sheet.wait_for_load_state("load")
        clicks, keys = _play(sheet, fix)
        said = sheet.wait_for_selector(".did").inner_text()
        assert re.match(r"Changed|Accepted|Send anyway", said.strip()), (fix.name, said)
        yield fix.name, clicks, keys, len(fix.entered) + sum(map(len, fix.fields.values()))


def _play(sheet: Any, fix: Fix) -> tuple[int, int]:
    """Make a fix; its clicks, and its keys beside what is entered."""
    clicks, keys = 0, 1
    sheet.keyboard.press(fix.key)
    if fix.entered:
        sheet.keyboard.type(fix.entered)
    for path, value in fix.fields.items():
        wanted = f'#paper [name="{path}"]'
        if sheet.evaluate("document.activeElement.name") != path:
            if not clicks and keys == 1:
                keys = 0  # somebody who knows the page clicks at once
            if not sheet.locator(wanted).count():
                sheet.keyboard.press("Escape")
                sheet.click("#all-fields")
                sheet.wait_for_selector(wanted)
                clicks += 1
            sheet.click(wanted, click_count=3)  # one look, one place: a double click selects what stands there
            clicks += 1
        sheet.keyboard.type(value)
    sheet.keyboard.press("Enter")
    return clicks, keys + 1


def _address(batch: Page, claim: str) -> str:
    found = re.search(rf'href="([^"]+)" data-row>{claim}<', batch.html)
    assert found, claim
    return found[1].replace("&amp;", "&")
