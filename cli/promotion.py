"""The steps of a promotion: what stands at the place, what the gate says, what is published, what is recorded."""

from __future__ import annotations

import getpass
import os
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import click
import msgspec

from cli.extra import training_extra
from cli.model import MLFLOW
from cli.options import OfficeData
from models import Bundle, BundleError
from models.decisions import Entry, record, recorded
from models.folder import RUN
from models.published import Alias, DamagedError, fetch, notice, publish

if TYPE_CHECKING:
    from training.gate import Decision
    from training.gate.mended import Advised


class Standing(NamedTuple):
    """The champion that servers tell the odds of today."""

    place: str
    """Where it was published: an office without a model of its own has that of the place."""
    version: str

    def load(self, cache: Path) -> Bundle:
        """The model itself."""
        return Bundle.load(fetch(self.place, self.version, cache / "champion"))


def folder_of(bundle: str, scratch: Path) -> Path:
    """The folder of what is to be published; from MLflow it is fetched first."""
    if not bundle.startswith(MLFLOW):
        folder = Path(bundle)
        if not folder.is_dir():
            raise click.BadParameter(f"{bundle} is no folder and no URI of MLflow", param_hint="BUNDLE")
        return folder
    with training_extra():
        from training.gate.registry import fetched

        return fetched(bundle, scratch)


def standing(target: str, place: str) -> Standing | None:
    """Who is champion where it is published; where the notice is damaged, who was let in last.

    Raises:
        DamagedError: the notice is damaged, and no decision tells who was let in.
    """
    for where in dict.fromkeys((target, place)):
        try:
            found = notice(where)
        except DamagedError:
            last = [one for one in recorded(where) if one.what in {"promoted", "rolled back"}]
            if not last:
                raise  # nobody knows who stands there, so that nobody can be let in
            return Standing(where, last[-1].version)
        if found is not None:
            return Standing(where, found.version)
    return None


def judged(
    champion: Bundle | None, challenger: Bundle, data: OfficeData, advised: Collection[Advised] | None
) -> Decision:
    """Ask the gate, and print what it says."""
    with training_extra():
        from training.gate import decide
        from training.gate.report import lines

        decision = decide(champion, challenger, data.files(), advised)
        for line in lines(decision):
            click.echo(line)
        return decision


def write_page(decision: Decision, file: Path, by: str, because: str) -> None:
    """Write a decision as an HTML page."""
    with training_extra():
        from training.gate.page import decision_page

        content = decision_page(decision, by=by, because=because)
    try:
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written ({error.strerror})") from error


def let_in(
    folder: Path,
    target: str,
    alias: Alias,
    before: Standing | None,
    decision: Decision | None,
    by: str,
    because: str,
) -> None:
    """Record the decision, publish where it is yes, and tell MLflow where the model came from there.

    The decision is written first: nothing stands at the place that nobody answers for.

    Raises:
        BundleError: the place cannot be written, or its champion has changed since it was looked at.
        click.ClickException: the gate says no.
    """
    version = Bundle.load(folder).version
    what: Literal["promoted", "refused", "challenges"] = "promoted" if alias == "champion" else "challenges"
    if decision is not None and not decision.passed:
        what = "refused"
    if before is not None and before.version == version and alias == "champion":
        try:
            _say(before.place, alias)
        except DamagedError:  # it is published again, and its notice with it
            publish(folder, before.place, alias)
            _say(before.place, alias)
        return
    entry = Entry(
        at=datetime.now(UTC),
        what=what,
        version=version,
        in_place_of=before.version if before else "",
        by=by,
        because=because,
        user=user(),
        gate=msgspec.to_builtins(decision) if decision else None,
        mlflow=origin(folder),
    )
    now = notice(target, alias) if what == "promoted" and before and before.place == target else None
    if now is not None and before is not None and now.version != before.version:
        raise BundleError(f"{now.version} became champion meanwhile: run the gate again, against that one")
    record(target, entry)
    if what == "refused":
        assert decision is not None
        tell_mlflow(entry, alias)
        raise click.ClickException(
            f"{version} is refused, and nothing was published: "
            + "; ".join(f"{one.name}: {one.words}" for one in decision.failed)
        )
    try:
        publish(folder, target, alias)
    except BundleError as error:
        record(target, msgspec.structs.replace(entry, what="not published", gate=None, because=str(error)))
        raise
    tell_mlflow(entry, alias)
    _say(target, alias)


def tell_mlflow(entry: Entry, alias: Alias) -> None:
    """Tags, artifact and alias at the model's version; that it cannot be told changes nothing at the place."""
    if not entry.mlflow:
        return
    try:
        with training_extra():
            from training.gate.registry import tell

            tell(entry.mlflow, alias, entry)
    except (BundleError, click.ClickException) as error:
        click.echo(f"Note: {error}", err=True)


def advised(url: str, office: str) -> Collection[Advised]:
    """What the service told of claims that an office has sent, from its database.

    The service knows claims whole, training pared: they are the same where the pared ones are.
    """
    from claims import canonical
    from claims.origin import Sourced
    from serving.outcomes.sent_as_told import sent_as_told
    from serving.store import Store
    from training.gate.mended import Advised, digest_of
    from training.pared import pared

    store = Store.open(url, made=True)
    try:
        return [
            Advised(digest_of(pared(found.claim)), one.held, one.changed, one.unheld)
            for one in sent_as_told(store, office)
            if isinstance(found := canonical.decode(one.claim), Sourced)
        ]
    finally:
        store.close()


def origin(folder: Path) -> str:
    """The registry's URI of a bundle's folder, where it was logged to a store that can be reached from here."""
    if not (folder / RUN).is_file() or not ("MLFLOW_TRACKING_URI" in os.environ or Path("mlflow.db").is_file()):
        return ""
    uri = msgspec.json.decode((folder / RUN).read_bytes(), type=dict[str, str]).get("mlflow_model", "")
    return uri if uri.startswith("models:/") else ""


def _say(target: str, alias: Alias) -> None:
    found = notice(target, alias)
    assert found is not None
    before = f", in place of {found.before}" if found.before else ""
    click.echo(f"{found.version} is {alias} since {found.since:%Y-%m-%d %H:%M} UTC{before}")


def user() -> str:
    """Who is logged in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return ""
