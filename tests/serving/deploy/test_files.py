"""What stands in deploy/, as far as it can be tried without a container engine."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from cli.main import main
from cli.serve import serve
from models import EMBEDDED

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
UNITS = ("cleanclaim.service", "cleanclaim-purge.service", "cleanclaim-purge.timer")
METRICS = (ROOT / "serving/api/metrics.py").read_text()


def dockerfile() -> list[str]:
    return (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()


def test_the_image_copies_what_there_is_and_all_packages() -> None:
    copied = [
        word for line in dockerfile() if line.startswith("COPY") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert all((ROOT / one).exists() for one in copied)
    packages = set(re.findall(r'"(\w+)\*"', (ROOT / "pyproject.toml").read_text()))
    assert packages <= set(copied)


def test_the_image_runs_as_nobody_in_particular_and_tells_whether_it_is_ready() -> None:
    last = dockerfile()[max(at for at, line in enumerate(dockerfile()) if line.startswith("FROM")) :]
    assert any(line.startswith("USER 10001") for line in last)
    assert any("/readyz" in line for line in last)
    assert not any("gcc" in line or "build-essential" in line for line in last)


def test_the_extras_that_the_image_installs_exist() -> None:
    extras = re.search(r"'\.\[(.*)\]'", (DEPLOY / "Dockerfile").read_text())
    assert extras is not None
    known = re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert set(extras[1].split(",")) <= set(known)


def test_the_composition_has_no_secret_in_it_and_no_way_to_write_to_its_root() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    service = composed["services"]["cleanclaim"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert "@" in service["environment"]["CLEANCLAIM_STORE"]
    assert not re.search(r"://[^@/]*:[^@/]*@", service["environment"]["CLEANCLAIM_STORE"])
    model = next(volume for volume in service["volumes"] if volume.endswith(":/models:ro"))
    assert (DEPLOY / model.partition(":")[0]).resolve() == EMBEDDED


@pytest.mark.parametrize("file", ["Dockerfile", "compose.yaml", "cleanclaim.service"])
def test_the_words_of_each_command_are_those_of_the_command_line(file: str) -> None:
    known = {option for parameter in serve.params for option in parameter.opts}
    lines = (DEPLOY / file).read_text().splitlines()
    command = next(line for line in lines if "--behind-proxy" in line and "#" not in line)
    assert set(re.findall(r"--[a-z-]+", command)) <= known


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    units = [tmp_path / name for name in UNITS]
    for unit in units:
        text = (DEPLOY / unit.name).read_text()
        unit.write_text(text.replace("/opt/cleanclaim/bin/cleanclaim", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert "cleanclaim" not in done.stderr


def test_the_timer_purges_as_the_user_whose_store_it_is() -> None:
    service, purging = ((DEPLOY / name).read_text() for name in UNITS[:2])
    for line in ("DynamicUser=yes", "User=cleanclaim", "StateDirectory=cleanclaim", "UMask=0077"):
        assert line in service.splitlines()
        assert line in purging.splitlines()
    assert "ExecStart=/opt/cleanclaim/bin/cleanclaim purge" in purging
    assert purging.count("XDG_DATA_HOME=/var/lib/cleanclaim") == service.count("XDG_DATA_HOME=/var/lib/cleanclaim") == 1


def test_the_steps_install_all_units_and_make_the_first_key_with_words_that_there_are() -> None:
    steps = re.search(r"```sh\n(python3 -m venv.*?)```", (ROOT / "docs/deployment.md").read_text(), re.DOTALL)
    assert steps is not None
    assert all(f"deploy/{name}" in steps[1] for name in UNITS)
    words = re.search(r"bin/cleanclaim (keys make .*)", steps[1])
    assert words is not None
    done = CliRunner().invoke(main, [*shlex.split(words[1]), "--store", "nothing"])
    assert "no URL of a store" in done.stderr  # all else is as it must be
    assert steps[1].index("keys make") < steps[1].index("enable --now")


def test_the_metrics_that_are_worth_an_alert_exist() -> None:
    named = set(re.findall(r"`(cleanclaim_\w+)`", (ROOT / "docs/deployment.md").read_text()))
    assert named
    assert all(f'"{name}"' in METRICS for name in named)
