"""Canonical claims as JSON: one object, an array of them, or one a line (NDJSON)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from claims.claim import Claim
from claims.fault import Fault
from claims.json_stream import pieces
from claims.nul import ESCAPED, EXPECTED, NUL, SAID, holders
from claims.origin import Origin, Sourced
from claims.x12.values import AMOUNT

AT = re.compile(r"(?P<message>.*?)(?: - at `(?P<path>[^`]*)`)?", re.DOTALL)


def _strictly(struct: Any) -> Any:
    """A structure like another, within which an unknown key is an error: msgspec sees in 8 µs that there is none."""
    if isinstance(struct, type) and issubclass(struct, msgspec.Struct):
        hints = get_type_hints(struct)
        fields = [(field.name, _strictly(hints[field.name]), None) for field in msgspec.structs.fields(struct)]
        return msgspec.defstruct(struct.__name__, fields, forbid_unknown_fields=True)
    within: Any = tuple(map(_strictly, get_args(struct)))
    if get_origin(struct) in {Union, UnionType}:
        return Union[within]  # noqa: UP007  made of what was found
    return tuple[within] if get_origin(struct) is tuple else struct


_decode = msgspec.json.Decoder(Claim).decode
_strict = msgspec.json.Decoder(_strictly(Claim)).decode
_raw = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order=None).encode


def encode(claim: Claim) -> bytes:
    """A claim as one line of JSON, without line end; fields that it does not carry are left out."""
    return _encode(claim)


def decode(data: bytes, name: str = "", line: int = 0) -> Sourced | Fault:
    """One claim of JSON text.

    Args:
        data: a JSON object.
        name: what a fault calls the file.
        line: where the object begins, counted from 1.

    Returns:
        The claim, with a fault for each field that is not one of a claim; or the fault that keeps it from being one.
    """
    try:
        claim = _decode(data)
        strange = _strangers(data, claim)
    except msgspec.ValidationError as error:
        return _fault(str(error), name, line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Fault(name, "this is no JSON", "one claim as a JSON object", f"{len(data)} bytes", segment=line)
    except RecursionError:
        return Fault(name, "the JSON is nested too deep", "a claim as a JSON object", segment=line)
    wild = None if _is_plain(claim) else next(_wild(claim, ""), None)
    if wild is not None:
        return Fault(
            name, "this is no amount", "digits with at most one decimal point", segment=line, element=wild,
            claim_id=claim.claim_id.replace(NUL, ""),
        )  # fmt: skip
    empty = next(holders(claim), None) if ESCAPED in data else None
    if empty is not None:
        number = claim.claim_id.replace(NUL, "")
        return Fault(name, SAID, EXPECTED, segment=line, element=empty, claim_id=number)
    faults = tuple(
        Fault(name, "a claim has no such field", "a field of the canonical claim", segment=line, element=path,
              claim_id=claim.claim_id, loses="nothing")
        for path in strange
    )  # fmt: skip
    return Sourced(claim, Origin(name, 0, line), faults)


def _fault(message: str, name: str, line: int) -> Fault:
    """The words of msgspec without the value: its messages quote invalid enum values and nothing else."""
    parts = AT.fullmatch(message)
    assert parts is not None
    said = re.sub(r" '.*'", "", parts["message"], flags=re.DOTALL)
    return Fault(name, f"the claim does not fit: {said}", segment=line, element=_pointer(parts["path"] or ""))


def _pointer(path: str) -> str:
    """``$.lines[0].charge`` as ``/lines/0/charge``."""
    return re.sub(r"[.\[]", "/", path.removeprefix("$")).replace("]", "")


def _is_plain(struct: msgspec.Struct) -> bool:
    """Whether all amounts of a structure are some: a walk past what holds none takes a twentieth of one through all."""
    for one in _of_amounts(type(struct))(struct):
        if isinstance(one, Decimal):
            if not AMOUNT.fullmatch(str(one)):
                return False
        elif isinstance(one, tuple):
            if not all(map(_is_plain, one)):
                return False
        elif one is not None and not _is_plain(one):
            return False
    return True


@cache
def _of_amounts(struct: type[msgspec.Struct]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads the fields of a structure that are amounts, or structures within which any stand."""
    names = [name for name, hint in get_type_hints(struct).items() if _holds_amounts(hint)]
    if len(names) == 1:  # attrgetter gives a bare value for one name
        names *= 2
    return attrgetter(*names) if names else lambda _: ()


@cache
def _holds_amounts(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return any(map(_holds_amounts, get_type_hints(hint).values()))
    return hint is Decimal or any(map(_holds_amounts, get_args(hint)))


def _strangers(data: bytes, claim: Claim) -> list[str]:
    try:
        _strict(data)
    except msgspec.ValidationError:  # a claim it is, so there are keys that it does not know
        return list(_strange(_raw(data), claim, ""))
    return []


def _strange(raw: Any, struct: Any, path: str) -> Iterator[str]:
    """Pointers to the keys that a claim does not have, beside the fields that it has."""
    if isinstance(raw, dict) and isinstance(struct, msgspec.Struct):
        for key, value in raw.items():
            if key in struct.__struct_fields__:
                yield from _strange(value, getattr(struct, key), f"{path}/{key}")
            else:
                yield f"{path}/{key if re.fullmatch('[A-Za-z_]{1,40}', key) else '?'}"
    elif isinstance(raw, list) and isinstance(struct, tuple):
        for at, (one, item) in enumerate(zip(raw, struct, strict=False)):
            yield from _strange(one, item, f"{path}/{at}")


def _wild(value: Any, path: str) -> Iterator[str]:
    """Pointers to amounts that are none: NaN, infinite, with an exponent, or longer than money is."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _wild(getattr(value, field), f"{path}/{field}")
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _wild(item, f"{path}/{at}")
    elif isinstance(value, Decimal) and not AMOUNT.fullmatch(str(value)):
        yield path


def read(chunks: Iterable[bytes], name: str) -> Iterator[Sourced | Fault]:
    """The claims of a stream of JSON objects: in an array, one after the other, or one a line."""
    for line, text in pieces(chunks):
        yield (
            Fault(name, text, "claims as JSON objects", segment=line)
            if isinstance(text, str)
            else decode(text, name, line)
        )
