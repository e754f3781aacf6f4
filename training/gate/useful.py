"""Is a first model better than none?"""

from __future__ import annotations

import numpy as np

from training.clusters import weights
from training.gate.better import losses
from training.gate.checked import Checked
from training.gate.draws import interval
from training.gate.window import Window


def useful(window: Window, base_rate: float) -> Checked:
    """Its log loss lies below that of saying of every claim what is usual."""
    spared = losses(np.full(len(window.denied), base_rate), window.denied) - losses(window.challenger.p, window.denied)
    drawn = [float(weight @ spared / weight.sum()) for weight in weights(window.patients)]
    figure = interval("log loss spared", float(spared.mean()), drawn)
    assert figure.low is not None
    words = (
        f"{figure.value:.4f} nats a claim better than the base rate (90 % interval {figure.low:.4f} to "
        f"{figure.high:.4f})"
    )
    return Checked("useful", figure.low > 0, (figure,), words)
