"""What is compiled reads the same numbers of the history as Python, bit by bit."""

from __future__ import annotations

import re
import shutil
from array import array
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.answer import LineOutcome, Outcome
from claims.claim import Claim
from features import compiled, history
from features.history import History
from tests.features.test_history import START
from tests.strategies import claims

needs_a_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here")


@needs_a_compiler
def test_it_is_compiled_where_a_compiler_is_at_hand() -> None:
    assert compiled.cells is not None, "install anew: pip install -e ."


@needs_a_compiler
@settings(max_examples=60, deadline=None)
@given(
    sent=st.lists(st.tuples(claims(), st.integers(0, 400), st.sampled_from(["", "CO-197", "PR-27"])), max_size=6),
    again=claims(),
    later=st.integers(-30, 400),
)
def test_compiled_and_python_read_the_same_bits(sent: list[tuple[Claim, int, str]], again: Claim, later: int) -> None:
    learnt = History()
    for claim, after, code in sent:
        day = START + timedelta(days=after)
        fates = tuple(LineOutcome(line.number, bool(code), codes=(code,) if code else ()) for line in claim.lines)
        learnt.answered(claim, Outcome(claim.claim_id, submitted=day, answered=day, denied=bool(code), lines=fates))
    today = START + timedelta(days=later)
    for claim in (again, *[claim for claim, _, _ in sent]):
        quick = learnt.past(claim, today).experience
        with patch.object(compiled, "cells", None):
            plain = History.from_tables(learnt.tables()).past(claim, today).experience
        assert [np.array(line).tobytes() for line in quick] == [np.array(line).tobytes() for line in plain]


@needs_a_compiler
def test_names_and_cells_that_do_not_fit_the_keys_are_refused() -> None:
    one, none = np.ones(1, dtype=np.intp), np.full(1, -1, dtype=np.intp)
    cell = array("d", [float(START.toordinal()), 1.0, 0.3, 1.0, 0.3])
    given: dict[str, array[float]] = {"a": cell, "b": cell[:4], "": cell}
    assert compiled.cells.read(["a"], [given], one, b"\0", none, START.toordinal())[0] == 1.0
    assert np.isnan(compiled.cells.read([""], [given], one, b"\0", none, START.toordinal())).all()
    assert compiled.cells.read([("a", "c")], [given], one, b"\1", none, START.toordinal())[0] == 1.0
    with pytest.raises(ValueError, match="does not fit its key"):
        compiled.cells.read(["b"], [given], one, b"\0", none, 0.0)
    for names, cells, families, parents in (
        ([], [given], one, none),
        (["a"], [], one, none),
        (["a"], [given], one * 2, none),
        (["a"], [given], -one, none[:0]),
        (["a"], [given], one, one * 3),
        (["a"], [given], one, none * 2),
    ):
        with pytest.raises(ValueError, match="do not fit the keys"):
            compiled.cells.read(names, cells, families, b"\0", parents, 0.0)


def test_what_is_compiled_has_the_numbers_of_what_it_stands_for() -> None:
    source = Path(history.__file__).with_name("cells.c").read_text()
    (stated,) = re.findall(r"^static const double ([^;]+);", source, re.MULTILINE)
    for one in stated.split(", "):
        name, _, value = one.partition(" = ")
        assert float(value) == getattr(history, name)
    assert f"enum {{ HEAD = {history.HEAD} }};" in source
