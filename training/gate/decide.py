"""The decision: all checks, and yes where every one of them passed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msgspec import Struct

from models import Bundle
from training.gate import leaks
from training.gate.better import better
from training.gate.budget import latency, size
from training.gate.calibration import calibration
from training.gate.checked import Checked
from training.gate.mended import Advised, Mended, mended
from training.gate.payers import payers
from training.gate.shuffled import shuffled
from training.gate.slices import slices
from training.gate.too_good import too_good
from training.gate.useful import useful
from training.gate.window import Window, window
from training.office_files import Files


class Decision(Struct, frozen=True):
    """Whether a challenger may take the champion's place, and by which figures."""

    passed: bool
    challenger: str
    """Its version."""
    champion: str
    """Its version; empty where none stood at the place."""
    since: date | None
    """The claims that judged were sent from this day on; ``None`` where there were too few."""
    through: date | None
    claims: int
    """How many they were."""
    refused: int
    checks: tuple[Checked, ...]
    digests: dict[str, str]
    """Of the files that were judged by."""
    mended: Mended | None = None
    """How many of the claims had been changed on our advice; ``None`` where no store was named."""

    @property
    def failed(self) -> tuple[Checked, ...]:
        """The checks that did not pass."""
        return tuple(one for one in self.checks if not one.passed)


def decide(
    champion: Bundle | None, challenger: Bundle, files: Files, advised: Collection[Advised] | None = None
) -> Decision:
    """Hold a challenger against the champion, or a first model against none.

    Args:
        champion: the model in use; ``None`` where there is none.
        challenger: the model that is to take its place.
        files: all that was sent and answered, from before both models' training ended until today.
        advised: what the service told of claims that were sent, where it is known.
    """
    found = window(champion, challenger, files)
    checks = [leaks.history(challenger, files), leaks.known_features(challenger)]
    if isinstance(found, Checked):
        checks = [found, *checks, size(champion, challenger), shuffled(challenger, files)]
    else:
        checks = [*_gains(found, champion, challenger, files), *checks, *_alarms(found, champion, challenger, files)]
    judged = found if isinstance(found, Window) else None
    return Decision(
        passed=all(one.passed for one in checks),
        challenger=challenger.version,
        champion=champion.version if champion else "",
        since=judged.since if judged else None,
        through=judged.through if judged else None,
        claims=len(judged.claims) if judged else 0,
        refused=int(judged.denied.sum()) if judged else 0,
        checks=tuple(checks),
        digests=files.digests,
        mended=mended(judged.claims, advised) if judged and advised is not None else None,
    )


def _gains(found: Window, champion: Bundle | None, challenger: Bundle, files: Files) -> list[Checked]:
    if champion is None:
        return [useful(found, challenger.manifest.base_rate), calibration(found)]
    trained = challenger.trained_through
    return [*better(found), calibration(found), payers(found), slices(found, files, trained)]


def _alarms(found: Window, champion: Bundle | None, challenger: Bundle, files: Files) -> list[Checked]:
    return [
        leaks.single_features(found),
        too_good(found, challenger, files),
        leaks.served_as_trained(found, challenger),
        shuffled(challenger, files),
        latency(found, champion, challenger),
        size(champion, challenger),
    ]
