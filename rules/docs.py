"""Writes ``docs/rules.md`` and ``docs/schema/``: ``python -m rules.docs``. Tests fail when they are stale."""

from __future__ import annotations

from pathlib import Path

from rules.context import SHIPPED
from rules.keeping.manual import manual
from rules.keeping.schema import FOLDER, schema_text, schemas
from rules.ruleset import RuleSet

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"


def page(ruleset: RuleSet) -> str:
    """The whole page: a table of all rules, the code sets at hand, then each rule."""
    parts = [
        "# Rules\n",
        "Written by `python -m rules.docs` from the rules themselves: change a rule, not this page. How to add one is",
        "told in [adding a rule](adding-a-rule.md). Each rule answers *pass*, *fail*, *not applicable*, or *no data*",
        "where a reference file or a payer's value is missing.\n",
        "| rule | says | group | severity |\n|---|---|---|---|",
    ]
    ordered = ruleset.list()
    for rule in ordered:
        link = f"[{rule.id}](#{_anchor(rule.id, rule.title)})"
        parts.append(f"| {link} | {rule.title} | {rule.group} | {rule.severity} |")
    parts += ["\n## Reference data that ships\n", "| what | rows | speaks of | source |\n|---|---|---|---|"]
    for edition in (held.edition for held in SHIPPED.held()):
        parts.append(f"| {edition.title} | {edition.codes:,} | {edition.first} to {edition.last} | {edition.source} |")
    parts += [f"\n{manual(rule, ruleset)}" for rule in ordered]
    return "\n".join(parts) + "\n"


def _anchor(rule_id: str, title: str) -> str:
    words = "".join(letter for letter in f"{rule_id} {title}".lower() if letter.isalnum() or letter in " -_")
    return words.replace(" ", "-")


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(RuleSet.load()), "utf-8")
    FOLDER.mkdir(exist_ok=True)
    for name in schemas():
        (FOLDER / f"{name}.json").write_text(schema_text(name), "utf-8")
