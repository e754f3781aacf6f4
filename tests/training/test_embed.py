"""The one command that makes the embedded bundle works, and its card says what the model is."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import Bundle
from training import embed


def test_the_card_says_that_the_claims_were_made_up_and_what_the_model_is_worth_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(embed, "OTHER_SEEDS", (4,))
    (found,) = embed.embed(tmp_path / "embedded", claims=1500, other_claims=300)
    card = (tmp_path / "embedded" / "CARD.md").read_text()
    assert Bundle.load(tmp_path / "embedded").version in card
    assert "Trained on simulated claims" in card
    assert "to be replaced by one of your own" in card
    assert f"| 4 | {found.cold.claims:,} |" in card
    assert found.cold.skill != found.fed.skill
    assert sum(file.stat().st_size for file in (tmp_path / "embedded").iterdir()) < embed.LARGEST
    assert Bundle.load(tmp_path / "embedded").run == {}
