"""The HTTP API: each endpoint parses, calls, returns, and declares its errors (see ``serving.api.openapi``)."""

from __future__ import annotations

from fastapi import FastAPI

from serving.api import errors, health, in_force, scoring
from serving.api.service import Service


def create(service: Service) -> FastAPI:
    """The application around a service."""
    app = FastAPI(title="cleanclaim", docs_url=None, redoc_url=None, openapi_url=None)
    errors.add_to(app)
    for group in (scoring, in_force, health):
        group.add_to(app, service)
    return app
