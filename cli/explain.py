"""``cleanclaim explain``: what is wrong with one claim, and why it has its odds, with the counts of every sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from cli.fees import FEES, contract_here
from cli.options import AS_OF, MODEL, PAYERS, UNREADABLE

if TYPE_CHECKING:
    from claims.claim import Claim
    from claims.origin import Sourced
    from serving.explanation import Explanation
    from serving.lookup import Office
    from serving.score import Contrast, Experience, Score
    from serving.waterfall import Waterfall

SHOWN = 10
"""Answers, ids and kinds of refusal that are listed unless all are asked for."""

LEAST = 0.01
"""A kind of refusal less probable than this is left out."""

WIDTH = 100


@click.command(short_help="One claim: its faults, why it has its odds, the counts, and a plot.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("claim")
@MODEL
@AS_OF
@PAYERS
@FEES
@click.option(
    "--plot", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.svg", help="Draw the waterfalls there."
)
@click.option("--all", "every", is_flag=True, help="Every effect of every column, and every answer that is counted.")
@click.option(
    "--claims", type=click.Path(path_type=Path, exists=True), help="The claims (837) that the model learnt from."
)
@click.option("--remits", type=click.Path(path_type=Path, exists=True), help="Their answers (835).")
@click.pass_context
def explain(
    ctx: click.Context,
    file: Path,
    claim: str,
    model: str | None,
    as_of: date | None,
    payers: tuple[Path, ...],
    fees: Path | None,
    plot: Path | None,
    every: bool,
    claims: Path | None,
    remits: Path | None,
) -> None:
    """Explain one claim of FILE: all findings, its chance of refusal by line and kind, and the reasons, added up.

    CLAIM is the patient control number (CLM01). With --claims and --remits, the answers that each sentence counts are
    looked up in the office's files, as far as the model knew them. The bars are in log-odds; --plot draws them as SVG.

    Exit status: 0 when the claim was explained; 2 when it is not in the file.
    """
    from cli.model import model_of, sent_before
    from cli.rules.in_force import rules_here
    from cli.table import printable
    from serving.explanation import explanation
    from serving.load import for_a_run
    from serving.lookup import read_office
    from serving.waterfall import svg

    if (claims is None) != (remits is None):
        raise click.UsageError("--claims and --remits go together: answers are matched to what was sent")
    if plot is not None and plot.suffix.lower() != ".svg":
        raise click.UsageError(f"--plot {plot}: the plot is an SVG, for a browser or a report; name it .svg")
    contract = contract_here(fees)
    named, there = _named(file, claim)
    if not named:
        ctx.exit(UNREADABLE)
    bundle = model_of(model)
    scorer = for_a_run(rules_here(payers), bundle, sent_before(model), contract)
    for item in there:  # what a run knows of each: the claims of the file that go before it
        scorer.sent(item.claim, scorer.day(item.claim, as_of)[0])
    office = read_office(claims, remits, bundle.trained_through) if claims and remits else None
    falls: list[Waterfall] = []
    for sourced in named:
        told = explanation(scorer, sourced, as_of, every=every)
        falls += told.falls
        for line in _page(sourced, told, office, every=every):
            click.echo(printable(line))
    if plot is not None:
        try:
            plot.write_text(svg(falls), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"cannot write {plot}: {error.strerror}") from error


def _named(file: Path, claim_id: str) -> tuple[list[Sourced], list[Sourced]]:
    """The claims of that number, and all; where there is none, what is there goes to standard error."""
    import claims
    from claims.fault import Fault
    from cli.table import printable

    there, faults = [], 0
    for item in claims.read(file):
        if isinstance(item, Fault):
            faults += 1
        else:
            there.append(item)
    found = [item for item in there if item.claim.claim_id == claim_id]
    if not found:
        others = [item.claim.claim_id for item in there]
        known = ", ".join(others[:SHOWN]) + (f" and {len(others) - SHOWN:,} more" if len(others) > SHOWN else "")
        holds = f"it holds {known}" if others else "it holds none that can be read"
        unread = f"; {faults:,} could not be read, see 'cleanclaim score'" if faults else ""
        click.echo(printable(f"{file} holds no claim {claim_id}: {holds}{unread}"), err=True)
    return found, there


def _page(sourced: Sourced, told: Explanation, office: Office | None, *, every: bool) -> Iterator[str]:
    from cli.rows import told as told_of
    from cli.table import dollars, finding
    from serving.verdict import chance
    from serving.waterfall import bars

    claim, score = sourced.claim, told.score
    payer = claim.payer.name or claim.payer.id
    risk = "no odds"
    if score.denial_probability is not None and score.dollars_at_risk is not None:
        risk = f"{chance(score.denial_probability)} chance of refusal, {dollars(score.dollars_at_risk)} at risk"
    yield f"Claim {claim.claim_id} (frequency {claim.frequency_code}) to {payer}, as of {score.as_of}"
    yield f"{risk}: {score.verdict}"
    for one in score.findings:
        yield from finding(told_of(one), WIDTH)
    yield ""
    yield from _odds(sourced, told, every=every)
    for fall in told.falls:
        yield ""
        yield f"{fall.title}, in log-odds"
        yield from (f"  {line}" for line in bars(fall))
    yield from _reasons(claim, score, office, every=every)
    if every:
        yield from ("", "Every effect, in log-odds")
        for reason in told.columns:
            yield f"  line {reason.line} {reason.hazard:<14} {reason.effect:+8.4f}  {reason.feature} ({reason.text})"


def _odds(sourced: Sourced, told: Explanation, *, every: bool) -> Iterator[str]:
    """Each line's chance of refusal, and of each kind."""
    from serving.verdict import chance

    for odds, line, hazards in zip(told.score.lines, sourced.claim.lines, told.hazards, strict=True):
        kinds = [(name, p) for name, p in hazards.items() if every or p >= LEAST]
        kinds = kinds if every else kinds[:SHOWN]
        what = " ".join([line.procedure or line.revenue_code, *line.modifiers])
        parts = ", ".join(f"{name} {chance(p)}" for name, p in kinds)
        text = f"line {odds.number}  {what:<12} {chance(odds.denial_probability):>10}   {parts}"
        yield from wrap(text, WIDTH, subsequent_indent=" " * 33)


