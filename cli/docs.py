"""The pages that are written from the code: ``python -m cli.docs`` writes them, a test fails when they are stale.

``docs/commands.md`` comes from the commands' help, ``docs/results.md`` from the docstrings of the structures,
``docs/formats.md`` from the mappings of the readers (:mod:`cli.formats_page`), ``docs/claims.md`` from the structures
of a claim (:mod:`cli.claims_page`).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from cli import claims_page
from cli.formats_page import formats
from serving.api.fields import fields_of

DOCS = Path(__file__).resolve().parent.parent / "docs"

COMMANDS_HEAD = """\
# Commands

Written by `python -m cli.docs` from the commands' own help.

All commands end with exit status 2 and one sentence on standard error when they are called wrongly, and with 1 when
something that they need is missing or damaged (a model, the training libraries); `score` and `check` say below what
else their exit status tells. Faults of the input go to standard error with file, segment and element; progress does
too, and only on a terminal.

| setting (environment) | what it says |
|---|---|
| `CLEANCLAIM_PAYERS` | folders of the office's own payer files, parted as in `PATH`; `--payers` adds to them |
| `CLEANCLAIM_FEES` | what contracts allow ([the fee file](contracts.md)), not what was learnt; `--fees` comes first |
| `CLEANCLAIM_REFERENCE` | where loaded reference data lie; default: `cleanclaim/reference` in the user's data folder |
| `CLEANCLAIM_STORE` | the server's database: `sqlite:////var/lib/cleanclaim/store.db` or \
`postgresql://user:password@host/database`; default: `cleanclaim/store/cleanclaim.db` in the user's data folder |
| `CLEANCLAIM_KEEP_DAYS` | days after which `cleanclaim purge` takes away what the server recorded; default: 2192, \
six years |
| `CLEANCLAIM_SPOOL` | the folder in which results wait for the database; default: beside an SQLite file, else \
`cleanclaim/spool` in the user's data folder |
| `CLEANCLAIM_UNHELD_SHARE` | share of the claims to review that is let go as ready, marked `unheld`, so that it is \
seen what would have come ([promotion.md](promotion.md)); default: 0, at most 0.1 |
"""

SERVING = """\
| `CLEANCLAIM_LOG_LEVEL` | what the server logs: `info`, the default, each request; `warning` and `error` those that \
ended with a defect; `debug` |
| `CLEANCLAIM_SHADOW` | where a challenger is published that scores beside the model in use, on record only; else \
the one that is published where the model is |
| `OTEL_EXPORTER_OTLP_ENDPOINT` | where spans of requests are sent (OpenTelemetry, OTLP over HTTP); else nowhere; \
wants the extra `tracing` |
"""

REVIEW_HEAD = """
A claim is put up for review when a look is expected to save more than it costs: P(refused) times the cost of rework,
plus the lost share of the dollars at risk, all times the prevented share, against the cost of the look. Each number
stands in the model's bundle, as `cleanclaim train` was told; a setting goes before it when claims are scored or served.

| setting (environment) | what it says | where neither says it | where that comes from |
|---|---|---|---|
"""

RESULTS_HEAD = """\
# A result, field by field

Written by `python -m cli.docs` from the structures in `serving/score.py`, `rules/finding.py` and `cli/rows.py`.

`cleanclaim score --format json` and `ndjson`, `POST /v1/score` and `/v1/score/batch` all give this. Money is a decimal
string in dollars, a day is ISO 8601, a probability lies between 0 and 1, an effect is in log-odds.

- **Today** is the claim's own submission date, else the day asked for (`--as-of`, `?as_of=`), else the clock's;
  `as_of_source` says which.
- **The verdict** is `fix` when a finding is an error; else `review` when a look at the claim is expected to save more
  than it costs (see `docs/commands.md`, settings); else `ready`. Warnings alone never make `fix`.
- **Dollars at risk** is the sum over lines of the probability that the line is refused times what it would be paid
  otherwise. **The expected payment** is the same with the probability that it is not refused: the two together are
  what the claim brings when nothing is refused.
