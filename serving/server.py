"""The server process."""

from __future__ import annotations

import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from serving.app import create
from serving.load import with_model

MODEL = "CLEANCLAIM_MODEL"
"""By this variable of the environment the processes of a server learn which bundle to load."""


def application() -> FastAPI:
    """The application of one server process."""
    return create(with_model(Path(os.environ[MODEL])))


def run(host: str, port: int, workers: int, model: Path) -> None:
    """Serve until told to stop."""
    os.environ[MODEL] = str(model.resolve())
    uvicorn.run(
        "serving.server:application", factory=True, host=host, port=port, workers=workers, access_log=False, log_level="info"
    )
