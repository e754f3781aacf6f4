"""What others would build: models on flat claim columns, hand-made crosses, and the rules alone."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from benchmarks.quality.bench import Bench, Office
from benchmarks.quality.flat import Flat, flattened
from benchmarks.quality.kept import ROOT
from benchmarks.quality.offices import folder_of
from benchmarks.quality.truth import Floats
from benchmarks.reading import environment

LATE = 0.85
"""Share of the past that is fitted on; the rest, later, stops or chooses."""
PENALTIES = (0.03, 0.1, 0.3, 1.0)
SEEN = 3
"""Claims that must hold a cross for it to become a column."""

CATBOOST = ("catboost", "catboost==1.2.8")
CATBOOST_SCRIPT = """
import json, sys
import pandas
from catboost import CatBoostClassifier, Pool
told = json.load(open(sys.argv[1]))
def table(part):
    frame = pandas.DataFrame(told[part]["columns"])
    frame["codes"] = told[part]["codes"]
    return frame
frame, later, words = table("past"), table("later"), told["words"]
late = told["late"]
labels = told["denied"]
pool = lambda rows, y=None: Pool(rows, y, cat_features=words, text_features=["codes"])
model = CatBoostClassifier(iterations=600, learning_rate=0.08, random_seed=0, thread_count=1, verbose=False,
    allow_writing_files=False, max_ctr_complexity=2, text_processing={
        "tokenizers": [{"tokenizer_id": "Space", "separator_type": "ByDelimiter", "delimiter": " "}],
        "dictionaries": [{"dictionary_id": "Word", "max_dictionary_size": "5000", "occurrence_lower_bound": "3",
                          "gram_order": "1"}],
        "feature_processing": {"default": [{"dictionaries_names": ["Word"], "tokenizers_names": ["Space"],
                                            "feature_calcers": ["BoW"]}]}})
model.fit(pool(frame[:late], labels[:late]), eval_set=pool(frame[late:], labels[late:]), early_stopping_rounds=40)
print(json.dumps(model.predict_proba(pool(later))[:, 1].tolist()))
"""


def peers(bench: Bench, office: Office) -> dict[str, dict[str, float]]:
    """The odds of the later claims by key, by the peer's name; a peer that cannot be had is missing."""
    made_from = bench.made_from(office, "peers", "flat")
    place = bench.keep(f"peers-{office.name}", made_from, lambda to: _make(bench, office, to))
    return {path.stem: msgspec.json.decode(path.read_bytes()) for path in sorted(place.glob("*.json"))}


def _make(bench: Bench, office: Office, to: Path) -> None:
    past, later = flattened(folder_of(bench, office))
    wanted: dict[str, Callable[[Flat, Flat], Floats | None]] = {
        "LightGBM on flat columns": _lightgbm,
        "logistic regression on crosses": lambda past, later: _logistic(past.crosses, past, later.crosses),
        "rules alone": lambda past, later: _logistic(past.findings, past, later.findings),
    }
    if not bench.quick:
        wanted["CatBoost with a bag of codes"] = _catboost
    for name, model in wanted.items():
        p = model(past, later)
        if p is not None:
            odds: dict[str, float] = {}
            for key, chance in zip(later.keys, p.tolist(), strict=True):
                odds.setdefault(key, chance)
            (to / f"{name}.json").write_bytes(msgspec.json.encode(odds))


def _lightgbm(past: Flat, later: Flat) -> Floats:
    import lightgbm  # noqa: PLC0415 - slow to import
    import pandas as pd  # noqa: PLC0415 - slow to import

    table = pd.DataFrame([*past.columns, *later.columns])
    for name in _words(past):
        table[name] = table[name].astype("category")
    early = int(len(past.keys) * LATE)
    data = lightgbm.Dataset(table[:early], past.denied[:early].astype(float), free_raw_data=False)
    rest = data.create_valid(table[early : len(past.keys)], past.denied[early:].astype(float))
    settings = {"objective": "binary", "learning_rate": 0.05, "num_threads": 1, "verbosity": -1, "seed": 0}
    stop = lightgbm.early_stopping(40, verbose=False)
    model = lightgbm.train(settings, data, 600, valid_sets=[rest], callbacks=[stop])
    return np.asarray(model.predict(table[len(past.keys) :], num_threads=1))


def _words(flat: Flat) -> list[str]:
    """The columns that hold codes, not numbers."""
    return [name for name, value in flat.columns[0].items() if isinstance(value, str)]


def _logistic(tokens: Sequence[list[str]], past: Flat, later: Sequence[list[str]]) -> Floats:
    """Logistic regression over tokens; the penalty is the one that foretells the last part of the past best."""
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415 - slow to import
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.metrics import log_loss  # noqa: PLC0415

    words = CountVectorizer(analyzer=_as_it_is, binary=True, min_df=SEEN)
    known, asked = words.fit_transform(tokens), words.transform(later)
    early = int(len(tokens) * LATE)

    def fitted(penalty: float, count: int) -> Any:
        model = LogisticRegression(C=penalty, solver="liblinear", random_state=0)
        return model.fit(known[:count], past.denied[:count])

    losses = [
        log_loss(past.denied[early:], fitted(penalty, early).predict_proba(known[early:])[:, 1])
        for penalty in PENALTIES
    ]
    best = PENALTIES[int(np.argmin(losses))]
    return np.asarray(fitted(best, len(tokens)).predict_proba(asked)[:, 1])


def _as_it_is(tokens: list[str]) -> list[str]:
    return tokens


def _catboost(past: Flat, later: Flat) -> Floats | None:
    python = environment(*CATBOOST)
    if not python:
        sys.stderr.write("quality: CatBoost cannot be installed and is left out\n")
        return None
    told = {
        "past": {"columns": past.columns, "codes": [" ".join(one) for one in past.codes]},
        "later": {"columns": later.columns, "codes": [" ".join(one) for one in later.codes]},
        "words": _words(past),
        "denied": past.denied.astype(int).tolist(),
        "late": int(len(past.keys) * LATE),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claims.json"
        file.write_text(json.dumps(told), "utf-8")
        call = [python, "-c", CATBOOST_SCRIPT, str(file)]
        done = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT)
    return np.array(json.loads(done.stdout.splitlines()[-1]))