- **What a line is paid otherwise** is the price that this payer was seen to allow for the procedure, its modifiers and
  its place (a fee a unit, or a share of the charge, as the payer prices; else the payer's share of all charges), less
  what it leaves to patients: deductibles, which bite in some months more than in others, coinsurance, copayments,
  sequestration. A claim to a second payer is expected to bring what the first left to the patient.
- **The day of the first answer** is one of the payer's days of payment: as likely before as after, if an answer comes
  at all (`answered` in `bundle.json` says how often one does). Over a payer's claims 80 % of the first answers lie in
  the range; that of a single claim may hold a little more or less, since days of payment are few. A model that was
  trained before days of payment were learnt gives no expected payment.
- **Reasons** are exact shares (SHAP values) of the scores named in `explained`: `base` plus the effects of all reasons
  of that line and hazard is `score`. A few are shown, those that change the probability most; one last reason, `other`,
  holds all facts that are not shown. Columns that tell of one thing to look at are added up. What is experience is told
  by plain counts that bear it out (`experience`): so many of the last answers under these circumstances, refused for
  this kind of reason, since the day on which the payer began to answer so; and beside them those under another
  circumstance. `cleanclaim explain` looks the counts up.
  `--explain all` (`?explain=all`) gives every effect of every feature at every line and hazard; `some` gives every
  claim's leading reasons, for up to four lines and two kinds of refusal, the foremost and what comes near; `held`, the
  default for files and batches, gives those of claims to fix or review; `none` leaves them out and is the fastest.
- **Sent before** is what stands in the office's index beside the model (`MODEL-office/`), and earlier in the same run:
  by submission date, then file and position. A claim (billing provider, claim id, frequency) never repeats itself.
"""


def commands() -> str:
    """The page of all commands."""
    from cli.main import COMMANDS, main

    parts = [COMMANDS_HEAD + _access() + _serving() + _review()]
    context = click.Context(main, info_name="cleanclaim")
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        parts += _command(command, click.Context(command, info_name=name, parent=context), 2)
    return "\n".join(parts)


def _access() -> str:
    """Who may call the service, and how often."""
    from serving.access.settings import SETTINGS

    return "".join(f"| `{setting.name}` | {setting.says} |\n" for setting in SETTINGS)


def _serving() -> str:
    """How the server speaks, and how much it takes: `CLEANCLAIM_LIMIT_` and the name of the limit."""
    from serving.api.limits import SETTING, Limits

    defaults = Limits.__struct_defaults__
    rows = [
        f"| `{SETTING}{name.upper()}` | {doc[0].lower()}{doc[1:].removesuffix('.')}; default {default:,} |\n"
        for (name, _, doc), default in zip(fields_of(Limits), defaults, strict=True)
    ]
    return SERVING + "".join(rows)


def _review() -> str:
    """What decides when a look is worth its cost."""
    from models.review import STANDARD, TERMS, Review

    docs = {name: doc.partition(". ")[2] for name, _, doc in fields_of(Review)}
    rows = [
        f"| `{term.setting}` | {term.says} | {getattr(STANDARD, term.name)} | {docs[term.name]} |\n" for term in TERMS
    ]
    return REVIEW_HEAD + "".join(rows)


def _command(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"{'#' * level} {context.command_path}\n\n`{context.command_path} {usage}`\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    rows = []
    for param in command.params:
        record = param.get_help_record(context)
        if record:
            rows.append(f"| `{record[0].replace('|', chr(92) + '|')}` | {record[1]} |")
    if rows:
        yield "\n".join(["| option | what it does |", "|---|---|", *rows, ""])
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            sub = command.get_command(context, name)
            assert sub is not None
            yield from _command(sub, click.Context(sub, info_name=name, parent=context), level + 1)


def results() -> str:
    """The page of a result's fields."""
    from cli.rows import Row
    from rules.finding import Finding, NotChecked, Source
    from serving import score

    structures: list[type] = [
        score.Score,
        score.Position,
        score.LineOdds,
        score.DenialCode,
        score.ExpectedPayment,
        Finding,
        Source,
        NotChecked,
        score.Reason,
        score.Experience,
        score.Contrast,
        score.Explained,
        score.Suggestion,
        score.Evidence,
        score.ModelName,
        score.RuleSet,
    ]
    parts = [RESULTS_HEAD]
    parts += [_structure(structure, structure.__name__) for structure in structures]
    parts.append(_structure(Row, "The columns of `--format csv`"))
    return "\n".join(parts)


def _structure(structure: type, title: str) -> str:
    rows = [f"| `{name}` | {kind} | {doc} |" for name, kind, doc in fields_of(structure)]
    doc = " ".join((inspect.getdoc(structure) or "").split())
    return "\n".join([f"## {title}\n", f"{doc}\n", "| field | form | meaning |", "|---|---|---|", *rows, ""])


PAGES = {"claims.md": claims_page.page, "commands.md": commands, "formats.md": formats, "results.md": results}


def main() -> None:
    """Write the pages."""
    DOCS.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
