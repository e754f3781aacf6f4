"""What is compiled gives the bits that NumPy gives, and the program works without it."""

from __future__ import annotations

import shutil
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import EMBEDDED, Bundle, compiled
from models.forest import Forest, forest
from models.leaves import LEAVES
from models.questions import questions
from models.tabled import tabled
from models.trees import Floats, joined, read
from models.walk import Walk
from tests.trees import Drawn, models, odd_rows, trained

needs_a_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here")


@needs_a_compiler
def test_it_is_compiled_where_a_compiler_is_at_hand() -> None:
    assert compiled.walking is not None, "install anew: pip install -e ."


def found(peers: list[Drawn], seed: int) -> tuple[Floats, list[Floats], np.ndarray, type]:
    """Scores, contributions and answers of some models, and what scored."""
    trees = [read(trained(how).model_to_string()) for how in peers]
    rows = np.vstack([odd_rows(trained(how), seed) for how in peers])
    together = forest(trees, 6)
    assert together is not None
    tables = [one for one in (tabled(each, 6) for each in trees) if one is not None]
    asked, _ = questions(joined([each for each in trees if each is not None]), 6)
    return together.scores(rows), [one.contributions(rows) for one in tables], asked.answers(rows), type(together)


@needs_a_compiler
@settings(max_examples=40, deadline=None)
@given(several=st.lists(models, min_size=1, max_size=3), seed=st.integers(0, 1000))
def test_compiled_and_numpy_give_the_same_bits(several: list[Drawn], seed: int) -> None:
    several = [how._replace(leaves=min(how.leaves, LEAVES)) for how in several]
    quick = found(several, seed)
    with patch.object(compiled, "walking", None):
        plain = found(several, seed)
    assert (quick[3], plain[3]) == (Walk, Forest)
    np.testing.assert_array_equal(quick[0], plain[0])
    for one, other in zip(quick[1], plain[1], strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(quick[2], plain[2])


@needs_a_compiler
def test_the_embedded_models_odds_and_reasons_are_the_same_without_a_compiler() -> None:
    quick = Bundle.load(EMBEDDED)
    rows = np.random.default_rng(3).normal(size=(9, len(quick.feature_names))) * 5
    rows[np.random.default_rng(4).random(rows.shape) < 0.2] = np.nan
    odds, reasons = quick.odds(rows), quick.explain(rows)
    with patch.object(compiled, "walking", None):
        plain = Bundle.load(EMBEDDED)
        assert plain.odds(rows) == odds
        for one, other in zip(plain.explain(rows), reasons, strict=True):
            assert (one.score, one.base) == (other.score, other.base)
            np.testing.assert_array_equal(one.effects, other.effects)


@needs_a_compiler
def test_tables_that_do_not_fit_together_are_refused() -> None:
    rows, none, sizes, out = np.zeros((2, 3)), np.zeros(0), np.zeros(1, dtype=np.intp), np.zeros(8, dtype=np.uint8)
    for column, times, width in ((3, 1, 3), (-1, 1, 3), (0, 2, 3), (0, 1, 0), (0, -1, 3)):
        with pytest.raises(ValueError, match="do not fit"):
            compiled.walking.answers(
                rows, width, sizes + column, sizes + times, np.zeros(1), none, none, none, none, out[:4]
            )
    with pytest.raises(ValueError, match="do not fit"):
        compiled.walking.scores(out, out, out, none, np.zeros(1, dtype=np.int32), 1, 1, np.zeros(1))
    with pytest.raises(ValueError, match="do not fit"):
        compiled.walking.contributions(out, np.zeros(8, dtype=np.int32), 9, none, none, 0.0, 1, np.zeros(2))
