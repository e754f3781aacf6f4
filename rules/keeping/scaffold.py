"""The files of a new rule, or of a new payer, as they begin: they load, and their cases say what is to be written."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from rules.keeping.schema import schema_text
from rules.payer import PAYERS
from rules.rule import EDITS

RULE = """\
id: {id}
title: Say in one sentence what holds of a right claim
why: >
  Say what happens to a claim that is sent with the fault.
group: 7 payer
severity: warning
disposition: warn
claims: [professional]
dated_by: service
known_from: 2015-10-01  # since when an office could know it: no claim that was sent earlier meets it
source:
  title: Name the document, its chapter and paragraph
problems:
  wrong:
    message: Line {{line}} has {{sent}}.
    fix: Say what to change.
    denial_code: "CO-16"
"""

CODE = '''\
"""Say what is looked at."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import Said, Values


def check(claim: Claim, _context: Context, _values: Values) -> Said:
    """Yield a Problem for each fault; nothing said is a pass."""
    # for at, line in enumerate(claim.lines):
    #     if line.units > 1:
    #         yield Problem("wrong", f"/lines/{at}/units", line.procedure, {"most": 1})
    # "wrong" stands under problems in rule.yaml; the messages there may name {sent}, here the procedure, and {most}.
    # {line} fills itself from the field. Problem comes from rules.problem.
    yield from ()
'''

CASES = """\
cases:
  - case: a clean claim passes
    answer: pass
  - case: say what is just right
    boundary: true
    answer: pass
  - case: say what is just wrong
    boundary: true
    change: {/lines/0/units: "2"}
    answer: fail
    fields: [/lines/0/units]
"""

PAYER = """\
# yaml-language-server: $schema=payer.schema.json
id: {id}
title: The payer's name
match: {{ids: ["{code}"]}}
values:
  timely-filing:
    limit:
      - from: {today}
        value: 90 days
        source: {{title: "Name the contract or manual, and the page"}}
policies:
  prior-authorization:
    - codes: ["70551-70553"]
      from: {today}
      source: {{title: "Name the authorization list, and its date"}}
"""

PAYER_CASES = """\
# yaml-language-server: $schema=cases.schema.json
payer: {{id: "{code}"}}
cases:
  - case: a scan without a number is told
    rule: prior-authorization
    change: {{/lines/0/procedure: "70552", /lines/0/service_date: "{today}"}}
    today: {today}
    answer: fail
"""


def new_rule(rule_id: str, edits: Path = EDITS) -> list[Path]:
    """Write the three files of a rule; its cases fail until the rule is written.

    Raises:
        ValueError: the id has not the form of one, or the rule exists.
    """
    _require_form(rule_id)
    folder = edits / rule_id.replace("-", "_")
    files = {
        folder / "rule.yaml": RULE.format(id=rule_id),
        folder / "rule.py": CODE,
        folder / "cases.yaml": CASES,
    }
    return _write(files)


def new_payer(payer_id: str, code: str, today: date, folder: Path) -> list[Path]:
    """Write a payer's file and its cases, and beside them the schemas by which editors complete and check them.

    Args:
        payer_id: the name of the file.
        code: the payer's identifier on claims (NM109 of loop 2010BB).
        today: the first day of the values that stand in the file as examples.
        folder: the office's folder of payer files.

    Raises:
        ValueError: the id has not the form of one, or ships already; the code is none; or the file exists.
    """
    _require_form(payer_id)
    if (PAYERS / f"{payer_id}.yaml").exists():
        raise ValueError(f"{payer_id} ships already, and a file of that name would replace it; choose another name")
    if not re.fullmatch(r"[^\s\"'\\](?:[^\"'\\\x00-\x1f]*[^\s\"'\\])?", code):
        raise ValueError(f"{code!r} is no payer's identifier; write it as NM109 has it, such as 60054")
    files = {
        folder / f"{payer_id}.yaml": PAYER.format(id=payer_id, code=code, today=today),
        folder / f"{payer_id}.cases.yaml": PAYER_CASES.format(code=code, today=today),
    }
    written = _write(files)
    for name in ("payer", "cases", "suppressions"):
        (folder / f"{name}.schema.json").write_text(schema_text(name), "utf-8")
    return written


def _require_form(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ValueError(f"'{name}' is no id; write small letters, digits and hyphens, such as acme-health")


def _write(files: dict[Path, str]) -> list[Path]:
    for file in files:
        if file.exists():
            raise ValueError(f"{file} exists already; change that, or choose another name")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return list(files)
