"""Our own model on an office, through the product's front door: trained on its past, asked about the months after."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from benchmarks.quality.bench import Bench, Office
from benchmarks.quality.offices import folder_of
from benchmarks.quality.truth import Floats, Truth, truth_of
from training.run import train

MIB = 2**20 if sys.platform == "darwin" else 2**10
"""In how many of the system's units the peak of memory is counted."""


class Cost(Struct, frozen=True):
    """What the training took."""

    claims: int
    """That were read to learn from, whatever their fate."""
    seconds: float
    """Of the processor: a run on two idle cores takes no longer."""
    mebibytes: float
    """At most, the whole process."""


class Answer(Struct, frozen=True):
    """What the product says of one claim."""

    odds: float
    at_risk: float
    """Dollars."""
    held: bool
    """Whether its verdict is ``fix`` or ``review``."""
    codes: tuple[str, ...]
    """CARCs, likeliest first."""


class Own(Struct, frozen=True):
    """The product on an office."""

    truth: Truth
    answers: list[Answer | None]
    """In the truth's order; ``None`` where the product gave none."""
    cost: Cost
    bundle: Path

    @property
    def p(self) -> Floats:
        """Odds of refusal."""
        return np.array([one.odds if one else self.truth.base_rate for one in self.answers])

    @property
    def at_risk(self) -> Floats:
        """Dollars at risk."""
        return np.array([one.at_risk if one else 0.0 for one in self.answers])

    @property
    def held(self) -> npt.NDArray[np.bool_]:
        """Whether it was put up for a person to look at."""
        return np.array([one is not None and one.held for one in self.answers])

    def hit(self, first: int) -> float:
        """Among refused claims: how often a true code is among the ``first`` likeliest."""
        refused = [at for at, denied in enumerate(self.truth.denied.tolist()) if denied]
        told = [(self.truth.carcs[at], answer.codes) for at in refused if (answer := self.answers[at])]
        return float(np.mean([bool(carcs & set(codes[:first])) for carcs, codes in told]))


def own(bench: Bench, office: Office) -> Own:
    """Train and score, unless this very program has done so before."""
    place = bench.keep(f"own-{office.name}", bench.made_from(office, "own"), lambda to: _make(bench, office, to))
    said = msgspec.json.decode((place / "answers.json").read_bytes(), type=dict[str, Answer])
    truth = truth_of(folder_of(bench, office))
    cost = msgspec.json.decode((place / "cost.json").read_bytes(), type=Cost)
    return Own(truth, [said.get(key) for key in truth.keys], cost, place / "bundle")


def _make(bench: Bench, office: Office, to: Path) -> None:
    home = folder_of(bench, office)
    start = time.process_time()
    trained = train(home / "train" / "claims", home / "train" / "remits", to / "bundle", track=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    cost = Cost(trained.files.counts["claims"], time.process_time() - start, peak)
    (to / "cost.json").write_bytes(msgspec.json.encode(cost))
    _score(home / "test" / "claims", to)
    (to / "scores.ndjson").unlink()


def _score(claims: Path, to: Path) -> None:
    from cli.main import main  # noqa: PLC0415 - the command line, as a user calls it

    out = to / "scores.ndjson"
    call = ["score", str(claims), "--model", str(to / "bundle"), "--explain", "none", "--format", "ndjson"]
    main([*call, "--out", str(out)], standalone_mode=False)
    said: dict[str, Answer] = {}
    with out.open("rb") as lines:
        for line in lines:
            one = msgspec.json.decode(line)
            said.setdefault(
                f"{one['claim_id']} {one['as_of']}",
                Answer(
                    one["denial_probability"],
                    float(one["dollars_at_risk"]),
                    one["verdict"] != "ready",
                    tuple(code["code"].rpartition("-")[2] for code in one["denial_codes"]),
                ),
            )
    (to / "answers.json").write_bytes(msgspec.json.encode(said))
