from array import array
from typing import Any

from numpy.typing import NDArray

def read(
    names: list[str | tuple[str, ...]],
    cells: list[dict[str, array[float]]],
    families: NDArray[Any],
    worst: bytes,
    parents: NDArray[Any],
    day: float,
    /,
) -> list[float]: ...
