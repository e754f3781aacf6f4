"""What a model's splits rest on."""

from __future__ import annotations

from training.trained import Trained


def importance(trained: Trained) -> tuple[list[str], list[float]]:
    """Features by the training loss that their splits saved, over all hazards: names and shares, greatest first."""
    total = dict.fromkeys(trained.bundle.feature_names, 0.0)
    for text in trained.bundle.models.values():
        _, _, table = text.partition("\nfeature_importances:\n")
        for line in table.partition("\n\n")[0].splitlines():
            name, _, gain = line.partition("=")
            total[name] += float(gain)
    whole = sum(total.values()) or 1.0
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, _ in ranked], [gain / whole for _, gain in ranked]
