"""Two policies that are one are no better shown than the weaker of them."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from training.office_files import Files
from training.policies.hypothesis import Hypothesis
from training.policies.kinds import KINDS
from training.policies.merge import merged
from training.policies.table import Line, read_lines

KIND = next(kind for kind in KINDS if kind.name == "authorization")


def of(line: Line, code: str) -> Hypothesis:
    rows = tuple(
        replace(line, claim=at, procedure=code, refused=True, missing=frozenset({"authorization"})) for at in range(12)
    )
    every = np.ones(len(rows), dtype=bool)
    return Hypothesis(KIND, line.payer, "procedure", (code,), rows, every, every, every, {}, {})


@pytest.mark.parametrize("q", [(0.001, 0.04), (0.04, 0.001)])
def test_the_joint_policy_has_the_larger_q_of_the_two(files: Files, q: tuple[float, float]) -> None:
    line = read_lines(files.claims, files.outcomes)[0]
    ((joint, value),) = merged([(of(line, "70551"), q[0]), (of(line, "70553"), q[1])])
    assert joint.subjects == ("70551", "70553")
    assert value == 0.04
