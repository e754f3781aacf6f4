"""Files of claims for the tests of changes, and a file with one claim changed."""

from __future__ import annotations

import claims
from claims.origin import Sourced
from tests.claims import x12


def claims_of(data: bytes) -> list[Sourced]:
    """The claims of a file; nothing else may be in it."""
    found = list(claims.read_stream([data], "a.837"))
    assert all(isinstance(one, Sourced) for one in found), found
    return [one for one in found if isinstance(one, Sourced)]


def written_into(one: Sourced, segments: bytes) -> bytes:
    """A file of one claim: the levels that it stood below, those that are its own since, and its segments."""
    origin = one.origin
    assert origin.delimiters
    mark, end = origin.delimiters.element, origin.delimiters.terminator
    own = {text.split(mark)[3] for text in segments.decode("latin-1").split(end) if text.startswith(f"HL{mark}")}
    above = [each.text for each in origin.passages if each.level not in {*own, "CLM"}]
    body = end.join([*above, segments.decode("latin-1")]).split(end)[:-1]
    guide = {"professional": "005010X222A1", "institutional": "005010X223A2", "dental": "005010X224A2"}
    header = x12.HEADER[:-2].split("*")
    header[11] = origin.delimiters.repetition
    head = mark.join([*header, origin.delimiters.component])
    group = mark.join(["GS", "HC", "SENDER", "RECEIVER", "20260701", "0730", "1", "X", guide[origin.claim_type]])
    numbered = _numbered(body, mark)
    number = numbered[0].split(mark)[2]
    trailers = [mark.join(["SE", str(len(numbered) + 1), number]), mark.join(["GE", "1", "1"])]
    whole = [head, group, *numbered, *trailers, mark.join(["IEA", "1", "000000001"])]
    return "".join(segment + end + "\n" for segment in whole).encode("latin-1")


def _numbered(segments: list[str], mark: str) -> list[str]:
    """The segments with the HLs of one claim numbered from 1, each below the one before it."""
    levels = [at for at, segment in enumerate(segments) if segment.startswith(f"HL{mark}")]
    found = list(segments)
    for number, at in enumerate(levels, 1):
        elements = segments[at].split(mark)
        last = "0" if number == len(levels) else "1"
        found[at] = mark.join(["HL", str(number), str(number - 1) if number > 1 else "", elements[3], last])
    return found
