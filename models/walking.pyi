from typing import Any, TypeAlias

from numpy.typing import NDArray

_Array: TypeAlias = NDArray[Any]

def answers(
    rows: _Array,
    width: int,
    column: _Array,
    times: _Array,
    above: _Array,
    within: _Array,
    right: _Array,
    first: _Array,
    end: _Array,
    out: _Array,
    /,
) -> None: ...
def scores(
    answers: _Array,
    question: _Array,
    nexts: _Array,
    value: _Array,
    model: _Array,
    depth: int,
    models: int,
    out: _Array,
    /,
) -> None: ...
def contributions(
    answers: _Array,
    members: _Array,
    width: int,
    table: _Array,
    columns: _Array,
    base: float,
    features: int,
    out: _Array,
    /,
) -> None: ...
