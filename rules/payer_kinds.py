"""Kinds of payers, told by the claim filing indicator (SBR09) where the payer's own file does not say."""

from __future__ import annotations

BY_INDICATOR = {
    "MA": "medicare",
    "MB": "medicare",
    "16": "medicare advantage",
    "MC": "medicaid",
    "CH": "tricare",
    "VA": "veterans",
    "OF": "other federal",
    "TV": "other federal",
    "FI": "federal employees",
    "WC": "workers compensation",
    "AM": "auto",
    "LM": "liability",
    "DS": "disability",
    "11": "commercial",
    "12": "commercial",
    "13": "commercial",
    "14": "commercial",
    "15": "commercial",
    "17": "dental",
    "BL": "commercial",
    "CI": "commercial",
    "HM": "commercial",
}
"""ZZ and what else stands there tells nothing: no edit of one kind of payer is then applied."""

PAYER_KINDS = tuple(dict.fromkeys(BY_INDICATOR.values()))
