"""What is in force, for those who ask: the model and the rules."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from models import Bundle, Review
from rules import RuleSet, Source
from rules.rule import Rule


class ModelCard(Struct, frozen=True):
    """The model in use."""

    name: str
    version: str
    trained_through: date
    """Nothing dated after this day was used."""
    features: int
    """How many columns it reads."""
    rules: str
    """The version of the rules with which it was trained; ``/v1/rules`` says which are in force."""
    hazards: tuple[str, ...]
    """The kinds of refusal that it knows."""
    metrics: dict[str, float]
    """As measured on the last part of its history."""
    review: Review
    """When a look is worth its cost: as the settings of this server say, else as the bundle says."""


class RuleSummary(Struct, frozen=True):
    """One rule."""

    id: str
    title: str
    severity: str
    group: str
    """Where it belongs, after the seven SNIP types."""
    claims: tuple[str, ...]
    """Kinds of claims that it applies to."""
    known_from: date
    """Since when it was known."""
    source: Source


class RuleList(Struct, frozen=True):
    """All rules."""

    version: str
    rules: tuple[RuleSummary, ...]


class RulePage(Struct, frozen=True):
    """One rule with its reason and its words."""

    id: str
    title: str
    why: str
    severity: str
    group: str
    claims: tuple[str, ...]
    dated_by: str
    """The day that chooses among its values: service, discharge or submission."""
    known_from: date
    source: Source
    denial_codes: tuple[str, ...]
    """Group and CARC of the refusals that it prevents."""
    values: dict[str, str]
    """The values that payers may set, by name: what each says."""


def model_of(bundle: Bundle, review: Review) -> ModelCard:
    """The card of a bundle, with what is in force of its review."""
    return ModelCard(
        bundle.name,
        bundle.version,
        bundle.trained_through,
        len(bundle.feature_names),
        bundle.manifest.built_with.get("rules", ""),
        tuple(hazard.name for hazard in bundle.hazards),
        bundle.manifest.metrics,
        review,
    )


def rules_of(ruleset: RuleSet) -> RuleList:
    """The list of a rule set."""
    return RuleList(ruleset.version, tuple(_summary(rule) for rule in ruleset.rules.values()))


def rule_of(rule: Rule) -> RulePage:
    """The page of a rule."""
    return RulePage(
        rule.id,
        rule.title,
        rule.why,
        rule.severity,
        rule.group,
        rule.claims,
        rule.dated_by,
        rule.known_from,
        rule.source,
        tuple(sorted({problem.denial_code for problem in rule.problems.values()})),
        {name: value.says for name, value in rule.values.items()},
    )


def _summary(rule: Rule) -> RuleSummary:
    return RuleSummary(rule.id, rule.title, rule.severity, rule.group, rule.claims, rule.known_from, rule.source)
