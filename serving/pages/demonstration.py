"""Whether an office's odds are those of the model that comes with the program: all pages say so."""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from models import EMBEDDED, BundleError
from models.folder import MANIFEST
from serving.api.service import Service
from serving.published.following import CANNOT
from serving.store import StoreError


class _Version(Struct):
    version: str


@cache
def embedded_version() -> str:
    """The version of the embedded model."""
    return msgspec.json.decode((EMBEDDED / MANIFEST).read_bytes(), type=_Version).version


async def in_use(service: Service, office: str) -> bool:
    """Whether an office is served with it; where its model cannot be loaded, pages that need one say that."""
    try:
        bundle = (await service.offices.open(office)).scorer.bundle
    except (*CANNOT, BundleError, StoreError):
        return False
    return bundle is not None and bundle.version == embedded_version()
