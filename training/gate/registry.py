"""A decision in the MLflow registry: tags and an artifact at the model's version, and the alias that moves with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from models import Bundle, BundleError
from models.decisions import Entry
from models.folder import write_run
from training.tracking.store import store


def fetched(uri: str, folder: Path) -> Path:
    """The bundle of a registered model as a folder that tells where it came from, in ``run.json``.

    Args:
        uri: such as ``models:/cleanclaim/3`` or ``models:/cleanclaim@challenger``.
        folder: where it is put.

    Raises:
        BundleError: the store does not know it, or it is no bundle.
    """
    with store() as mlflow:
        try:
            name, version = _named(mlflow, uri)
            downloaded = Path(mlflow.artifacts.download_artifacts(uri, dst_path=str(folder / "downloaded")))
        except (mlflow.exceptions.MlflowException, OSError) as error:
            raise BundleError(
                f"{uri} is not in the store {mlflow.get_tracking_uri()} ({error}): name another model, or the store by "
                "MLFLOW_TRACKING_URI"
            ) from error
    found = sorted(downloaded.rglob("bundle.json"))
    if not found:
        raise BundleError(f"{uri} holds no bundle: name a model that cleanclaim train has logged")
    bundle = Path(shutil.copytree(found[0].parent, folder / "bundle"))
    if version:
        write_run(bundle, Bundle.load(bundle).run | {"mlflow_model": f"models:/{name}/{version}"})
    return bundle


def alias_of(alias: str, office: str = "") -> str:
    """An alias of the registry is of all offices; the model of one office has its own, such as ``champion-north``."""
    return f"{alias}-{office}" if office else alias


def tell(uri: str, alias: str, entry: Entry, office: str = "") -> None:
    """Write a decision to the version it is about, and let the alias stand for it where it was let in.

    Args:
        uri: of the version, such as ``models:/cleanclaim/3``.
        alias: ``champion`` or ``challenger``.
        entry: the decision.
        office: for which alone it was made; empty where it is of all.

    Raises:
        BundleError: the store does not take it, or has another model under that name.
    """
    with store() as mlflow:
        client = mlflow.MlflowClient()
        try:
            name, version = _named(mlflow, uri)
            known = _same(client, name, version, entry.version)
            for key, value in _tags(entry, office).items():
                client.set_model_version_tag(name, version, f"gate.{key}", value)
            if known.run_id and entry.gate is not None:
                text = json.dumps(entry.gate, indent=1)
                client.log_text(known.run_id, text, f"decisions/{entry.at:%Y%m%dT%H%M%S%f}.json")
            if entry.what in {"promoted", "challenges", "rolled back"}:
                client.set_registered_model_alias(name, alias_of(alias, office), version)
                rival = alias_of("challenger", office)
                aliases = client.get_registered_model(name).aliases
                if alias == "champion" and str(aliases.get(rival)) == version:
                    client.delete_registered_model_alias(name, rival)
        except mlflow.exceptions.MlflowException as error:
            raise BundleError(f"MLflow was not told of it ({error})") from error


def leave(uri: str, bundle_version: str, office: str = "") -> str:
    """Let the alias ``champion`` stand for a version no more; which alias was taken away, empty where it was elsewhere.

    Raises:
        BundleError: the store does not take it, or has another model under that name.
    """
    alias = alias_of("champion", office)
    with store() as mlflow:
        client = mlflow.MlflowClient()
        try:
            name, version = _named(mlflow, uri)
            _same(client, name, version, bundle_version)
            if str(client.get_registered_model(name).aliases.get(alias)) != version:
                return ""
            client.delete_registered_model_alias(name, alias)
        except mlflow.exceptions.MlflowException as error:
            raise BundleError(f"MLflow was not told of it ({error})") from error
    return alias


def _same(client: Any, name: str, version: str, bundle_version: str) -> Any:
    """The version of the registry, which another store may have given to another model."""
    known = client.get_model_version(name, version)
    if (there := known.tags.get("bundle_version", bundle_version)) != bundle_version:
        raise BundleError(
            f"MLflow was not told of it: its {name} {version} is the model {there}, and this one is {bundle_version}; "
            "see which store MLFLOW_TRACKING_URI names"
        )
    return known


def _tags(entry: Entry, office: str) -> dict[str, str]:
    failed = [one["name"] for one in (entry.gate or {}).get("checks", ()) if not one["passed"]]
    return {
        "decision": entry.what,
        "at": entry.at.isoformat(timespec="seconds"),
        "by": entry.by,
        "because": entry.because,
        "failed": ", ".join(failed),
        "in_place_of": entry.in_place_of,
        "office": office,
    }


def _named(mlflow: Any, uri: str) -> tuple[str, str]:
    """Name and version of a registered model; empty for a run's own."""
    if not uri.startswith("models:/"):
        return "", ""
    named = uri.removeprefix("models:/")
    if "@" in named:
        name, _, alias = named.partition("@")
        return name, str(mlflow.MlflowClient().get_model_version_by_alias(name, alias).version)
    name, _, version = named.partition("/")
    return name, version
