"""What is called alike in a filter is told apart."""

from __future__ import annotations

from collections import Counter

from serving.worklist.listing import Chosen, choices


def test_two_payers_of_one_name_are_told_apart_by_their_identifiers_and_others_by_their_names() -> None:
    payers = Counter({("60054", "Atlas"): 5, ("76848", "Atlas"): 3, ("11111", "Borealis"): 2, ("22222", "22222"): 1})
    found = choices([Chosen(payers=payers)]).payers
    labels = {one.value: one.label for one in found}
    assert labels == {"60054": "Atlas, 60054", "76848": "Atlas, 76848", "11111": "Borealis", "22222": "22222"}
