"""Trying cases on demand: of all rules, of one, or of a payer's own file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rules.keeping.cases import Tried, load_cases, read_cases, try_case
from rules.ruleset import RuleSet
from rules.strict import RuleFileError


def prove(what: str = "") -> Iterator[Tried]:
    """Try the cases of all rules; of one, by its id; or of a payer file, by its path.

    The cases of ``payers/acme.yaml`` stand in ``payers/acme.cases.yaml``, each with the ``rule`` that it is of.

    Raises:
        RuleFileError: there is no such rule, or a file is not as it must be.
    """
    if what.endswith(".yaml"):
        file = Path(what)
        cases = file if file.name.endswith(".cases.yaml") else file.with_suffix(".cases.yaml")
        _require_files(file, cases)
        ruleset = RuleSet.load(payers=[file.parent])
        for case in read_cases(cases):
            if case.rule not in ruleset.rules:
                raise RuleFileError(
                    cases, case.line, f"there is no rule {case.rule!r}", "name one: rule: timely-filing"
                )
            yield try_case(ruleset.rules[case.rule], case, ruleset)
        return
    ruleset = RuleSet.load()
    if what and what not in ruleset.rules:
        raise RuleFileError(
            Path(what), 1, "there is no rule of that name",
            f"see cleanclaim rules list; for a payer, name its file: payers/{what}.yaml",
        )  # fmt: skip
    for rule in [ruleset.rules[what]] if what else ruleset.rules.values():
        for case in load_cases(rule):
            yield try_case(rule, case, ruleset)


def _require_files(file: Path, cases: Path) -> None:
    if not file.is_file():
        raise RuleFileError(file, 0, "there is no such file", "name a payer's file, such as payers/acme.yaml")
    if not cases.is_file():
        raise RuleFileError(
            file, 1, f"there is no {cases.name} beside it", "write one, as cleanclaim rules new --payer begins it"
        )
