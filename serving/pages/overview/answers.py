"""Answers that are brought on the page: 835s of payers, 999s and 277CAs of the front door."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from serving.api.service import Service
from serving.outcomes import Taken, take_file
from serving.pages.overview.page import overview
from serving.pages.posted import Dropped, dropped
from serving.pages.signin.visitor import needs, sender
from serving.pages.visit import Visit
from serving.pages.words import plural
from serving.problem import Refused, refused

CHUNK = 1 << 20


class Brought(Struct, frozen=True):
    """What came of a file."""

    name: str
    said: tuple[str, ...]
    """What was joined, and what was not."""
    refused: bool = False
    """Whether nothing of it was taken in."""
    problems: tuple[str, ...] = ()
    """What could not be read, without patient data."""


async def bring(request: Request) -> Response:
    """Take files in, and show the overview with them."""
    visit = await sender(request)
    needs(visit, "score", "outcomes")
    service: Service = request.app.state.service
    with service.room.place():
        form = await dropped(request, visit)
        try:
            files = [one for one in form.files if one.name]
            if not files:
                raise refused(HTTPStatus.UNPROCESSABLE_ENTITY, "no file was chosen; choose one 835 or more")
            brought = [await asyncio.to_thread(_taken, service, visit, one) for one in files]
        finally:
            form.close()
    return await overview(request, visit, brought)


def _taken(service: Service, visit: Visit, one: Dropped) -> Brought:
    viewer = visit.who
    try:
        taken = take_file(service.store, viewer.office, viewer.caller, _chunks(one.file), service.recorder.folder)
    except Refused as error:
        return Brought(one.name, (error.problem.detail,), refused=True)
    problems = tuple(f"{problem.element or problem.segment or ''} {problem.detail}" for problem in taken.problems)
    return Brought(one.name, said(taken), problems=problems)


def said(taken: Taken) -> tuple[str, ...]:
    """What came of a file, in words."""
    count = taken.counts.get
    told = [f"{plural(count('answers', 0), 'answer')} of payers"] if "answers" in taken.counts else []
    if "acknowledgements" in taken.counts:
        told.append(plural(count("acknowledgements", 0), "acknowledgement") + " of the front door")
    if taken.repeated:
        return (*told, "the same file was taken in before: nothing changed")
    parts = (
        ("outcomes", "joined to {} that {} sent"),
        ("corrected", "{} answered otherwise than before"),
        ("received", "{} said to be taken"),
        ("rejected", "{} turned away"),
    )
    for name, words in parts:
        if number := count(name, 0):
            told.append(words.format(plural(number, "claim"), "was" if number == 1 else "were"))
    if number := count("repeated", 0):
        told.append(f"{number:,} known already")
    if number := count("unmatched", 0):
        told.append(f"{number:,} of claims that nobody said were sent: kept until somebody does")
    if number := count("faults", 0):
        told.append(f"{plural(number, 'thing')} could not be read")
    return tuple(told)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


ROUTES = (("POST", "/overview", bring),)
