"""A bundle's folder: written whole or not at all, and checked when it is read."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import structs

from models.manifest import FORMAT, Manifest

MANIFEST = "bundle.json"
HISTORY = "history.npz"
RUN = "run.json"

Tables = Mapping[str, npt.NDArray[np.generic]]


class BundleError(ValueError):
    """A bundle that cannot be used, with the reason and what to do."""


def write(
    path: Path, manifest: Manifest, models: Mapping[str, str], tables: Tables, run: Mapping[str, str]
) -> Manifest:
    """Write the folder and return the manifest as written, with digests and version.

    Raises:
        BundleError: something other than a bundle stands at ``path``.
    """
    check_target(path)
    files = {name: text.encode() for name, text in models.items()} | {HISTORY: _packed(tables)}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    manifest = structs.replace(manifest, format=FORMAT, files=digests)
    manifest = structs.replace(manifest, version=_version(msgspec.to_builtins(manifest)))
    files |= {MANIFEST: _encoded(manifest)}

    path.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        for name, content in files.items():
            (new / name).write_bytes(content)
        write_run(new, run)
        new.chmod(0o755)
        if path.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
            path.replace(old)  # onto an empty folder: one step
            new.replace(path)
            shutil.rmtree(old)
        else:
            new.replace(path)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return manifest


def write_run(path: Path, run: Mapping[str, str]) -> None:
    """Write down what differs from run to run: times, run ids. It is no part of the bundle's digests and version."""
    (path / RUN).write_bytes(_encoded(dict(sorted(run.items()))))


def check_target(path: Path) -> None:
    """Make sure that a bundle may be written at ``path``: nothing, an empty folder or a bundle stands there.

    Raises:
        BundleError: something else stands there.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise BundleError(f"{path} is a file: name a folder for the bundle")
    if any(path.iterdir()) and not (path / MANIFEST).is_file():
        raise BundleError(f"{path} holds other things than a bundle: name a new or an empty folder")


def read(path: Path) -> tuple[Manifest, dict[str, str], dict[str, npt.NDArray[np.generic]], dict[str, str]]:
    """Manifest, LightGBM text by file name, history tables, and what differs from run to run.

    Raises:
        BundleError: it is no bundle, is damaged, or is newer than this program.
    """
    manifest = _manifest(path)
    content = {name: _checked(path / name, digest) for name, digest in manifest.files.items()}
    if missing := ({hazard.file for hazard in manifest.hazards} | {HISTORY}) - content.keys():
        raise BundleError(f"{path / MANIFEST} gives no digest of {', '.join(sorted(missing))}: train anew")
    models = {hazard.file: content[hazard.file].decode() for hazard in manifest.hazards}
    with np.load(io.BytesIO(content[HISTORY]), allow_pickle=False) as tables:
        history = {name: tables[name] for name in tables.files}
    return manifest, models, history, _run(path / RUN)


def _run(file: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise BundleError(f"{file} cannot be read ({error}): copy the bundle again, or take that file away") from error


def _manifest(path: Path) -> Manifest:
    try:
        raw = (path / MANIFEST).read_bytes()
    except OSError as error:
        raise BundleError(
            f"{path} is no model bundle ({MANIFEST} cannot be read: {error.strerror}): "
            "name a folder that cleanclaim train has written"
        ) from error
    try:
        form = msgspec.json.decode(raw, type=_Form).format
        if form > FORMAT:
            raise BundleError(
                f"{path} has bundle format {form} and this program reads up to {FORMAT}: "
                "upgrade cleanclaim, or train anew with this version"
            )
        manifest = msgspec.json.decode(raw, type=Manifest)
    except msgspec.DecodeError as error:
        raise BundleError(f"{path / MANIFEST} is damaged ({error}): copy the bundle again, or train anew") from error
    if manifest.version != _version(msgspec.json.decode(raw)) or any(
        Path(name).name != name for name in manifest.files
    ):
        raise BundleError(f"{path / MANIFEST} was changed after training: copy the bundle again, or train anew")
    return manifest


def _version(manifest: dict[str, object]) -> str:
    """Of what stands in the file: a bundle made before a field was known keeps the version that it was given."""
    return hashlib.sha256(_encoded({**manifest, "version": ""})).hexdigest()[:12]


class _Form(msgspec.Struct):
    format: int


def _checked(file: Path, digest: str) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BundleError(f"{file} cannot be read ({error.strerror}): copy the bundle again, or train anew") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise BundleError(
            f"{file} is not the file that bundle.json was written with: copy the bundle again, or train anew"
        )
    return content


def _packed(tables: Tables) -> bytes:
    """Tables as .npz, the same bytes for the same content: sorted, and zip entries carry no time of day."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **{name: tables[name] for name in sorted(tables)})
    return buffer.getvalue()


def _encoded(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n"
