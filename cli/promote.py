"""``cleanclaim promote``: publish a bundle to where servers look for it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Publish a model to a folder or URL that servers watch.")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--to", "place", required=True, metavar="DIR_OR_URL", help="Where servers look: 'serve --model' names it."
)
@click.option(
    "--as",
    "alias",
    type=click.Choice(["champion", "challenger"]),
    default="champion",
    show_default=True,
    help="champion: its odds are told; challenger: it scores beside, on record only.",
)
@click.option("--office", metavar="NAME", help="For this office alone; the others keep what they have.")
def promote(bundle: Path, place: str, alias: str, office: str | None) -> None:
    """Publish the model in the folder BUNDLE, in one step; servers that watch the place take it over within seconds.

    To a URL it goes by HTTP PUT. What the office sent before (the folder BUNDLE-office) goes with it to a folder, and
    never to a URL. To go back, promote the version before: its folder still stands at the place.
    """
    from models import BundleError, LightGBMError
    from models.published import Alias, of_office, publish

    as_what: Alias = "challenger" if alias == "challenger" else "champion"
    try:
        notice = publish(bundle, of_office(place, office) if office else place.rstrip("/"), as_what)
    except (BundleError, LightGBMError) as error:
        raise click.ClickException(str(error)) from error
    before = f", in place of {notice.before}" if notice.before else ""
    click.echo(f"{notice.version} is {alias} since {notice.since:%Y-%m-%d %H:%M} UTC{before}")
