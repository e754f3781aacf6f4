"""JSON Schemas of the YAML files, by which editors complete and check them: ``python -m rules.docs`` writes them.

They are made from the same tables that the loader goes by. The loader is stricter: it also wants codes quoted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from rules.finding import Answer, Disposition, Severity
from rules.keeping.cases import BASES, TAKES
from rules.payer_kinds import PAYER_KINDS
from rules.policy import FOUND_BY, KEYS
from rules.reference.kinds import KINDS
from rules.rule import DATED_BY, GROUPS, NEEDS, READERS, Rule
from rules.ruleset import RuleSet
from rules.scope import CLAIM_TYPES, When

FOLDER = Path(__file__).parents[2] / "docs" / "schema"

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "year-month-day"}
CODES: Schema = {"type": "array", "items": {"type": "string"}}
YES: Schema = {"type": "boolean"}


def schemas() -> Mapping[str, Schema]:
    """By name: ``rule``, ``payer``, ``cases``, ``suppressions``."""
    ruleset = RuleSet.load()
    return {"rule": _rule(), "payer": _payer(ruleset), "cases": _cases(), "suppressions": _suppressions(ruleset)}


def schema_text(name: str) -> str:
    """One of them, as it is written to a file."""
    return json.dumps(schemas()[name], indent=1) + "\n"


def _record(properties: Schema, needs: Sequence[str] = (), title: str = "") -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if needs:
        found["required"] = list(needs)
    return {"title": title, **found} if title else found


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_of(words: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(words)}


SOURCE = _record({"title": TEXT, "href": {"type": "string", "pattern": "^https://"}}, ["title"])
DATES: Schema = {"from": DAY, "through": DAY, "known_from": DAY, "source": SOURCE, "proposed": YES}
VALUE_TYPES: Mapping[str, Schema] = {
    "period": {"type": "string", "pattern": "^[0-9]+ (day|days|month|months|year|years)$"},
    "number": {"type": "number", "minimum": 0},
    "yes or no": YES,
    "codes": CODES,
}
"""The form of a value of each type; text where none stands here."""

_NUMBER: Schema = {"type": "number", "minimum": 0}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
WORDS: Mapping[str, Schema] = {
    "over_units": _NUMBER,
    "max_units": _NUMBER,
    "max_times": _WHOLE,
    "min_age": _WHOLE,
    "max_age": _WHOLE,
    "sex": {"type": "string", "enum": ["F", "M"]},
    "per": {"type": "string", "enum": ["line", "day"]},
    "within": {"type": "string", "pattern": "^([0-9]+ (day|days|month|months|year|years)|calendar year)$"},
    "together": YES,
    "number_form": TEXT,
}
"""The form of each word of a payer's lists; a list of codes where none stands here."""


def _timeline(value: Schema, key: str = "value") -> Schema:
    return _list(_record({key: value, **DATES}, [key, "from", "source"]))


def _rule() -> Schema:
    severity, disposition = _one_of(get_args(Severity)), _one_of(get_args(Disposition))
    problem = _record(
        {
            "message": {**TEXT, "description": "with {sent}, {line} and the rule's own facts"},
            "fix": TEXT,
            "denial_code": {"type": "string", "pattern": "^(CO|PR|OA|PI)-[0-9A-Z]{1,3}$"},
            "remark_code": {"type": "string", "pattern": "^(M|MA|N)[0-9]{1,3}$"},
            "severity": severity,
            "disposition": disposition,
        },
        ["message", "fix", "denial_code"],
    )
    any_value: Schema = {"anyOf": [TEXT, YES, CODES, {"type": "number"}]}
    value = _record({"says": TEXT, "type": _one_of(list(READERS)), "dated": _timeline(any_value)}, ["says", "type"])
    words = _list(_one_of([word for word in KEYS if word not in FOUND_BY]))
    properties: Schema = {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        "title": TEXT,
        "why": TEXT,
        "group": _one_of(GROUPS),
        "severity": severity,
        "disposition": disposition,
        "overridable": YES,
        "claims": {**_list(_one_of(CLAIM_TYPES)), "minItems": 1},
        "bills": _list({"type": "string", "pattern": "^0[1-8][1-9]x$"}),
        "payers": _list(_one_of(PAYER_KINDS)),
        "from": DAY,
        "through": DAY,
        "when": {**_record(dict.fromkeys(When.__struct_fields__, CODES)), "minProperties": 1},
        "dated_by": _one_of(DATED_BY),
        "known_from": DAY,
        "source": SOURCE,
        "problems": {"type": "object", "additionalProperties": problem, "minProperties": 1},
        "values": {"type": "object", "additionalProperties": value},
        "policy": _record({"says": TEXT, "by": _one_of(FOUND_BY), "needs": words, "takes": words}, ["says"]),
    }
    return _top("A rule of cleanclaim", _record(properties, NEEDS))


