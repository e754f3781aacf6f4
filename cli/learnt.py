"""How learnt policies are printed: a table for people, JSON and CSV for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from shutil import get_terminal_size
from textwrap import wrap

import msgspec

from cli.rows import csv_line
from cli.table import printable
from training.policies import Learnt, LearntPolicy
from training.policies.alarms import Alarm

INDENT = " " * 4
FEW = 20
"""Claims against a policy below which it is marked."""


def of_payer(learnt: Learnt, payer: str) -> Learnt:
    """One payer's policies alone."""
    return msgspec.structs.replace(learnt, policies=[one for one in learnt.policies if one.payer == payer])


def as_table(learnt: Learnt) -> Iterator[str]:
    """One policy a paragraph: dollars, kind and codes, and below it the sentence."""
    width = get_terminal_size().columns
    for one in learnt.policies:
        few = "  few cases" if one.against < FEW else ""
        codes = ", ".join(f"{code} {count}x" for code, count in one.denial_codes.items())
        yield f"${one.dollars:>12,.2f}  {one.kind}  {printable(one.payer)}  CARC {codes or '-'}  q {one.q:.1g}{few}"
        yield from wrap(printable(one.text), width, initial_indent=INDENT, subsequent_indent=INDENT)
    total = sum(one.dollars for one in learnt.policies)
    yield (
        f"{len(learnt.policies)} policies, ${total:,.2f} refused for them; {learnt.lines:,} answered lines "
        f"through {learnt.through}, {learnt.tests:,} tests"
    )


def as_json(learnt: Learnt) -> Iterator[str]:
    """The whole of it."""
    yield msgspec.json.format(msgspec.json.encode(learnt)).decode()


def as_csv(learnt: Learnt) -> Iterator[str]:
    """One policy a line; lists are parted by spaces."""
    yield csv_line(LearntPolicy.__struct_fields__).decode().rstrip("\r\n")
    for one in learnt.policies:
        yield csv_line(tuple(map(_cell, msgspec.structs.astuple(one)))).decode().rstrip("\r\n")


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return " ".join(f"{name}:{count}" for name, count in value.items())
    if isinstance(value, tuple | list):
        return " ".join(map(str, value))
    return "" if value is None else value


FORMATS: Mapping[str, Callable[[Learnt], Iterator[str]]] = {"table": as_table, "json": as_json, "csv": as_csv}


def alarm_table(alarms: Sequence[Alarm]) -> Iterator[str]:
    """One change a paragraph, in the order in which they became known."""
    width = get_terminal_size().columns
    for one in alarms:
        yield from wrap(printable(one.text), width, subsequent_indent=INDENT)
    yield f"{len(alarms)} changes"


def alarm_json(alarms: Sequence[Alarm]) -> Iterator[str]:
    """The whole of it."""
    yield msgspec.json.format(msgspec.json.encode(alarms)).decode()


def alarm_csv(alarms: Sequence[Alarm]) -> Iterator[str]:
    """One change a line."""
    yield csv_line(Alarm.__struct_fields__).decode().rstrip("\r\n")
    for one in alarms:
        yield csv_line(msgspec.structs.astuple(one)).decode().rstrip("\r\n")


ALARM_FORMATS: Mapping[str, Callable[[Sequence[Alarm]], Iterator[str]]] = {
    "table": alarm_table,
    "json": alarm_json,
    "csv": alarm_csv,
}
