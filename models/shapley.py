"""Shapley values of a leaf, in closed form (path-dependent TreeSHAP).

A leaf has one player a column of its path. With o = 1 for a player whose splits the row passes, else 0, and z the share
of training rows that pass them, a leaf of value v is worth v Π o Π z: the first product over the players who are known,
the second over all others. Averaged over all orders in which players become known, a player brings

    v (o - z) ∫ Π (t o' + (1 - t) z') dt,    t from 0 to 1, the product over all other players:

t is the chance that another one came first. The integrand is a polynomial, so a few Gauss-Legendre points are exact.

Source of the game: S. Lundberg et al., "From local explanations to global understanding with explainable AI for trees",
Nature Machine Intelligence 2 (2020).
"""

from __future__ import annotations

import numpy as np

from models.trees import Floats

_PASSES = np.array([0.0, 1.0])


def of_leaves(value: Floats, share: Floats) -> Floats:
    """What each player brings at each leaf, for each pattern of players who pass.

    Args:
        value: of the leaves.
        share: z of each leaf's players, shape (leaves, players). One with z = 1 who always passes brings nothing and
            changes nothing, so it can fill up.

    Returns:
        Shape (players, leaves, patterns): bit p of a pattern says whether player p passes.
    """
    players = share.shape[1]
    points, weights = np.polynomial.legendre.leggauss(max(1, (players + 1) // 2))
    out = np.zeros((players, len(value), 1 << players))
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        factor = point * _PASSES + (1 - point) * share[:, :, None]  # shape (leaves, players, fails or passes)
        brings = (_PASSES - share[:, :, None]) / np.where(factor > 0, factor, 1.0)
        product = weight * value[:, None]
        for player in range(players):
            product = np.concatenate([product * factor[:, player, :1], product * factor[:, player, 1:]], axis=1)
        for player in range(players):
            # bit p of a pattern, written as an axis of its own: the patterns above it, it, and those below
            by_bit = (len(value), 1 << (players - 1 - player), 2, 1 << player)
            out[player] += (product.reshape(by_bit) * brings[:, player][:, None, :, None]).reshape(out[player].shape)
    return out