def _payer(ruleset: RuleSet) -> Schema:
    rules = ruleset.rules.values()
    values = {
        rule.id: _record({name: _timeline(VALUE_TYPES.get(value.type, TEXT)) for name, value in rule.values.items()})
        for rule in rules
        if rule.values
    }
    said: Schema = {
        "kind": _one_of(PAYER_KINDS),
        "values": _record(values),
        "switch": _record({rule.id: _timeline(YES, "on") for rule in rules}),
        "policies": _record({rule.id: _policies(rule) for rule in rules if rule.policy}),
    }
    told_by: Schema = {"filing_indicators": CODES, "groups": CODES, "member_ids": CODES}
    product = _record({"title": TEXT, "match": {**_record(told_by), "minProperties": 1}, **said}, ["title", "match"])
    properties: Schema = {
        "id": TEXT,
        "title": TEXT,
        "match": {**_record({"ids": CODES, "filing_indicators": CODES}), "minProperties": 1},
        **said,
        "products": {"type": "object", "additionalProperties": product},
    }
    return _top("A payer's file of cleanclaim", _record(properties, ["id", "title", "match"]))


def _policies(rule: Rule) -> Schema:
    assert rule.policy is not None
    words = (rule.policy.by, *rule.policy.needs, *rule.policy.takes)
    entry = _record(
        {**{word: _word(word) for word in words}, **DATES}, [rule.policy.by, *rule.policy.needs, "from", "source"]
    )
    return {**_list(entry), "description": rule.policy.says}


def _word(word: str) -> Schema:
    return {**WORDS.get(word, CODES), "description": KEYS[word]}


def _cases() -> Schema:
    bases = _one_of(sorted(file.stem for file in BASES.glob("*.yaml")))
    anything: Schema = {"type": "object"}
    forms: Schema = {
        "base": bases, "boundary": YES, "today": DAY, "says": TEXT, "rule": TEXT, "segments": TEXT, "fields": CODES,
        "sent": _list(anything), "faults": _list(anything),
    }  # fmt: skip
    edition = _record({"first": DAY, "last": DAY, "rows": _list(anything)}, ["first", "last", "rows"])
    reference = _record(dict.fromkeys(KINDS, edition))
    forms |= {"reference": reference}
    case = _record(
        {"case": TEXT, "answer": _one_of(get_args(Answer)), **{word: forms.get(word, anything) for word in TAKES}},
        ["case", "answer"],
    )
    properties: Schema = {"base": bases, "payer": anything, "reference": reference, "cases": _list(case)}
    return _top("Cases of a rule or a payer of cleanclaim", _record(properties, ["cases"]))


def _suppressions(ruleset: RuleSet) -> Schema:
    needs = ["rule", "owner", "reason", "from", "through"]
    one = _record(
        {"rule": _one_of(ruleset.ids), "payer_ids": CODES, "owner": TEXT, "reason": TEXT, "from": DAY, "through": DAY},
        needs,
    )
    return _top("Suppressed rules of an office", _record({"suppressions": _list(one)}, ["suppressions"]))


def _top(title: str, schema: Schema) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}
