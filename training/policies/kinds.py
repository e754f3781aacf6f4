"""The kinds of policy that are looked for: which refusals speak of each, about what it may be, and what it may turn on.

The code of a refusal is the strong clue: a 197 speaks of authorization, whatever else the claim goes without.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from training.policies.table import Line

AspectName = str
"""What a policy may turn on, as :data:`training.policies.hypothesis.ASPECTS` names it."""
SubjectName = Literal["procedure", "specialty", "place", "bill", "clinician", "payer"]


class Kind(Struct, frozen=True):
    """One kind of policy."""

    name: str
    speaks: Callable[[Line], bool]
    """Whether a refused line's code speaks of such a policy."""
    about: tuple[SubjectName, ...]
    """What such a policy names: each procedure, each specialty …; or the payer as a whole."""
    lacks: str = ""
    """What must be missing from a line that goes against it (:func:`training.policies.table.absences`)."""
    main: AspectName = ""
    """What else makes a line go against it: a policy in which this is not found is none."""
    may: tuple[AspectName, ...] = ()
    """What may narrow it to some of the lines."""
    takes: Callable[[Line], bool] = lambda _: True
    """Of which lines it can be."""
    explains: Callable[[Line], bool] = lambda _: False
    """Further refusals that such a policy, once found, accounts for."""
    optional_main: bool = False
    """Whether the lines that are seen may all go against it, so that nothing shows what would not."""


def _family(*names: str) -> Callable[[Line], bool]:
    return lambda line: line.family in names


def _code(*codes: str) -> Callable[[Line], bool]:
    return lambda line: line.code in codes


def _remark(*remarks: str) -> Callable[[Line], bool]:
    return lambda line: line.code in ("16", "206", "207", "208") and line.remark in remarks


def _institutional(line: Line) -> bool:
    return bool(line.bill)


def _inpatient(line: Line) -> bool:
    return line.bill == "011"


def _of_units(line: Line) -> bool:
    return line.code in ("151", "222", "154") or (line.reduced and not line.refused)


KINDS: tuple[Kind, ...] = (
    Kind(
        "authorization", _family("authorization"), ("procedure", "bill"), lacks="authorization", may=("place", "units")
    ),
    Kind(
        "referral",
        lambda line: line.family == "referral" or line.code == "243",
        ("specialty", "procedure"),
        lacks="referral",
    ),
    Kind(
        "modifier",
        lambda line: line.family == "modifier" or (line.code == "16" and line.remark in ("N822", "N519", "M20")),
        ("procedure",),
        main="modifiers",
        may=("place", "not for", "earlier"),
        optional_main=True,
    ),
    Kind(
        "bundling",
        _family("bundling"),
        ("procedure",),
        main="beside",
        may=("modifiers",),
        explains=_family("modifier"),
    ),
    Kind(
        "necessity", lambda line: line.code in ("50", "11", "167"), ("procedure",), main="only for", optional_main=True
    ),
    Kind("not covered", _family("benefit"), ("procedure",), may=("not for", "specialty")),
    Kind("place", _code("5", "58"), ("procedure",), main="place", optional_main=True),
    Kind("units", _of_units, ("procedure",), main="units"),
    Kind("frequency", _code("119", "222"), ("procedure",), main="earlier", takes=lambda line: not line.corrected),
    Kind("age", _code("6", "9"), ("procedure",), main="age"),
    Kind("records", _code("252", "226", "250", "251", "163"), ("procedure",), lacks="attachment"),
    Kind("drug code", _remark("M119", "M53", "M123"), ("procedure",), lacks="drug"),
    Kind("CLIA number", _remark("MA120"), ("procedure",), lacks="clia"),
    Kind("referring provider", _remark("N285", "N286", "MA102"), ("procedure",), lacks="referring"),
    Kind("ordering provider", _remark("N264", "N265", "N276"), ("procedure",), lacks="ordering"),
    Kind("facility", _remark("MA114", "N293", "N294"), ("place",), lacks="facility"),
    Kind("billing taxonomy", _remark("N255", "N256", "N257"), ("specialty",), lacks="taxonomy"),
    Kind(
        "revenue code",
        lambda line: line.code == "199" or (line.code == "16" and line.remark == "M50"),
        ("procedure",),
        main="revenue",
        takes=_institutional,
        optional_main=True,
    ),
    Kind(
        "type of bill",
        lambda line: line.code == "16" and line.remark == "MA30",
        ("bill",),
        takes=lambda line: _institutional(line) and not line.corrected,
    ),
    Kind(
        "level of care",
        _code("150", "58"),
        ("procedure",),
        may=("principal",),
        takes=lambda line: _institutional(line) and not _inpatient(line),
    ),
    Kind("level of care", _code("150", "58"), ("bill",), main="stay", takes=_inpatient),
    Kind("clinician", _family("provider"), ("clinician",)),
    Kind("filing limit", _family("filing"), ("payer",), main="lag"),
    Kind(
        "other coverage",
        lambda line: line.family == "coordination" or line.code == "227",
        ("payer",),
        takes=lambda line: line.dependent,
    ),
)
