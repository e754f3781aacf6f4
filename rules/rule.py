"""One rule: a folder of ``rule.yaml`` (what it is), ``rule.py`` (how it sees a fault), ``cases.yaml`` (its proof)."""

from __future__ import annotations

import importlib.util
import re
import string
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from traceback import walk_tb
from types import MappingProxyType
from typing import get_args

from msgspec import Struct

from claims.claim import Claim
from rules.context import Context
from rules.dated import Dated, read_source, read_timeline
from rules.finding import Disposition, Severity, Source
from rules.form import read_form
from rules.period import read_period
from rules.policy import FOUND_BY, KEYS
from rules.problem import Said, Values
from rules.scope import SCOPE_KEYS, Scope, read_scope
from rules.strict import Node, RuleFileError, read

EDITS = Path(__file__).parent / "edits"

GROUPS = (
    "1 syntax",
    "2 implementation guide",
    "3 balancing",
    "4 situations",
    "5 code sets",
    "6 diagnosis",
    "6 NCCI and MUE",
    "6 fee schedule",
    "6 professional",
    "6 institutional",
    "6 outpatient",
    "6 coverage",
    "7 payer",
)
"""Where an edit belongs, after the seven types of the WEDI strategic national implementation process (SNIP)."""

DATED_BY = ("service", "discharge", "submission")
"""Which day chooses among values: of service; of discharge on inpatient bills, else of service; of submission."""

NEEDS = (
    "id",
    "title",
    "why",
    "group",
    "severity",
    "disposition",
    "claims",
    "dated_by",
    "known_from",
    "source",
    "problems",
)

READERS: dict[str, Callable[[Node], object]] = {
    "period": read_period,
    "number": Node.number,
    "text": Node.text,
    "codes": Node.codes,
    "form": read_form,
    "yes or no": Node.yes,
}
"""The types that a value may have, and how each is read."""

Check = Callable[[Claim, Context, Values], Said]


class ProblemText(Struct, frozen=True):
    """The words for one kind of problem, and how grave it is where that is not as the rule's others."""

    message: str
    fix: str
    denial_code: str
    remark_code: str
    severity: Severity
    disposition: Disposition


class Value(Struct, frozen=True):
    """A value that a rule goes by: what it says, of which type, and how it stood over time where no payer differs."""

    says: str
    type: str
    timeline: tuple[Dated, ...]


class PolicyForm(Struct, frozen=True):
    """Which words an entry of a payer's list for this rule needs and may have."""

    says: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    by: str = "codes"
    """What an entry is found by: procedure codes, or clinicians' NPIs."""


class Rule(Struct, frozen=True):
    """What ``rule.yaml`` says, with the function of ``rule.py``."""

    id: str
    title: str
    why: str
    group: str
    severity: Severity
    disposition: Disposition
    overridable: bool
    scope: Scope
    dated_by: str
    known_from: date
    source: Source
    problems: Mapping[str, ProblemText]
    values: Mapping[str, Value]
    policy: PolicyForm | None
    folder: Path
    check: Check

    @property
    def claims(self) -> tuple[str, ...]:
        """The types of claims that it is for."""
        return self.scope.claims


def load_rule(folder: Path) -> Rule:
    """A rule from its folder.

    Raises:
        RuleFileError: ``rule.yaml`` is not as it must be, or ``rule.py`` has no ``check``.
    """
    top = read(folder / "rule.yaml")
    keys = top.record(needs=NEEDS, takes=["values", "policy", "overridable", *SCOPE_KEYS])
    rule_id = keys["id"].text()
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule_id) or rule_id.replace("-", "_") != folder.name:
        raise keys["id"].wrong(
            f"the id {rule_id!r} does not go with the folder {folder.name}", "name both alike: a-b, a_b"
        )
    severity: Severity = keys["severity"].choice(get_args(Severity))  # type: ignore[assignment]
    disposition: Disposition = keys["disposition"].choice(get_args(Disposition))  # type: ignore[assignment]
    return Rule(
        id=rule_id,
        title=keys["title"].text(),
        why=" ".join(keys["why"].text().split()),
        group=keys["group"].choice(GROUPS),
        severity=severity,
        disposition=disposition,
        overridable=keys["overridable"].yes() if "overridable" in keys else False,
        scope=read_scope(keys),
        dated_by=keys["dated_by"].choice(DATED_BY),
        known_from=keys["known_from"].day(),
        source=read_source(keys["source"]),
        problems=_problems(keys["problems"], severity, disposition),
        values=MappingProxyType(dict(_values(keys["values"])) if "values" in keys else {}),
        policy=_policy(keys["policy"]) if "policy" in keys else None,
        folder=folder,
        check=_check(folder / "rule.py"),
    )


