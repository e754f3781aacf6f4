"""Which service line of the claim that was sent an answered service belongs to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from decimal import Decimal

from claims.answer import PaidLine
from claims.claim import ServiceLine

Sent = tuple[str, tuple[str, ...], Decimal, date | None]
"""Procedure (or revenue code), modifiers, charge, day."""

LEVELS: tuple[Callable[[Sent], Hashable], ...] = (
    lambda service: service,
    lambda service: service[:3],
    lambda service: (service[0], service[2], service[3]),
    lambda service: (service[0], service[1], service[3]),
    lambda service: (service[0], service[3]),
    lambda service: (service[0], service[1]),
    lambda service: service[0],
    lambda service: service[2:],
)
"""What must agree, the strictest first: each level is asked only for what the stricter ones left open."""


def assign(lines: Sequence[ServiceLine], paid: Sequence[PaidLine]) -> list[int | None]:
    """For each answered service the position of its line in ``lines``, ``None`` where it belongs to none.

    The line control number decides (REF 6R); where it is absent, procedure, modifiers, charge and day, then fewer of
    them, in the order of the lines; at last, where all lines are answered, the order alone. Several answers may fall
    on one line that the payer split.
    """
    numbers = _by_control_number(lines)
    found = [numbers.get(service.control_number) if service.control_number else None for service in paid]
    if None not in found:
        return found
    sent = [(line.procedure or line.revenue_code, line.modifiers, line.charge, line.service_date) for line in lines]
    free = {at for at in range(len(lines)) if at not in found}
    services = [answered_service(service) for service in paid]
    for level in LEVELS:
        _assign_level(level, sent, services, found, free)
    if len(lines) == len(paid):
        _assign_level(lambda _: None, sent, services, found, free)
    wanted = {(service[0], service[3]): at for at, service in reversed(list(enumerate(sent)))}
    return [
        at if at is not None else wanted.get((service[0], service[3]))
        for at, service in zip(found, services, strict=True)
    ]


def answered_service(service: PaidLine) -> Sent:
    """What was sent, as the answer repeats it: SVC06 where the payer changed the code, else SVC01."""
    if service.billed_procedure:
        code, modifiers = service.billed_procedure, service.billed_modifiers
    else:
        code, modifiers = service.procedure or service.revenue_code, service.modifiers
    return code, modifiers, service.charge, service.service_date


def _by_control_number(lines: Sequence[ServiceLine]) -> dict[str, int]:
    """Line control number -> position; a line without one answers to its line number; a repeated one to nobody."""
    numbers: dict[str, int] = {}
    repeated = set()
    for at, line in enumerate(lines):
        own = line.control_number or str(line.number)
        if own in numbers:
            repeated.add(own)
        numbers[own] = at
    for own in repeated:
        del numbers[own]
    return numbers


def _assign_level(
    level: Callable[[Sent], Hashable],
    sent: Sequence[Sent],
    services: Sequence[Sent],
    found: list[int | None],
    free: set[int],
) -> None:
    waiting: dict[Hashable, list[int]] = {}
    for at in sorted(free):
        waiting.setdefault(level(sent[at]), []).append(at)
    for position, service in enumerate(services):
        if found[position] is None and (places := waiting.get(level(service))):
            at = places.pop(0)
            found[position] = at
            free.discard(at)
