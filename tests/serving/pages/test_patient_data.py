"""What names a patient reaches pages alone: no address, no log line, no page of who may not see it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx

from serving.api.app import create
from tests.edi837 import claim, file837
from tests.serving.api.calls import a_service, logged
from tests.serving.pages.browser import Page

MARKS = ("ZZMARKNAME", "ZZMARKMEMBER", "ZZMARKNOTE", "19310729", "1931-07-29")

FILE = re.sub(rb"DMG\*D8\*\d{8}", b"DMG*D8*19310729", file837(claim("C-1", total="90"), claim("C-2")))
FILE = re.sub(rb"NM1\*IL\*1\*[^*]*\*", b"NM1*IL*1*ZZMARKNAME*", FILE)


def test_nothing_of_a_patient_stands_in_an_address_or_a_log_line(tmp_path: Path) -> None:
    service = a_service()

    async def morning() -> tuple[list[str], str]:
        seen: list[str] = []
        with logged(tmp_path) as (log, file):
            transport = httpx.ASGITransport(create(service, log), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=30) as client:

                async def call(method: str, url: str, **content: object) -> Page:
                    answer = await client.request(method, url, follow_redirects=True, **content)  # type: ignore[arg-type]
                    seen.extend(str(one.url) for one in (*answer.history, answer))
                    seen.extend(str(one.headers) for one in (*answer.history, answer))
                    return Page(answer)

                first = await call("GET", "/")
                files = [("files", ("ZZMARKNAME.837", FILE)), ("files", ("broken.837", b"ZZMARKNAME~" + FILE[:300]))]
                batch = await call("POST", "/batches", data=first.form(id="drop").data, files=files)
                while "Being read" in batch.text:
                    await asyncio.sleep(0.05)
                    batch = await call("GET", str(batch.url))
                assert batch.rows(), batch.text
                page = await call("GET", batch.rows()[0])
                assert "ZZMARKNAME" in page.html
                data = page.form(id="paper").data
                for change in (
                    {"/patient/last_name": "ZZMARKNAME", "/subscriber/member_id": "ZZMARKMEMBER"},
                    {"/patient/birth_date": "ZZMARKNAME"},
                    {"do": "note", "text": "ZZMARKNOTE"},
                    {"do": "assign", "to": "ZZMARKNAME"},
                    {"do": "ZZMARKNAME"},
                    {"token": "ZZMARKNAME"},
                ):
                    await call("POST", str(page.url), data={**data, **change})
                await call("GET", f"{batch.url}?payer=ZZMARKNAME&sort=ZZMARKNAME")
                await call("GET", "/batches/ZZMARKNAME/ZZMARKNAME")
                await call("GET", "/static/ZZMARKNAME")
                await call("GET", f"{batch.url.path}/held")
            return seen, file.read_text()

    seen, log = asyncio.run(morning())
    asked = [one for one in seen if "payer=ZZMARKNAME" in one or "/ZZMARKNAME" in one]
    assert len(asked) == 3  # what the test itself asked for
    for mark in MARKS:
        assert mark not in log
        told = [one for one in seen if mark in one and one not in asked]
        assert [one for one in told if "content-disposition" not in one] == []
