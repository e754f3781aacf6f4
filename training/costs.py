"""What a look, a denial and a refused dollar cost: the money behind the verdict *review*."""

from __future__ import annotations

from models.manifest import Review

LOOK = 5.75
"""Dollars: ten minutes of a medical records specialist at the median wage of $24.16 an hour (U.S. Bureau of Labor
Statistics, Occupational Employment and Wage Statistics, May 2024, 29-2072) plus 43 % for benefits and overhead."""

REWORK = 57.23
"""Dollars to work one denied claim (Premier, survey of hospitals and health systems, 2025; $43.84 in that of 2023)."""

PREVENTED = 0.3
"""The share of coming refusals that a look prevents. An assumption: 86 % of denials are called potentially avoidable
(Change Healthcare, Denials Index 2020), and a biller who is told where to look is taken to find a third of them."""

LOST = 0.46
"""The share of refused money that never comes: 54 % of denials are overturned in the end (Premier, 2023)."""

DEFAULT = Review(look_cost=LOOK, rework_cost=REWORK, prevented=PREVENTED, lost=LOST)
