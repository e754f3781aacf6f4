"""``cleanclaim rollback``: let the version before be champion again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click


@click.command(short_help="Go back to the model before, in one step.")
@click.option("--to", "place", required=True, metavar="DIR_OR_URL", help="Where servers look, as 'promote' was told.")
@click.option("--office", metavar="NAME", help="For this office alone.")
@click.option("--signed-by", "by", default="", metavar="NAME", help="Who decided it.")
@click.option("--because", default="", metavar="TEXT", help="Why.")
def rollback(place: str, office: str | None, by: str, because: str) -> None:
    """Let the version before be champion again; once more goes further back. No gate is asked: it passed before.

    An office that goes back from its first own model is served with the model of all offices again. It is recorded
    beside the place, in decisions.jsonl, and servers follow within seconds.
    """
    from msgspec import structs

    from cli.promotion import Standing, leave_mlflow, look_at_record, origin_at, tell_mlflow, user
    from cli.whereabouts import whereabouts
    from models import BundleError, LightGBMError
    from models.alone import alone
    from models.decisions import Entry, record
    from models.published import back, before, check_place, notice, standing, withdraw

    with TemporaryDirectory(prefix="cleanclaim-rollback-") as scratch:
        try:
            at = whereabouts(place, office)
            standing(at.target)  # before the lock, which would make a folder where nothing stands
            check_place(at.place)
            with alone(at.place):
                now = standing(at.target)
                others = notice(at.place) if at.office and not now.line else None
                to = others or before(at.target, Path(scratch))
                entry = Entry(
                    at=datetime.now(UTC),
                    what="rolled back",
                    version=to.version,
                    in_place_of=now.version,
                    by=by.strip(),
                    because=because.strip(),
                    user=user(),
                    mlflow="" if others else origin_at(at.target, to.version),
                )
                look_at_record(at.target)
                digest = record(at.target, entry)
                try:
                    if others:
                        withdraw(at.target, "champion")
                    else:
                        back(at.target, structs.replace(to, decision=digest), now.version)
                except BundleError as error:
                    record(at.target, structs.replace(entry, what="not rolled back", because=str(error)))
                    raise
        except (BundleError, LightGBMError) as error:
            raise click.ClickException(str(error)) from error
        tell_mlflow(entry, "champion", at.office)
        leave_mlflow(Standing(at.target, now.version), at.office)
    said = "the model of all offices" if others else "the version before"
    click.echo(f"{to.version}, {said}, is champion again, in place of {now.version}")
