"""The small share of claims that are let go though a look is worth its cost, so that what would have come is seen.

A claim that is held is mended, and its refusal never shows: models are then judged, and trained, on what is left. Of a
few claims that nobody mends, all is seen. Which they are is drawn from the claim itself, whatever the model says of it,
so that any worker, run and model lets the same ones go. A claim that is certainly wrong is never let go.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from msgspec import structs

from claims import canonical
from claims.claim import Claim
from models import SettingError

SETTING = "CLEANCLAIM_UNHELD_SHARE"
MOST = 0.1
"""No office lets go more than one in ten of the claims that it should look at."""
SAID = "Ready, let go unheld to keep the measure honest"

_KEY = b"cleanclaim unheld"


def let_go(claim: Claim, share: float) -> bool:
    """Whether a claim is one of the share; the day of submission makes no difference."""
    if share <= 0.0:
        return False
    content = canonical.encode(structs.replace(claim, submission_date=None))
    drawn = int.from_bytes(blake2b(content, digest_size=8, key=_KEY).digest(), "big")
    return drawn < share * 2**64


def share_here(environment: Mapping[str, str]) -> float:
    """The share that the setting of the environment says; 0 where it says nothing.

    Raises:
        SettingError: it is no share from 0 to ``MOST``.
    """
    text = environment.get(SETTING, "").strip()
    try:
        share = float(text or 0)
    except ValueError:
        share = -1.0
    if not 0 <= share <= MOST:
        raise SettingError(
            f"the setting {SETTING} (share of the claims to review that is let go, to keep the measure honest): "
            f"{text!r} is not a share from 0 to {MOST}, such as 0.02 for one in fifty"
        )
    return share
