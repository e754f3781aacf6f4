"""One LightGBM model: its raw score for rows of features, and what each feature adds to it."""

from __future__ import annotations

import ctypes
import re
import weakref
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.library import Handle, LightGBMError, check, load
from models.tabled import Tabled, tabled
from models.trees import Trees, read

Rows = npt.NDArray[np.float64]
"""Shape (rows, features), NaN where a feature is missing."""

_FLOAT64 = 1
_ROW_MAJOR = 1
_RAW_SCORE = 1
_CONTRIBUTIONS = 3
_PARAMETERS = b"num_threads=1 verbosity=-1"
_LAST_COLUMN = re.compile(r"^max_feature_idx=([0-9]+)$", re.MULTILINE)
_FEW = 4
"""Up to here, rows are predicted one by one by a prepared call; more rows go in one matrix."""


class _OneRow:
    """A prepared call that scores one row, with buffers of its own: used by one thread at a time."""

    def __init__(self, booster: Handle, features: int) -> None:
        self._library = load()
        self._call = self._library.LGBM_BoosterPredictForMatSingleRowFast
        self._result = ctypes.c_double()
        self._length = ctypes.c_int64()
        self._out, self._out_length = ctypes.addressof(self._result), ctypes.byref(self._length)
        config = Handle()
        initialise = self._library.LGBM_BoosterPredictForMatSingleRowFastInit
        status = initialise(booster, _RAW_SCORE, 0, -1, _FLOAT64, features, _PARAMETERS, ctypes.byref(config))
        check(self._library, status)
        self._config = config

    def score(self, address: int) -> float:
        if self._call(self._config, address, self._out_length, self._out):
            check(self._library, -1)
        return self._result.value

    def free(self) -> None:
        self._library.LGBM_FastConfigFree(self._config)


class Booster:
    """A LightGBM model read from its text. Several threads may predict with it at once; it never starts threads."""

    def __init__(self, text: str) -> None:
        """Read a model.

        Raises:
            LightGBMError: the text is no LightGBM model.
        """
        if not text.startswith("tree\n"):  # the library takes some damaged texts for an empty model, or crashes
            raise LightGBMError("this is no LightGBM model: it does not begin with the line 'tree'")
        last = _LAST_COLUMN.search(text)
        if last is None:
            raise LightGBMError("this is no LightGBM model: it does not say how many features it takes")
        self.text = text
        self.features = int(last[1]) + 1
        """How many columns a row has."""
        self._idle: list[_OneRow] = []

    @cached_property
    def _library(self) -> ctypes.CDLL:
        return load()

    @cached_property
    def _handle(self) -> Handle:
        """The library's own model, which is read when it is first asked: where there are tables it never is."""
        handle, iterations = Handle(), ctypes.c_int()
        load_text = self._library.LGBM_BoosterLoadModelFromString
        check(self._library, load_text(self.text.encode(), ctypes.byref(iterations), ctypes.byref(handle)))
        weakref.finalize(self, _free, self._library, handle, self._idle)
        return handle

    def score(self, rows: Rows) -> npt.NDArray[np.float64]:
        """The raw score of each row, in log-odds, shape (rows,).

        Raises:
            LightGBMError: the rows have another number of features than the model.
        """
        rows = self._checked(rows)
        if len(rows) > _FEW:
            return self._predict(rows, _RAW_SCORE, 1)[:, 0]
        try:
            one = self._idle.pop()  # list.pop and list.append are atomic: no two threads hold the same one
        except IndexError:
            one = _OneRow(self._handle, self.features)
        try:
            start, step = rows.ctypes.data, rows.strides[0]
            return np.array([one.score(start + step * at) for at in range(len(rows))], dtype=np.float64)
        finally:
            self._idle.append(one)

    def contributions(self, rows: Rows) -> npt.NDArray[np.float64]:
        """What each feature adds to the raw score: SHAP values (path-dependent TreeSHAP), in log-odds.

        Shape (rows, features + 1): the last column is the base, and each row sums to its raw score. They are looked up
        in tables, which the first call makes; LightGBM computes those of trees that are too deep to be tabled.

        Raises:
            LightGBMError: the rows have another number of features than the model.
        """
        rows = self._checked(rows)
        if self._tables is None:
            return self._predict(rows, _CONTRIBUTIONS, self.features + 1)
        return self._tables.contributions(rows)

    @cached_property
    def trees(self) -> Trees | None:
        """Its trees; ``None`` where the raw score is not their plain sum (see :func:`models.trees.read`)."""
        return read(self.text)

    @cached_property
    def _tables(self) -> Tabled | None:
        """Threads that ask for them at once may make them twice, and get the same."""
        found = tabled(self.trees, self.features)
        self.__dict__.pop("trees", None)  # they are not asked again, and take as much memory as the text
        return found

    def _checked(self, rows: Rows) -> Rows:
        if rows.ndim != 2 or rows.shape[1] != self.features:  # noqa: PLR2004 - rows and features
            raise LightGBMError(f"rows of shape {rows.shape} do not fit a model of {self.features} features")
        return np.ascontiguousarray(rows, dtype=np.float64)

    def _predict(self, rows: Rows, kind: int, width: int) -> npt.NDArray[np.float64]:
        count = len(rows)
        out = np.empty((count, width), dtype=np.float64)
        if not count:
            return out
        length = ctypes.c_int64()
        status = self._library.LGBM_BoosterPredictForMat(
            *(self._handle, rows.ctypes.data, _FLOAT64, count, self.features, _ROW_MAJOR, kind, 0, -1),
            *(_PARAMETERS, ctypes.byref(length), out.ctypes.data),
        )
        check(self._library, status)
        if length.value != out.size:
            raise LightGBMError(f"LightGBM gave {length.value} numbers where {out.size} were expected")
        return out


def _free(library: ctypes.CDLL, handle: Handle, idle: list[_OneRow]) -> None:
    for one in idle:
        one.free()
    library.LGBM_BoosterFree(handle)
