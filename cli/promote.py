"""``cleanclaim promote``: publish a bundle to where servers look for it, past the gate where another stands there."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from cli.extra import training_extra
from cli.options import OfficeData, office_data_if_any

if TYPE_CHECKING:
    from models.published import Alias
    from training.gate import Decision
    from training.gate.mended import Advised

GATE = (
    "{version} is champion at {place}, and nothing takes its place without the gate: name the claims and answers "
    "that judge (--claims and --remits, or --store), and who answers for it (--signed-by and --because). To see the "
    "decision alone, --dry-run; to try the model beside it, --as challenger; to go back to the version before, "
    "'cleanclaim rollback'."
)
UNSIGNED = "a person answers for a model that takes another's place: say who and why, with --signed-by and --because"


@click.command(short_help="Publish a model to a folder or URL that servers watch.")
@click.argument("bundle")
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
@office_data_if_any
@click.option("--signed-by", "by", default="", metavar="NAME", help="Who answers for the model.")
@click.option("--because", default="", metavar="TEXT", help="Why it is let in.")
@click.option("--dry-run", is_flag=True, help="Print the gate's decision and do nothing.")
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the decision as an HTML page.",
)
@click.option(
    "--service-store",
    metavar="URL",
    help="The database of the service, to tell how many of the claims were changed on its advice.",
)
def promote(
    bundle: str,
    place: str,
    alias: str,
    office: str | None,
    data: OfficeData | None,
    by: str,
    because: str,
    page: Path | None,
    service_store: str | None,
    *,
    dry_run: bool,
) -> None:
    """Publish the model BUNDLE, in one step; servers that watch the place take it over within seconds.

    BUNDLE is a folder, or a model of the MLflow registry such as models:/cleanclaim@challenger. To a URL it goes by
    HTTP PUT. What the office sent before (the folder BUNDLE-office) goes with it to a folder, and never to a URL.

    Where a champion stands, the gate holds both against the same answered claims, and lets the new one in when every
    check passes and a person signs. The first model needs no signature; where data are named, it passes the checks
    that need no champion. A challenger needs neither. Every decision is recorded beside the place, in decisions.jsonl.
    To go back, 'cleanclaim rollback'.
    """
    from cli.promotion import Promotion, folder_of, judged, let_in, signed, standing, write_page
    from cli.whereabouts import check_writable, whereabouts
    from models import Bundle, BundleError, LightGBMError
    from models.published import check_place

    as_what: Alias = "challenger" if alias == "challenger" else "champion"
    with TemporaryDirectory(prefix="cleanclaim-promote-") as scratch:
        try:
            at = whereabouts(place, office)
            check_writable(page)
            if not dry_run:
                check_place(at.place)
                check_place(at.target)
            folder = folder_of(bundle, Path(scratch))
            before = standing(at) if as_what == "champion" or dry_run else None
            new = Bundle.load(folder)
            replaces = before is not None and before.version != new.version
            if replaces and not dry_run and data is None:
                raise click.ClickException(GATE.format(version=before.version, place=at.place) if before else "")
            if replaces and not dry_run and not (signed(by) and signed(because)):
                raise click.UsageError(UNSIGNED)
            if dry_run and data is None:
                raise click.UsageError("--dry-run needs the claims and answers that judge")
            decision: Decision | None = None
            if data is not None and (replaces or before is None) and (as_what == "champion" or dry_run):
                champion = before.load(Path(scratch)) if before and replaces else None
                decision = judged(champion, new, data, _advised(service_store, at.office or None))
                if page is not None:
                    write_page(decision, page, by.strip(), because.strip())
            if dry_run:
                raise SystemExit(0 if decision is None or decision.passed else 1)
            asked = Promotion(folder, new.version, at, as_what, before, by.strip(), because.strip())
            let_in(asked, decision)
        except (BundleError, LightGBMError) as error:
            raise click.ClickException(str(error)) from error


def _advised(url: str | None, office: str | None) -> Collection[Advised] | None:
    if url is None:
        return None
    with training_extra():
        from cli.promotion import advised
        from serving.access.caller import MAIN

        return advised(url, office or MAIN)
