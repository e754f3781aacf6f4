from __future__ import annotations

import pytest

from serving.api.service import Service
from tests.serving.api.calls import a_service


@pytest.fixture(scope="module")
def service() -> Service:
    """The rules alone, with a store."""
    return a_service()
