"""What is certainly wrong with a claim, and why: deterministic checks, each with its date, source and proof."""

from rules.context import Context
from rules.finding import Answer, Finding, NotChecked, Severity, Source
from rules.keeping.manual import manual
from rules.keeping.proof import prove
from rules.office import office_rules
from rules.ruleset import Checked, RuleSet
from rules.strict import RuleFileError

__all__ = [
    "Answer",
    "Checked",
    "Context",
    "Finding",
    "NotChecked",
    "RuleFileError",
    "RuleSet",
    "Severity",
    "Source",
    "manual",
    "office_rules",
    "prove",
]
