"""What is compiled gives what NumPy gives, and the program works without it."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import EMBEDDED, Bundle, compiled, mixture, odds
from models.codes import leaning
from models.forest import Forest, forest
from models.leaves import LEAVES
from models.manifest import Hazard
from models.questions import questions
from models.tabled import tabled
from models.trees import Floats, joined, read
from models.walk import Walk
from serving.reasons import facts
from tests.trees import Drawn, models, odd_rows, trained

needs_a_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here")


@needs_a_compiler
def test_it_is_compiled_where_a_compiler_is_at_hand() -> None:
    for module in (compiled.walking, compiled.chances):
        assert module is not None, "install anew: pip install -e ."


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
def test_the_embedded_models_trees_give_the_same_bits_without_a_compiler() -> None:
    quick = Bundle.load(EMBEDDED)
    rows = np.random.default_rng(3).normal(size=(9, len(quick.feature_names))) * 5
    rows[np.random.default_rng(4).random(rows.shape) < 0.2] = np.nan
    with patch.object(compiled, "chances", None):
        odds, reasons = quick.odds(rows), quick.explain(rows)
        with patch.object(compiled, "walking", None):
            plain = Bundle.load(EMBEDDED)
            assert plain.odds(rows) == odds
    with patch.object(compiled, "walking", None):
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


@cache
def embedded() -> Bundle:
    return Bundle.load(EMBEDDED)


def claims(seed: int, count: int) -> tuple[list[Floats], list[str]]:
    """The rows of some claims, a few without lines, and their payers."""
    drawn = np.random.default_rng(seed)
    rows = []
    for lines in drawn.integers(0, 6, count):
        rows.append(np.abs(drawn.normal(size=(lines, len(embedded().feature_names)))) * drawn.choice([0.1, 1, 5, 100]))
        rows[-1][drawn.random(rows[-1].shape) < drawn.choice([0, 0.2, 1])] = np.nan
    payers = sorted({payer for hazard in embedded().hazards for payer in hazard.payer_codes})
    return rows, [str(payer) for payer in drawn.choice([*payers, ""], count)]


def nearly(one: object, other: object) -> bool:
    """The same but for the last digits, and in the same order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and nearly([*one.values()], [*other.values()])
    return one == pytest.approx(other, rel=1e-9, abs=1e-12)


@needs_a_compiler
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 5))
def test_compiled_odds_are_those_of_numpy(seed: int, count: int) -> None:
    rows, payers = claims(seed, count)
    quick = embedded().odds_of(rows, payers)
    with patch.object(compiled, "chances", None):
        plain = embedded().odds_of(rows, payers)
    for one, other in zip(quick, plain, strict=True):
        assert nearly([one.claim, *one.lines], [other.claim, *other.lines])
        assert nearly(one.codes, other.codes)
        assert nearly(one.hazards, other.hazards)


@needs_a_compiler
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 5))
def test_compiled_odds_are_the_same_bits_alone_and_among_others(seed: int, count: int) -> None:
    rows, payers = claims(seed, count)
    assert embedded().odds_of(rows, payers) == [embedded().odds(*each) for each in zip(rows, payers, strict=True)]


@needs_a_compiler
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_compiled_facts_are_those_of_numpy(seed: int) -> None:
    rows = [each for each in claims(seed, 3)[0] if len(each)]
    explained = [embedded().explain(each) for each in rows]
    quick = facts.facts_of(explained, embedded())
    told = [[facts.strongest(one, row[one.at.line]) for one in each] for each, row in zip(quick, rows, strict=True)]
    with patch.object(compiled, "chances", None):
        plain = facts.facts_of(explained, embedded())
        assert told == [
            [facts.strongest(one, row[one.at.line]) for one in each] for each, row in zip(plain, rows, strict=True)
        ]
    for one, other in zip(quick, plain, strict=True):
        assert [(fact.subject, fact.columns, fact.at) for fact in one] == [
            (fact.subject, fact.columns, fact.at) for fact in other
        ]
        assert nearly([fact.effect for fact in one], [fact.effect for fact in other])
        assert nearly([fact.impact for fact in one], [fact.impact for fact in other])


@needs_a_compiler
@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(
        st.tuples(*[st.floats(0, 1) | st.just(float("nan"))] * 4, st.floats(1e-6, 1)), min_size=1, max_size=6
    ),
    cut=st.integers(0, 6),
)
def test_compiled_lifts_are_those_of_numpy(lines: list[tuple[float, ...]], cut: int) -> None:
    of_two = Hazard("other", "o.txt", {"CO-29": 0.6, "PR-96": 0.3, "CO-151": 0.1})
    names = ("payer_filing", "payer_delay_filing", "payer_frequency_filing", "payer_benefit")
    mixed = mixture.Mixture(of_two, names)
    table = np.array(lines)
    starts = np.array(sorted({0, min(cut, len(lines) - 1)}), dtype=np.intp)
    quick = mixed.lifts(table[:, :4], table[:, 4], starts)
    lift_of = np.array([2, 0, 1])
    leant = leaning(np.array([0.6, 0.3, 0.1]), quick, lift_of)
    with patch.object(compiled, "chances", None):
        np.testing.assert_allclose(quick, mixed.lifts(table[:, :4], table[:, 4], starts), rtol=1e-12)
        np.testing.assert_allclose(leant, leaning(np.array([0.6, 0.3, 0.1]), quick, lift_of), rtol=1e-12)


def test_what_is_compiled_has_the_limits_of_what_it_stands_for() -> None:
    source = Path(odds.__file__).with_name("chances.c").read_text()
    (stated,) = re.findall(r"^static const double ([^;]+);", source, re.MULTILINE)
    for one in stated.split(", "):
        name, _, value = one.partition(" = ")
        (meant,) = {getattr(module, name) for module in (odds, mixture, facts) if hasattr(module, name)}
        whole, _, less = value.partition(" - ")
        assert float(whole) - float(less or 0) == meant


@needs_a_compiler
def test_odds_of_arrays_that_do_not_fit_together_are_refused() -> None:
    two, none = np.zeros(2), np.zeros(0)
    first, out = np.zeros(1, dtype=np.intp), np.zeros((1, 2))
    given = two, two, two, np.zeros(4), out, out, two, two
    compiled.chances.composed(out, first, *given)
    for starts in (first + 1, first - 1, np.array([0, 1], dtype=np.intp), np.array([0, 0], dtype=np.intp)):
        with pytest.raises(ValueError, match="do not fit"):
            compiled.chances.composed(out, starts, *given)
    with pytest.raises(ValueError, match="do not fit"):
        compiled.chances.lifts(out, 2, first, first, first, two, first, first, two)
    with pytest.raises(ValueError, match="do not fit"):
        compiled.chances.leaning(two, two, 1, first, two)
    with pytest.raises(ValueError, match="do not fit"):
        compiled.chances.codes(two, 3, 1, first, first, two, two, two, ("CO-29",))
    for kinds in ([1], [-1], []):
        with pytest.raises(ValueError, match="do not fit"):
            compiled.chances.moving([two], [0.5], kinds, np.zeros(2, dtype=np.intp), first + 1, 1)
    with pytest.raises(TypeError):
        compiled.chances.moving([two], ["a"], [0], np.zeros(2, dtype=np.intp), first + 1, 1)  # type: ignore[list-item]
    for column in (-1, 2):
        with pytest.raises(ValueError, match="do not fit"):
            compiled.chances.strongest(two, two, (column,), 1.0)
    assert compiled.chances.strongest(none, none, (), 1.0) is None
