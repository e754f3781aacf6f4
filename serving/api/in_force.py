"""What is in force: the model and the rules."""

from __future__ import annotations

from http import HTTPStatus

from serving.api import catalogue
from serving.api.call import Call
from serving.api.reply import Reply, as_json
from serving.api.route import Route
from serving.api.schema import curl, ref
from serving.problem import refused


async def model(call: Call) -> Reply:
    """Which model is in use for the caller's office, how it was measured, and when a look is worth its cost."""
    scorer = (await call.office()).scorer
    if scorer.bundle is None:
        raise refused(HTTPStatus.NOT_FOUND, "no model is in use: the rules speak alone")
    return as_json(catalogue.model_of(scorer.bundle, scorer.review))


async def rules(call: Call) -> Reply:
    """All rules in force."""
    return as_json(catalogue.rules_of((await call.office()).scorer.ruleset))


async def rule(call: Call) -> Reply:
    """One rule: why, since when, with which values."""
    found = (await call.office()).scorer.ruleset.rules.get(call.named("rule_id"))
    if found is None:
        raise refused(HTTPStatus.NOT_FOUND, "there is no rule of that id; see /v1/rules")
    return as_json(catalogue.rule_of(found))


RULE_ID = {
    "name": "rule_id",
    "in": "path",
    "required": True,
    "description": "Such as `timely-filing`.",
    "schema": {"type": "string"},
}

ROUTES = (
    Route(
        "GET",
        "/v1/model",
        model,
        "The model in use",
        "score",
        gives={"application/json": ref("ModelCard")},
        problems=(404,),
        examples=(curl("/v1/model"),),
    ),
    Route(
        "GET",
        "/v1/rules",
        rules,
        "All rules in force",
        "score",
        gives={"application/json": ref("RuleList")},
        examples=(curl("/v1/rules"),),
    ),
    Route(
        "GET",
        "/v1/rules/{rule_id}",
        rule,
        "One rule",
        "score",
        gives={"application/json": ref("RulePage")},
        parameters=(RULE_ID,),
        problems=(404,),
        examples=(curl("/v1/rules/charge-balance"),),
    ),
)
