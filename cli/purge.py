"""``cleanclaim purge``: take away what is older than the office keeps."""

from __future__ import annotations

from collections import Counter

import click

from cli.options import STORE

NAMES = {
    "score": "scores",
    "claim_version": "claims",
    "submission": "submissions",
    "answer": "answers",
    "acknowledgement": "acknowledgements",
    "outcome": "outcomes",
    "feedback": "words of billers",
    "event": "events",
    "shadow_score": "shadow scores",
    "received_file": "received files",
    "job": "jobs",
    "job_part": "pieces of their files",
    "job_result": "pieces of their results",
    "batch": "batches of the page",
    "batch_part": "pieces of their files",
    "batch_fault": "parts of them that could not be read",
    "batch_release": "ready files of them",
    "work": "claims of them",
    "work_source": "segments of those claims",
    "work_event": "acts on those claims",
    "page_session": "sessions of the page",
    "page_view": "views of patients on the page",
    "checkpoint": "summaries of histories, made again",
    "idempotency": "answers to calls",
    "refused": "files of refused results",
}
"""What a biller calls the rows of each table."""


@click.command(short_help="Take away results, claims and answers that are older than the office keeps.")
@STORE
@click.option(
    "--keep-days",
    type=click.IntRange(1, 36_500),
    metavar="N",
    help="What is older goes; else as CLEANCLAIM_KEEP_DAYS says, else 2192 (six years).",
)
@click.option("--dry-run", is_flag=True, help="Say what would go, and take nothing away.")
def purge(store: str | None, keep_days: int | None, dry_run: bool) -> None:
    """Take away scores, claims, submissions, answers and outcomes that are older than the office keeps.

    A claim goes with all that was said of it, or stays with all of it: it stays for as long as it was scored, sent,
    answered or spoken of within the days that are kept. Run it once a day or week, as from cron; the service may run
    meanwhile, and goes on answering. The file of an SQLite database becomes smaller.
    """
    from models.review import SettingError
    from serving.store import Store, StoreError, retention, spool_folder, store_url
    from serving.store.purge import Purge

    url = store or store_url()
    try:
        days = retention.keep_days() if keep_days is None else keep_days
        opened = Store.open(url, made=True)
        try:
            work = Purge(opened, days, dry=dry_run)
            work.run()
            work.refused(spool_folder(url))
        finally:
            opened.close()
    except (SettingError, StoreError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Older than {days:,} days (before {work.limit:%Y-%m-%d %H:%M} UTC){_told(work.gone)}")
    if dry_run:
        click.echo("This was a dry run: nothing was taken away.")


def _told(gone: Counter[str]) -> str:
    lines = [f"\n  {gone[table]:>9,} {name}" for table, name in NAMES.items() if gone[table]]
    return ":" + "".join(lines) if lines else ": nothing."
