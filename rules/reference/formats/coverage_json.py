"""Coverage articles as JSON: a list of objects with ``displayId``, ``states``, ``codes``, ``covered``, ``noncovered``.

``codes``, ``covered`` and ``noncovered`` give the codes of each group, by its number. No days stand in it: the
user says of which it speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from rules.reference.coverage import Article
from rules.reference.formats.coverage_articles import DIAGNOSIS, PROCEDURE, Groups, Key, Tables, published
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source


class Listing(Struct, frozen=True, rename="camel"):
    """One article."""

    display_id: str
    version: str = ""
    states: tuple[str, ...] = ()
    codes: Mapping[int, tuple[str, ...]] = {}
    covered: Mapping[int, tuple[str, ...]] = {}
    noncovered: Mapping[int, tuple[str, ...]] = {}


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By its first words."""
    return head.lstrip()[:1] == b"[" and b'"displayId"' in head and b'"codes"' in head


def read(file: Source) -> Iterator[Published]:
    """Two editions: the articles by procedure, and the diagnoses of their lists."""
    with file.open() as stream:
        try:
            listings = msgspec.json.decode(stream.read(), type=list[Listing])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise FormatError(f"it is no list of articles ({error})", "load the file as it was made") from error
    articles: dict[Key, Article] = {}
    groups: tuple[Groups, Groups, Groups] = {}, {}, {}
    for one in listings:
        key = one.display_id, one.version
        articles[key] = Article(one.display_id, one.version, one.states)
        for into, said in zip(groups, (one.codes, one.covered, one.noncovered), strict=True):
            form = PROCEDURE if into is groups[0] else DIAGNOSIS
            if said:
                into[key] = {group: [_code(code, form, one) for code in codes] for group, codes in said.items()}
    yield from published(file, Tables(articles, *groups))


def _code(text: str, form: re.Pattern[str], one: Listing) -> str:
    code = text.replace(".", "").upper()
    if not form.fullmatch(code):
        raise FormatError(f"{text!r}, of article {one.display_id}, is no code", "load the file as it was made")
    return code