def _reasons(claim: Claim, score: Score, office: Office | None, *, every: bool) -> Iterator[str]:
    """The reasons as sentences, and below each what it counts."""
    from claims.field import belongs
    from cli.location import spoken

    shown = [reason for reason in score.reasons if reason.feature != "other"]
    if not claim.lines:
        yield from ("", "It has no service lines: the model, which looks at lines, has nothing to go by.")
        return
    if not shown:
        yield from ("", "No fact stands out: no reason changes the odds by half a percent.")
        return
    for nth, reason in enumerate(shown, start=1):
        way = "raises the odds" if reason.effect > 0 else "lowers the odds"
        yield ""
        yield from wrap(f"{nth}. {reason.text}", WIDTH, subsequent_indent="   ")
        place = belongs(reason.field, claim)
        where = spoken(reason.field, place.form_box, place.x12)
        yield f"   {way} by {abs(reason.effect):.2f}{f'; look at: {where}' if where else ''}"
        if told := reason.experience:
            yield from _counted(told, told.kind, office, listed=told.answers if every else SHOWN)
            if told.changed:
                yield f"     before that day {told.before_refused:,} of {told.before_answers:,} refused"
            if told.against:
                yield from _counted(told.against, told.kind, office, listed=told.against.answers if every else 0)


def _counted(told: Experience | Contrast, kind: str, office: Office | None, *, listed: int) -> Iterator[str]:
    """A count as it is kept; with the office's files, what they say, and the last answers that it counts."""
    from features.circumstances import BY_NAME
    from serving.lookup import by_month, look_up

    where = " ".join(part for part in (told.circumstance, told.under, told.value) if part)
    unit = BY_NAME[told.circumstance].unit
    yield f"   counted: {told.refused:,} of {told.answers:,} {unit}s refused, {kind}, since {told.since} [{where}]"
    if office is None:
        return
    found = look_up(office, told, kind)
    refused = [one for one in found if one.code]
    yield f"     in the files: {len(refused):,} of {len(found):,}"
    months = [f"{month} {count[1]:,}/{count[0]:,}" for month, count in by_month(found).items()]
    yield from wrap("by month: " + ", ".join(months), WIDTH, initial_indent="     ", subsequent_indent="       ")
    shown = found if listed >= told.answers else refused[len(refused) - min(listed, len(refused)) :]
    for one in shown:
        line = f" line {one.line}" if one.line else ""
        yield f"       {one.answered} {one.claim_id}{line} {one.code or 'not refused for this'}"
    if shown and len(shown) < len(refused):
        yield f"       … the last {len(shown)} refusals of {len(refused):,}; --all lists every answer"
