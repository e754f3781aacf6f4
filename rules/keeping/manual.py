"""A rule's page in the manual: what it says, why, its values over time, its source, and its proof."""

from __future__ import annotations

from collections.abc import Iterator

from rules.dated import Dated
from rules.finding import Source
from rules.keeping.cases import load_cases
from rules.policy import KEYS
from rules.rule import Rule
from rules.ruleset import RuleSet
from rules.scope import Scope, When


def manual(rule: Rule, ruleset: RuleSet) -> str:
    """The page, in Markdown that reads well on a terminal too."""
    return "\n".join([*_head(rule), *_problems(rule), *_values(rule, ruleset), *_policy(rule, ruleset), *_cases(rule)])


def _head(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}: {rule.title}\n"
    yield f"{rule.why}\n"
    yield f"- Severity: {rule.severity} ({rule.disposition}){', a biller may override it' if rule.overridable else ''}"
    yield f"- Claims: {_whom(rule.scope)}"
    yield f"- Group: {rule.group}"
    yield f"- Dated by: {rule.dated_by}; known since {rule.known_from}"
    yield f"- Source: {_source(rule.source)}"


def _whom(scope: Scope) -> str:
    parts = [", ".join(scope.claims)]
    if scope.bills:
        parts.append(f"bills {', '.join(scope.bills)}")
    if scope.payers:
        parts.append(f"payers: {', '.join(scope.payers)}")
    if scope.start:
        parts.append(f"from {scope.start}")
    if scope.end:
        parts.append(f"through {scope.end}")
    if scope.when:
        met = [
            f"{name.replace('_', ' ')} {', '.join(found)}"
            for name in When.__struct_fields__
            if (found := getattr(scope.when, name))
        ]
        parts.append(f"where it has {' or '.join(met)}")
    return "; ".join(parts)


def _problems(rule: Rule) -> Iterator[str]:
    yield "\n| problem | severity | message | fix | prevents |\n|---|---|---|---|---|"
    for kind, text in rule.problems.items():
        codes = f"{text.denial_code} {text.remark_code}".strip()
        yield f"| {kind.replace('_', ' ')} | {text.severity} | {text.message} | {text.fix} | {codes} |"


def _values(rule: Rule, ruleset: RuleSet) -> Iterator[str]:
    for name, value in rule.values.items():
        yield f"\n**{name}** ({value.type}): {value.says}.\n"
        timelines = [("any payer", value.timeline)] + [
            (payer.id, payer.values.get(rule.id, {}).get(name, ())) for payer in ruleset.payers.values()
        ]
        lines = [f"- {who}: {dated.value} {_window(dated)}" for who, timeline in timelines for dated in timeline]
        yield "\n".join(lines) or "- no payer at hand sets it"
    for payer in ruleset.payers.values():
        for dated in payer.switch.get(rule.id, ()):
            yield f"\n{payer.id} has it switched {'on' if dated.value else 'off'} {_window(dated)}"


def _policy(rule: Rule, ruleset: RuleSet) -> Iterator[str]:
    if rule.policy is None:
        return
    needs, takes = (
        ", ".join(f"`{word}` ({KEYS[word]})" for word in words)
        for words in ((rule.policy.by, *rule.policy.needs), rule.policy.takes)
    )
    more = f"; it may have {takes}" if takes else ""
    yield f"\nGoes by the payer's list: {rule.policy.says}. An entry has {needs}{more}."
    listed = [payer.id for payer in ruleset.payers.values() if rule.id in payer.policies]
    yield f"Payers with a list: {', '.join(listed) or 'none'}. For any other the answer is *no data*."


def _cases(rule: Rule) -> Iterator[str]:
    yield "\n| case | answer |\n|---|---|"
    for case in load_cases(rule):
        yield f"| {case.name} | {case.answer} |"


def _window(dated: Dated) -> str:
    through = f" through {dated.end}" if dated.end else ""
    return f"from {dated.start}{through} ({_source(dated.source)})"


def _source(source: Source) -> str:
    return f"[{source.title}]({source.href})" if source.href else source.title
