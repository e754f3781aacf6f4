"""What the routes work with."""

from __future__ import annotations

from msgspec import Struct, field

from serving.access import Access, Rate
from serving.api.gathering import Gathering
from serving.api.limits import Limits
from serving.api.metrics import Metrics
from serving.api.room import Room
from serving.offices import Offices
from serving.published import Following, Shadowing
from serving.store import Recorder, Store
from serving.worklist import Worklist


class Service(Struct, frozen=True):
    """All that the routes need, made by ``serving.api.process``."""

    store: Store
    recorder: Recorder
    offices: Offices
    access: Access
    rate: Rate
    limits: Limits
    metrics: Metrics
    room: Room
    following: Following | None = None
    """Watches models and rules; ``None`` where they stay as they are."""
    shadowing: Shadowing | None = None
    worklist: Worklist | None = None
    gathering: Gathering = field(default_factory=Gathering)
