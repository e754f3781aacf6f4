"""What Prometheus reads at ``/metrics``: counts and times, no patient, no claim.

With several workers each writes to files of a folder that they share (``PROMETHEUS_MULTIPROC_DIR``, set before this
module is imported), and whichever is asked adds them up.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from serving.score import Score

if TYPE_CHECKING:
    from serving.store.store import Store

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

SECONDS = (0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
CHANCES = tuple(at / 20 for at in range(1, 21))


class Metrics:
    """All that is counted in one process."""

    def __init__(self) -> None:
        self._several = FOLDER in os.environ
        registry = CollectorRegistry()
        self._registry = registry
        self._requests = Histogram(
            "cleanclaim_request_seconds",
            "Seconds of a request, until its answer was sent",
            ("route", "method", "status"),
            buckets=SECONDS,
            registry=registry,
        )
        self._verdicts = Counter(
            "cleanclaim_scores", "Claims that were scored, by verdict", ("verdict", "via"), registry=registry
        )
        self._findings = Counter("cleanclaim_findings", "Findings, by rule", ("rule", "severity"), registry=registry)
        self._chances = Histogram(
            "cleanclaim_denial_probability",
            "Probability of refusal of the claims that were scored",
            buckets=CHANCES,
            registry=registry,
        )
        self._transactions = Histogram(
            "cleanclaim_store_transaction_seconds",
            "Seconds of a transaction of the store",
            ("kind",),
            buckets=SECONDS,
            registry=registry,
        )
        self.waiting = Gauge(
            "cleanclaim_recorder_waiting", "Results that are not in the database yet", registry=registry,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self.waiting_bytes = Gauge(
            "cleanclaim_recorder_waiting_bytes", "Bytes of results that wait for the database", registry=registry,
            multiprocess_mode="livemax",
        )  # fmt: skip
        self.store_up = Gauge(
            "cleanclaim_store_up", "Whether the store answered when it was last asked, by every process: 1 or 0",
            registry=registry, multiprocess_mode="livemin",
        )  # fmt: skip
        self.passed_over = Gauge(
            "cleanclaim_shadow_passed_over", "Claims that a challenger did not score, or whose result is not on record",
            registry=registry, multiprocess_mode="sum",
        )  # fmt: skip
        self.refused = Gauge(
            "cleanclaim_recorder_refused", "Results that the database refused and that lie aside in files",
            registry=registry, multiprocess_mode="livemax",
        )  # fmt: skip
        self.lag = Gauge(
            "cleanclaim_history_lag_events", "Events of the store that the office furthest behind has not followed yet",
            registry=registry, multiprocess_mode="livemax",
        )  # fmt: skip
        self.queue = Gauge(
            "cleanclaim_jobs", "Jobs, by state", ("state",), registry=registry, multiprocess_mode="livemax"
        )
        self._children: dict[tuple[str, ...], Any] = {}

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request has ended."""
        self._child(self._requests, route, method, str(status)).observe(seconds)

    def scored(self, score: Score, via: str) -> None:
        """A claim was scored."""
        self._child(self._verdicts, score.verdict, via).inc()
        for finding in score.findings:
            self._child(self._findings, finding.rule, finding.severity).inc()
        if score.denial_probability is not None:
            self._chances.observe(score.denial_probability)

    def watch(self, store: Store) -> None:
        """Time the store's transactions from here on."""
        from sqlalchemy import event  # noqa: PLC0415

        began = "cleanclaim_began"

        def begin(connection: Any) -> None:
            connection.info[began] = time.perf_counter()

        def ended(kind: str) -> Any:
            def end(connection: Any) -> None:
                if (at := connection.info.pop(began, None)) is not None:
                    self._child(self._transactions, kind).observe(time.perf_counter() - at)

            return end

        event.listen(store.engine, "begin", begin)
        event.listen(store.engine, "commit", ended("commit"))
        event.listen(store.engine, "rollback", ended("rollback"))

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        if not self._several:
            return generate_latest(self._registry)
        _forget_the_dead(Path(os.environ[FOLDER]))
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def _child(self, metric: Any, *labels: str) -> Any:
        """A metric's child; prometheus-client's own look-up takes longer than the counting."""
        key = (metric._name, *labels)  # noqa: SLF001  what tells metrics apart
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = metric.labels(*labels)
        return child


def _forget_the_dead(folder: Path) -> None:
    """Take away what shows the present state of processes that are gone. What they counted stays: sums never fall."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            mark_process_dead(int(pid))  # type: ignore[no-untyped-call]
        except PermissionError:  # it lives, as another user
            continue
