"""One mistake a file: each is told with its line and what to do. The first line of each file is what must be said."""

from __future__ import annotations

import ast
import shutil
from functools import cache
from pathlib import Path
from traceback import walk_tb

import pytest

import rules
from rules import RuleFileError, RuleSet
from rules.keeping.cases import read_cases
from rules.rule import load_rule

BROKEN = Path(__file__).parent / "broken"
FILES = sorted(BROKEN.glob("*/*.yaml"))
ELSEWHERE = ("rule.py is missing", "no function check", "no such folder", "there is no rule of", "no rule {case",
    "no such file", "beside it", "cannot be loaded")  # fmt: skip
"""Messages that other tests bring about."""
ENGINE = Path(rules.__file__).parent


def loading(file: Path, tmp_path: Path) -> RuleFileError:
    """The error of loading a broken file in the place where it belongs."""
    if file.parent.name == "rule":
        folder = tmp_path / "example_edit"
        folder.mkdir()
        shutil.copy(file, folder / "rule.yaml")
        (folder / "rule.py").write_text("def check(claim, context, values):\n    yield from ()\n", "utf-8")
        with pytest.raises(RuleFileError) as raised:
            load_rule(folder)
    elif file.parent.name == "payer":
        shutil.copy(file, tmp_path / ("acme.yml" if file.stem == "named_yml" else "acme.yaml"))
        if file.stem == "two_payers_of_one_id":
            text = file.read_text("utf-8").replace("id: acme", "id: acme-two")
            (tmp_path / "acme-two.yaml").write_text(text, "utf-8")
        with pytest.raises(RuleFileError) as raised:
            RuleSet.load(payers=[tmp_path])
    elif file.parent.name == "suppressions":
        shutil.copy(file, tmp_path / "suppressions.yaml")
        with pytest.raises(RuleFileError) as raised:
            RuleSet.load(payers=[tmp_path])
    else:
        with pytest.raises(RuleFileError) as raised:
            read_cases(file)
    return raised.value


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}-{file.stem}" for file in FILES])
def test_a_broken_file_is_refused_with_its_line_and_what_to_do(file: Path, tmp_path: Path):
    error = loading(file, tmp_path)
    wanted = file.read_bytes().decode("latin-1").splitlines()[0].removeprefix("# ")
    assert f"line {error.line}: {error.message}; {error.do}".startswith(wanted)
    assert error.do


def test_a_rule_without_code_is_refused(tmp_path: Path):
    folder = tmp_path / "timely_filing"
    shutil.copytree(ENGINE / "edits" / "timely_filing", folder)
    (folder / "rule.py").unlink()
    with pytest.raises(RuleFileError, match=r"rule.py is missing; write a function check"):
        load_rule(folder)


def test_a_rule_whose_code_has_no_check_is_refused(tmp_path: Path):
    folder = tmp_path / "timely_filing"
    shutil.copytree(ENGINE / "edits" / "timely_filing", folder)
    (folder / "rule.py").write_text("def test():\n    pass\n", "utf-8")
    with pytest.raises(RuleFileError, match=r"there is no function check; write check\(claim, context, values\)"):
        load_rule(folder)


@cache
def raises() -> set[tuple[str, int]]:
    """Where the engine refuses a file: name and line of each raise."""
    found = set()
    for file in sorted([*ENGINE.glob("*.py"), *ENGINE.glob("keeping/*.py")]):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and node.exc is not None:
                text = ast.unparse(node.exc)
                refuses = ".wrong(" in text or "RuleFileError(" in text
                if refuses and not any(words in text for words in ELSEWHERE):
                    found.add((file.name, node.lineno))
    return found


def test_every_message_has_a_file_that_brings_it_about(tmp_path: Path):
    said = set()
    for at, file in enumerate(FILES):
        place = tmp_path / str(at)
        place.mkdir()
        frames = walk_tb(loading(file, place).__traceback__)
        said |= {(Path(frame.f_code.co_filename).name, line) for frame, line in frames}
    assert len(raises()) > 30
    assert raises() - said == set()
