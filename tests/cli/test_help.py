from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from cli.main import COMMANDS, main
from tests.cli.command import ROOT, cleanclaim

SLOW = {"numpy", "fastapi", "uvicorn", "msgspec", "lightgbm", "pandas", "mlflow", "yaml", "claims", "rules", "models"}


def every_command() -> list[tuple[str, click.Command]]:
    context = click.Context(main, info_name="cleanclaim")
    found = []
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", each) for sub, each in command.commands.items()]
    return found


def test_help_imports_nothing_that_takes_time() -> None:
    script = "import sys; from cli.main import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    help_text, _, modules = done.stdout.rpartition("\n\n")
    modules = done.stdout.splitlines()[-1]
    assert SLOW.isdisjoint(module.partition(".")[0] for module in modules.split())
    assert all(name in help_text or name in done.stdout for name in COMMANDS)


def test_help_takes_no_longer_than_three_empty_interpreters_and_a_bit() -> None:
    def best(*words: str) -> float:
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=True)
            taken.append(time.perf_counter() - start)
        return min(taken)

    assert best("-m", "cli", "--help") < 5 * best("-c", "import click") + 0.1


@pytest.mark.parametrize(("name", "command"), every_command(), ids=[name for name, _ in every_command()])
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help, f"{name} has no help"
    assert len(command.get_short_help_str(120)) < 80, "it is cut in the list of commands"
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help, f"{name} {param.opts[0]} has no help"


def test_a_wrong_option_ends_with_status_2_and_one_sentence() -> None:
    done = cleanclaim("check", "--frobnicate")
    assert done.returncode == 2
    assert "No such option" in done.stderr


def test_a_day_is_iso(tmp_path: Path) -> None:
    done = cleanclaim("check", tmp_path, "--as-of", "7/1/2026")
    assert done.returncode == 2
    assert "write it as 2026-07-01" in done.stderr


def test_a_folder_without_files_is_said_in_words(tmp_path: Path) -> None:
    done = cleanclaim("check", tmp_path)
    assert done.returncode == 1
    assert "no files of claims there" in done.stderr


def test_a_package_that_hides_ours_is_named(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "__init__.py").touch()
    paths = [str(tmp_path), str(ROOT)]
    script = f"import sys; sys.path[:0] = {paths}; from cli.main import main; main(['rules', 'list'])"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "another package named 'rules'" in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_are_listed_shown_and_proved() -> None:
    listed = cleanclaim("rules", "list")
    assert "timely-filing" in listed.stdout
    shown = cleanclaim("rules", "show", "timely-filing")
    assert "42 CFR 424.44" in shown.stdout
    proved = cleanclaim("rules", "test", "timely-filing")
    assert proved.returncode == 0
    assert "of 1 rules pass" in proved.stdout
    unknown = cleanclaim("rules", "show", "no-such-rule")
    assert unknown.returncode == 1
    assert "there is no rule 'no-such-rule'" in unknown.stderr
