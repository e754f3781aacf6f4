"""The model as MLflow serves it: canonical claims (JSON) in, odds out. MLflow runs this file; nothing is pickled.

It is stateless: the history is the bundle's, and what was sent before is not known to it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import mlflow
import msgspec
import pandas as pd
from mlflow.pyfunc.model import PythonModel, PythonModelContext

import features
from claims.claim import Claim
from models import Bundle
from rules import Context, office_rules


class DenialOdds(PythonModel):
    """The odds of refusal of canonical claims."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read the bundle that was logged with the model."""
        self.bundle = Bundle.load(context.artifacts["bundle"])
        self.history = self.bundle.history()
        self.ruleset = office_rules().only(self.bundle.rule_ids)

    def predict(
        self, context: PythonModelContext, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """Give the odds of each claim of the column ``claim``, a JSON text each.

        Raises:
            ValueError: a text is no canonical claim.
        """
        del context, params
        claims = [_claim(text, at) for at, text in enumerate(model_input["claim"])]
        odds = self.bundle.odds_of([self._rows(claim) for claim in claims], [claim.payer.id for claim in claims])
        return pd.DataFrame(
            {
                "claim_id": [claim.claim_id for claim in claims],
                "denial_probability": [one.claim for one in odds],
                "line_probabilities": [list(one.lines) for one in odds],
            }
        )

    def _rows(self, claim: Claim) -> Any:
        today = claim.submission_date or _today()
        checked = self.ruleset.check(claim, Context(today=today, shelf=self.ruleset.shelf))
        return features.rows(claim, checked.answers, self.history.past(claim, today))


def _claim(text: str, at: int) -> Claim:
    try:
        return msgspec.json.decode(text, type=Claim)
    except msgspec.DecodeError as error:
        raise ValueError(f"row {at}: this is no canonical claim ({error}); see the program's JSON Schema") from None


def _today() -> date:
    return datetime.now(UTC).date()


mlflow.models.set_model(DenialOdds())
