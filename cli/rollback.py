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
    from cli.promotion import origin, tell_mlflow, user
    from models import BundleError, LightGBMError
    from models.decisions import Entry, record
    from models.published import back, fetch, notice, of_office, withdraw

    place = place.rstrip("/")
    target = of_office(place, office) if office else place
    with TemporaryDirectory(prefix="cleanclaim-rollback-") as scratch:
        try:
            now = notice(target)
            if office and now and not now.line and (others := notice(place)):
                withdraw(target, "champion")
                version, said = others.version, "the model of all offices"
            else:
                new = back(target, Path(scratch))
                version, said = new.version, "the version before"
            assert now is not None
            at = place if office and not now.line else target
            entry = Entry(
                at=datetime.now(UTC),
                what="rolled back",
                version=version,
                in_place_of=now.version,
                by=by.strip(),
                because=because.strip(),
                user=user(),
                mlflow=origin(fetch(at, version, Path(scratch))),
            )
            record(target, entry)
        except (BundleError, LightGBMError) as error:
            raise click.ClickException(str(error)) from error
        tell_mlflow(entry, "champion")
    click.echo(f"{version}, {said}, is champion again, in place of {now.version}")
