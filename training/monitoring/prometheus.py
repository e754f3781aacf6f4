"""The figures as a file in the text format of Prometheus, such as its node exporter collects from a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from training.monitoring.monitor import Monitored
from training.monitoring.signals import KINDS

PREFIX = "cleanclaim_monitor_"


def write(found: Monitored, path: Path) -> None:
    """Write the file in one step, so that nobody reads half of it.

    Raises:
        OSError: it cannot be written.
    """
    write_to_textfile(str(path), metrics(found))


class Gauges:
    """Gauges of one registry, made as they are set."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def set(self, name: str, says: str, value: float) -> None:
        """One figure."""
        Gauge(PREFIX + name, says, registry=self.registry).set(value)

    def each(self, name: str, says: str, label: str, values: Mapping[str, float]) -> None:
        """One figure for each value of a label."""
        gauge = Gauge(PREFIX + name, says, [label], registry=self.registry)
        for one, value in values.items():
            gauge.labels(one).set(value)


def metrics(found: Monitored) -> CollectorRegistry:
    """All figures. Labels are payers, columns and kinds; nothing is of a patient."""
    to = Gauges()
    _state(found, to)
    _skill(found, to)
    _before_answers(found, to)
    return to.registry


def _state(found: Monitored, to: Gauges) -> None:
    to.each("model_info", "1, with the model's name and version.", "model", {found.model: 1})
    midnight = datetime.combine(found.through, time(), UTC).timestamp()
    to.set("data_through_timestamp_seconds", "The last day of the claims and answers.", midnight)
    age = (found.through - found.trained_through).days
    to.set("model_age_days", "Days from the end of training to that day.", age)
    claims: dict[str, float] = {"known": found.known, "silent": found.silent, "young": found.young}
    to.each("claims", "Claims sent since training ended, by what is known of them.", "state", claims)
    kinds = Counter(one.kind for one in found.signals)
    signals: dict[str, float] = {kind: kinds[kind] for kind in KINDS}
    to.each("signals", "Things to look at since training ended, by kind.", "kind", signals)
    to.set("retrain_suggested", "1 where training anew is suggested.", bool(found.retrain))


def _skill(found: Monitored, to: Gauges) -> None:
    if found.gain_at_training is not None:
        to.set("gain_at_training_ratio", "Share of the base rate's log loss saved at training.", found.gain_at_training)
    if (whole := found.overall) is not None:
        to.set("gain_ratio", "Share of the base rate's log loss saved, matured claims.", whole.gain)
        to.set("gain_low_ratio", "Lower end of its 90 % interval.", whole.gain_low)
        to.set("gain_high_ratio", "Upper end of its 90 % interval.", whole.gain_high)
        to.set("denied_ratio", "Share of matured claims that were refused.", whole.denied)
        to.set("promised_ratio", "Mean of their odds.", whole.promised)
        to.set("dollars_top_tenth_ratio", "Share of refused dollars in the riskiest tenth.", whole.dollars)
    payers = {one.name: one.gain for one in found.payers}
    to.each("payer_gain_ratio", "Share of the base rate's log loss saved, by payer.", "payer", payers)
    changes = {payer: float(count) for payer, count in Counter(one.payer for one in found.changes).items()}
    to.each("policy_changes", "Changes of payers since training ended.", "payer", changes)


def _before_answers(found: Monitored, to: Gauges) -> None:
    full = [one.promised for one in found.estimated if one.full]
    if full:
        to.set("expected_gain_ratio", "What the odds of the last full week promise to save.", full[-1].gain)
        to.set("expected_denials", "Refusals that they promise.", full[-1].denials)
        to.set("expected_auprc_ratio", "Average precision that they promise.", full[-1].auprc)
    limits = {one.name: abs(one.strength[-1]) for one in found.charts if one.strength}
    to.each("drift_limit_ratio", "A column's distance from training, 1 being its limit.", "column", limits)
    new = {sort: float(count) for sort, count in Counter(one.sort for one in found.new).items()}
    to.each("newcomers", "Values that training does not know.", "sort", new)
