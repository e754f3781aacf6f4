from typing import Any, TypeAlias

from numpy.typing import NDArray

_Array: TypeAlias = NDArray[Any]

def composed(
    raw: _Array,
    starts: _Array,
    slopes: _Array,
    intercepts: _Array,
    together: _Array,
    by: _Array,
    at_lines: _Array,
    at_claims: _Array,
    met: _Array,
    found: _Array,
    /,
) -> None: ...
def lifts(
    rows: _Array,
    width: int,
    own: _Array,
    first: _Array,
    payer: _Array,
    chances: _Array,
    starts: _Array,
    lift_of: _Array,
    out: _Array,
    /,
) -> None: ...
def leaning(shares: _Array, lift: _Array, width: int, lift_of: _Array, out: _Array, /) -> None: ...
def codes(
    shares: _Array,
    width: int,
    hazards: int,
    hazard: _Array,
    place: _Array,
    chances: _Array,
    composed: _Array,
    claims: _Array,
    names: tuple[str, ...],
    /,
) -> list[dict[str, float]]: ...
def moving(
    effects: list[_Array],
    chances: list[float],
    kinds: list[int],
    of: _Array,
    groups: _Array,
    most: int,
    /,
) -> list[tuple[int, int, float, float]]: ...
def strongest(effects: _Array, row: _Array, columns: tuple[int, ...], sign: float, /) -> int | None: ...
