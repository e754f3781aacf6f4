"""The data of a run, as MLflow shows inputs: digests, numbers and dates; the claims themselves stay in the office."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.data.dataset import Dataset

from claims.claim import Claim
from training.office_files import digest
from training.tracking.figures import Part
from training.trained import Trained

DIGEST = 12
"""Characters of a digest that name the data on MLflow's pages; the whole stands in the profile."""


class OfficeData(Dataset):
    """Some of an office's records: how many, of which days, and a digest of them."""

    def __init__(self, name: str, sha256: str, profile: Mapping[str, object]) -> None:
        self._profile = {**profile, "sha256": sha256}
        source = CodeDatasetSource(tags={"origin": "the billing office's own files"})
        super().__init__(source, name, sha256[:DIGEST])

    def _compute_digest(self) -> str:
        return str(self._profile["sha256"])[:DIGEST]

    @property
    def profile(self) -> dict[str, object]:
        """``count``, ``first_day``, ``last_day`` and ``sha256``."""
        return self._profile

    @property
    def schema(self) -> None:
        """Records are no table."""

    def to_dict(self) -> dict[str, str]:
        """As MLflow keeps it."""
        return {**super().to_dict(), "profile": json.dumps(self._profile)}


def inputs(trained: Trained, told: Mapping[str, Part]) -> Iterator[tuple[OfficeData, str]]:
    """What was read, and the parts that the labelled claims were cut into by time; each with what it was used for."""
    files = trained.files
    answered = sorted(outcome.answered for outcome in files.outcomes if outcome is not None and outcome.answered)
    yield OfficeData("claims", files.digests["claims"], _profile(files.claims)), "read"
    days = {"first_day": str(answered[0]), "last_day": str(answered[-1])}
    remittances = {"count": files.counts["remittances"], **days}
    yield OfficeData("remittances", files.digests["remittances"], remittances), "read"
    for name, part in told.items():
        claims = [files.claims[at] for at in part.claims]
        yield OfficeData(f"claims_{name}", digest(claims), _profile(claims)), name


def _profile(claims: Sequence[Claim]) -> dict[str, object]:
    days = [claim.submission_date for claim in claims if claim.submission_date]
    return {"count": len(claims), "first_day": str(min(days)), "last_day": str(max(days))}
