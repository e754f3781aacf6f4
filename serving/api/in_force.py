"""What is in force: the model and the rules."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.responses import Response

from serving.api import catalogue
from serving.api.answers import as_json
from serving.api.service import Service
from serving.problem import refused


def add_to(app: FastAPI, service: Service) -> None:
    """Add the routes."""

    @app.get("/v1/model")
    async def model() -> Response:
        """Which model is in use."""
        scorer = service.offices.of("main").scorer
        if scorer.bundle is None:
            raise refused(HTTPStatus.NOT_FOUND, "no model is in use: the rules speak alone")
        return as_json(catalogue.model_of(scorer.bundle, scorer.review))

    @app.get("/v1/rules")
    async def rules() -> Response:
        """All rules in force."""
        return as_json(catalogue.rules_of(service.offices.of("main").scorer.ruleset))

    @app.get("/v1/rules/{rule_id}")
    async def rule(rule_id: str) -> Response:
        """One rule: why, since when, with which values."""
        found = service.offices.of("main").scorer.ruleset.rules.get(rule_id)
        if found is None:
            raise refused(HTTPStatus.NOT_FOUND, "there is no rule of that id; see /v1/rules")
        return as_json(catalogue.rule_of(found))
