"""LightGBM's C library, without its Python package.

``import lightgbm`` takes seconds where pandas and scikit-learn are installed, since it imports both; its shared library
loads in milliseconds. Source of the signatures: LightGBM's ``include/LightGBM/c_api.h``.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path

NAMES = ("lib_lightgbm.so", "lib_lightgbm.dylib", "lib_lightgbm.dll")
FOLDERS = ("lib", "bin", ".", "..")

Handle = ctypes.c_void_p
_TEXT, _INT, _INT32, _INT64, _OUT = (
    ctypes.c_char_p,
    ctypes.c_int,
    ctypes.c_int32,
    ctypes.POINTER(ctypes.c_int64),
    ctypes.c_void_p,
)
_SIGNATURES = {
    "LGBM_BoosterLoadModelFromString": [_TEXT, ctypes.POINTER(_INT), ctypes.POINTER(Handle)],
    "LGBM_BoosterGetNumFeature": [Handle, ctypes.POINTER(_INT)],
    "LGBM_BoosterFree": [Handle],
    "LGBM_BoosterPredictForMat": [
        *(Handle, _OUT, _INT, _INT32, _INT32, _INT, _INT, _INT, _INT),
        *(_TEXT, _INT64, _OUT),
    ],
    "LGBM_BoosterPredictForMatSingleRowFastInit": [
        *(Handle, _INT, _INT, _INT, _INT, _INT32, _TEXT, ctypes.POINTER(Handle)),
    ],
    "LGBM_BoosterPredictForMatSingleRowFast": [Handle, _OUT, _INT64, _OUT],
    "LGBM_FastConfigFree": [Handle],
}


class LightGBMError(RuntimeError):
    """What LightGBM says went wrong, in its own words."""


@cache
def load() -> ctypes.CDLL:
    """The shared library of the installed LightGBM.

    Raises:
        LightGBMError: LightGBM is not installed, or its library does not load (mostly for want of OpenMP).
    """
    spec = find_spec("lightgbm")
    if spec is None or spec.origin is None:
        raise LightGBMError("LightGBM is not installed: pip install lightgbm")
    home = Path(spec.origin).parent
    found = next((file for folder in FOLDERS for name in NAMES if (file := home / folder / name).is_file()), None)
    if found is None:
        raise LightGBMError(f"no LightGBM library in {home}: reinstall it with pip install --force-reinstall lightgbm")
    try:
        library = ctypes.CDLL(str(found))
    except OSError as error:
        raise LightGBMError(
            f"LightGBM's library does not load ({error}): install OpenMP (Debian: apt-get install libgomp1; "
            "macOS: brew install libomp)"
        ) from error
    for name, arguments in _SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, _INT
    library.LGBM_GetLastError.restype = _TEXT
    return library


def check(library: ctypes.CDLL, status: int) -> None:
    """Raise what the library reports when a call did not succeed.

    Raises:
        LightGBMError: with the library's own message.
    """
    if status:
        raise LightGBMError(library.LGBM_GetLastError().decode("utf-8", "replace"))
