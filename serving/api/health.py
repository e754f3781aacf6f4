"""For those who run it: whether it lives, whether it can score, what it offers."""

from __future__ import annotations

from functools import cache

from fastapi import FastAPI
from fastapi.responses import Response

from serving.api.answers import as_json, encode
from serving.api.openapi import document
from serving.api.service import Service


def add_to(app: FastAPI, service: Service) -> None:
    """Add the routes."""
    openapi = cache(lambda: encode(document()))

    @app.get("/healthz")
    async def healthz() -> Response:
        """The process lives."""
        return as_json({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> Response:
        """It can score: rules and model are loaded, or there would be no application."""
        scorer = service.offices.of("main").scorer
        version = scorer.bundle.version if scorer.bundle else None
        return as_json({"status": "ready", "model": version, "rules": scorer.ruleset.version})

    @app.get("/openapi.json")
    async def described() -> Response:
        """This interface, in OpenAPI 3.1."""
        return Response(openapi(), media_type="application/json")