def _problems(node: Node, severity: Severity, disposition: Disposition) -> Mapping[str, ProblemText]:
    found = {}
    for kind, item in node.entries():
        keys = item.record(needs=["message", "fix", "denial_code"], takes=["remark_code", "severity", "disposition"])
        for words in (keys["message"], keys["fix"]):
            _template(words)
        found[kind] = ProblemText(
            message=" ".join(keys["message"].text().split()),
            fix=" ".join(keys["fix"].text().split()),
            denial_code=_form(keys["denial_code"], r"(CO|PR|OA|PI)-[0-9A-Z]{1,3}", "CO-16"),
            remark_code=_form(keys["remark_code"], r"(M|MA|N)[0-9]{1,3}", "M76") if "remark_code" in keys else "",
            severity=keys["severity"].choice(get_args(Severity)) if "severity" in keys else severity,  # type: ignore[arg-type]
            disposition=keys["disposition"].choice(get_args(Disposition))  # type: ignore[arg-type]
            if "disposition" in keys
            else disposition,
        )
    if not found:
        raise node.wrong("no problem is named", "name one, with message, fix and denial_code")
    return MappingProxyType(found)


def _template(node: Node) -> None:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(node.text()) if name is not None]
    except ValueError as error:
        raise node.wrong(f"the braces do not match: {error}", "write {{name}} for each fact") from error
    for name in names:
        if not name.isidentifier():
            raise node.wrong(f"{{{name}}} names no fact", "write a plain name between the braces, such as {sent}")


def _form(node: Node, pattern: str, example: str) -> str:
    code = node.code()
    if not re.fullmatch(pattern, code):
        raise node.wrong(f"{code!r} has not the form of {example}", f'write it as "{example}"')
    return code


def _values(node: Node) -> list[tuple[str, Value]]:
    found = []
    for name, item in node.entries():
        keys = item.record(needs=["says", "type"], takes=["dated"])
        kind = keys["type"].choice(tuple(READERS))
        timeline = read_timeline(keys["dated"], READERS[kind]) if "dated" in keys else ()
        found.append((name, Value(keys["says"].text(), kind, timeline)))
    return found


def _policy(node: Node) -> PolicyForm:
    keys = node.record(needs=["says"], takes=["by", "needs", "takes"])
    words = [key for key in KEYS if key not in FOUND_BY]
    needs = tuple(item.choice(words) for item in keys["needs"].items()) if "needs" in keys else ()
    takes = tuple(item.choice(words) for item in keys["takes"].items()) if "takes" in keys else ()
    by = keys["by"].choice(FOUND_BY) if "by" in keys else FOUND_BY[0]
    return PolicyForm(keys["says"].text(), needs, takes, by)


@cache
def _check(file: Path) -> Check:
    if not file.is_file():
        raise RuleFileError(file, 0, "rule.py is missing", "write a function check(claim, context, values)")
    spec = importlib.util.spec_from_file_location(f"rules.edits.{file.parent.name}.rule", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise RuleFileError(
            file, line_of(error, file), f"the code cannot be loaded: {type(error).__name__}: {error}", "mend it"
        ) from error
    check = getattr(module, "check", None)
    if not callable(check):
        raise RuleFileError(file, 1, "there is no function check", "write check(claim, context, values)")
    return check  # type: ignore[no-any-return]


def line_of(error: BaseException, file: Path) -> int:
    """The last line of a rule's code that an error came through; 1 where it came through none."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno or 1
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == str(file)]
    return lines[-1] if lines else 1
