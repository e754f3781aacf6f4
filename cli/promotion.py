"""The steps of a promotion: what stands at the place, what the gate says, what is published, what is recorded."""

from __future__ import annotations

import getpass
import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import msgspec

from cli.extra import training_extra
from cli.model import MLFLOW
from cli.options import OfficeData
from cli.whereabouts import Where
from models import Bundle, BundleError
from models.alone import alone
from models.decisions import NAME, Entry, read, record
from models.folder import RUN
from models.published import Alias, DamagedError, fetch, notice, publish, run_of, stands
from models.web import shown

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


def standing(at: Where) -> Standing | None:
    """Who is champion where a model is to stand; where the notice is damaged or gone, who was let in last.

    Raises:
        DamagedError: the notice is damaged, and no decision tells who was let in.
        BundleError: the place cannot be read; or the notice is damaged or gone, and the decisions were changed.
    """
    for where in dict.fromkeys((at.target, at.place)):
        damaged: DamagedError | None = None
        try:
            if (found := notice(where)) is not None:
                return Standing(where, found.version)
        except DamagedError as error:
            damaged = error
        log = read(where)
        if log.changed and log.let_in:
            raise BundleError(f"nobody knows who is champion at {shown(where)}: {'; '.join(log.changed)}")
        if log.let_in and stands(where, log.let_in):
            return Standing(where, log.let_in)
        if damaged is not None:
            raise damaged  # nobody knows who stands there, so that nobody can be let in
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


class Promotion(NamedTuple):
    """What is to be let in, where, and who answers for it."""

    folder: Path
    """The bundle's."""
    version: str
    """Of the bundle that was looked at; another that comes to its folder meanwhile is not let in."""
    at: Where
    alias: Alias
    before: Standing | None
    """Who was champion when it was looked at."""
    by: str
    because: str


def let_in(asked: Promotion, decision: Decision | None) -> None:
    """Record the decision, publish where it is yes, and tell MLflow where the model came from there.

    From the last look at who stands there until the notice is written, nobody else promotes or goes back. The decision
    is written first: nothing stands at the place that nobody answers for.

    Raises:
        BundleError: the place cannot be written, or its champion has changed since it was looked at.
        click.ClickException: the gate says no.
    """
    at, alias, before, version = asked.at, asked.alias, asked.before, asked.version
    entry = Entry(
        at=datetime.now(UTC),
        what="promoted" if alias == "champion" else "challenges",
        version=version,
        in_place_of=before.version if before else "",
        by=asked.by,
        because=asked.because,
        user=user(),
        gate=msgspec.to_builtins(decision) if decision else None,
        mlflow=origin(asked.folder),
    )
    if decision is not None and not decision.passed:
        entry = msgspec.structs.replace(entry, what="refused")
        with alone(at.place):
            look_at_record(at.target)
            record(at.target, entry)
        tell_mlflow(entry, alias, at.office)
        raise click.ClickException(
            f"{version} is refused, and nothing was published: "
            + "; ".join(f"{one.name}: {one.words}" for one in decision.failed)
        )
    with alone(at.place):
        _see_that_nothing_changed(asked, decision)
        if before is not None and before.version == version and alias == "champion":
            if _stands_there(before.place, alias) != version:  # its notice is damaged or gone: there is a new one
                publish(asked.folder, before.place, alias, version=version)
            _say(before.place, alias)
            return
        look_at_record(at.target)
        over = _stands_there(at.target, alias)
        digest = record(at.target, entry)
        try:
            publish(asked.folder, at.target, alias, version=version, over=over, decision=digest)
        except BundleError as error:
            record(at.target, msgspec.structs.replace(entry, what="not published", gate=None, because=str(error)))
            raise
    tell_mlflow(entry, alias, at.office)
    if alias == "champion" and before is not None and before.place == at.target:
        leave_mlflow(before, at.office)
    _say(at.target, alias)


def _see_that_nothing_changed(asked: Promotion, decision: Decision | None) -> None:
    """See that the champion that was looked at still stands; a challenger that no gate judged asks for none."""
    if asked.alias == "challenger" and decision is None:
        return
    now = standing(asked.at)
    if now != asked.before:
        became = (
            f"{now.version} is champion at {shown(now.place)} meanwhile" if now else "the champion is gone meanwhile"
        )
        raise BundleError(
            f"{became}, {f'in place of {asked.before.version}' if asked.before else 'where nobody was'}: nothing was "
            "published; run the gate again, against who stands there now"
        )


def _stands_there(target: str, alias: Alias) -> str | None:
    """The version that an alias stands for, ``""`` for none; ``None`` where its notice is damaged."""
    try:
        found = notice(target, alias)
    except DamagedError:
        return None
    return found.version if found else ""


def look_at_record(target: str) -> None:
    """Say what of the decisions of a place is not as it was written; it keeps nobody from going back."""
    log = read(target)
    told = [*log.damaged, *log.changed]
    try:
        found = notice(target)
    except DamagedError:
        found = None
    if found is not None and found.decision and found.decision not in log.digests:
        told.append(f"the line of {NAME} that let {found.version} in is not there as it was written")
    for words in told:
        click.echo(f"Note: {shown(target)}: {words}", err=True)


def tell_mlflow(entry: Entry, alias: Alias, office: str) -> None:
    """Tags, artifact and alias at the model's version; that it cannot be told changes nothing at the place."""
    if not entry.mlflow:
        return
    try:
        with training_extra():
            from training.gate.registry import tell

            tell(entry.mlflow, alias, entry, office)
    except (BundleError, click.ClickException) as error:
        click.echo(f"Note: {error}", err=True)


def leave_mlflow(left: Standing, office: str) -> None:
    """Let no alias call a model champion that is so no more, where none came from the registry in its place."""
    try:
        uri = origin_at(left.place, left.version)
        if not uri:
            return
        with training_extra():
            from training.gate.registry import leave

            alias = leave(uri, left.version, office)
    except (BundleError, click.ClickException) as error:
        click.echo(f"Note: {error}", err=True)
        return
    if alias:
        click.echo(
            f"Note: in MLflow, the alias {alias} was taken from {uri}: the champion now did not come from there",
            err=True,
        )


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
    file = folder / RUN
    return _registered(msgspec.json.decode(file.read_bytes(), type=dict[str, str])) if file.is_file() else ""


def origin_at(place: str, version: str) -> str:
    """The same of a version that was published at a place.

    Raises:
        BundleError: it cannot be read.
    """
    return _registered(run_of(place, version))


def _registered(run: Mapping[str, str]) -> str:
    if not ("MLFLOW_TRACKING_URI" in os.environ or Path("mlflow.db").is_file()):
        return ""
    uri = run.get("mlflow_model", "")
    return uri if uri.startswith("models:/") else ""


def _say(target: str, alias: Alias) -> None:
    found = notice(target, alias)
    assert found is not None
    before = f", in place of {found.before}" if found.before else ""
    click.echo(f"{found.version} is {alias} since {found.since:%Y-%m-%d %H:%M} UTC{before}")


def signed(text: str) -> bool:
    """Whether anything can be read in a signature or a reason: blanks, and signs that nobody sees, say nothing."""
    return any(sign.isalnum() for sign in text)


def user() -> str:
    """Who is logged in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return ""
