"""What other validators say of a file: each runs in an environment of its own, over all files at once."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.reading import environment

PYX12 = """
import io, json, sys
import pyx12.params, pyx12.x12n_document as document
params = pyx12.params.params()
said = {}
for path in sys.argv[1:]:
    out = io.StringIO()
    try:
        valid = document.x12n_document(param=params, src_file=path, fd_997=None, fd_html=None, fd_json=out)
        said[path] = errors(json.loads(out.getvalue() or "{}"))
        if not valid and not said[path]:
            said[path] = ["not valid"]
    except Exception as error:
        said[path] = ["%s: %s" % (type(error).__name__, str(error)[:200])]
print(json.dumps(said))
"""
WALK = """
def errors(found):
    if isinstance(found, dict):
        if "err_str" in found:
            return [" ".join(str(found[key]) for key in ("err_cde", "err_str", "err_val") if found.get(key))]
        return [each for value in found.values() for each in errors(value)]
    if isinstance(found, list):
        return [each for value in found for each in errors(value)]
    return []
"""
X12SDK = """
import json, sys
from x12sdk.io import X12ModelReader
said = {}
for path in sys.argv[1:]:
    try:
        with X12ModelReader(path) as reader:
            for model in reader.models():
                list(model.claims())
        said[path] = []
    except Exception as error:
        said[path] = ["%s: %s" % (type(error).__name__, str(error)[:1000])]
print(json.dumps(said))
"""
PEERS = {"pyx12": ("pyx12==4.0.0", WALK + PYX12), "x12sdk": ("x12sdk==2.2.0", X12SDK)}
GUIDES = ("005010X222A1", "005010X223A3")
"""Which guides both know; neither knows the dental one."""
KNOWN_AS = {"pyx12": "005010X223A2"}
"""The institutional guide by the name under which a peer knows it."""


def said(name: str, files: Iterable[str]) -> dict[str, list[str]] | None:
    """The errors that a peer reports, by file; ``None`` where it cannot be installed.

    Args:
        name: ``pyx12`` or ``x12sdk``.
        files: the text of each file, by which its errors are given back.
    """
    package, script = PEERS[name]
    python = environment(name, package)
    if not python:
        return None
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for number, text in enumerate(files):
            path = Path(folder) / f"{number:04}.837"
            path.write_text(text.replace("005010X223A3", KNOWN_AS.get(name, "005010X223A3")), "ascii")
            paths[str(path)] = text
        done = subprocess.run([python, "-c", script, *paths], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return {paths[path]: errors for path, errors in found.items()}
