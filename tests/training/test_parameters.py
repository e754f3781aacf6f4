"""What is tuned reaches the fit, the defaults change nothing, and a slip in the file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import cleanclaim
from training.parameters import DEFAULTS, Parameters, ParametersError, read_parameters, write_parameters
from training.run import train


def test_parameters_are_read_as_they_were_written(tmp_path: Path) -> None:
    found = Parameters(rounds=77, columns=0.25)
    write_parameters(found, tmp_path / "tuned.json")
    assert read_parameters(tmp_path / "tuned.json") == found
    assert list(tmp_path.iterdir()) == [tmp_path / "tuned.json"]


def test_what_a_file_does_not_name_has_its_default(tmp_path: Path) -> None:
    (tmp_path / "tuned.json").write_text("{}")
    assert read_parameters(tmp_path / "tuned.json") == DEFAULTS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"leafs": 16}', "unknown field `leafs`"),
        ('{"leaves": 1}', ">= 2"),
        ('{"leaves": 16.5}', "got `float`"),
        ('{"rounds": "120"}', "got `str`"),
        ('{"columns": 1.01}', "<= 1"),
        ("[]", "got `array`"),
        ("", "truncated"),
        ("\udcff".encode("utf-8", "surrogateescape"), "it may hold rounds"),
    ],
)
def test_a_file_that_holds_something_else_is_refused_with_its_name(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "tuned.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ParametersError, match="it may hold rounds") as caught:
        read_parameters(file)
    assert says in str(caught.value)
    assert str(file) in str(caught.value)


def test_only_what_differs_from_the_defaults_is_told() -> None:
    assert DEFAULTS.told() == ""
    assert Parameters(rounds=200, l2=0.5).told() == "rounds=200 l2=0.5"


def test_a_model_says_with_which_parameters_it_was_fitted(office: Path, tmp_path: Path) -> None:
    few = Parameters(rounds=3, leaves=2)
    sources = office / "train" / "claims", office / "train" / "remits"
    bundle = train(*sources, tmp_path / "model", parameters=few, threads=1, track=False).bundle
    assert bundle.manifest.built_with["parameters"] == "rounds=3 leaves=2"
    assert all(text.count("\nnum_leaves=2\n") == 3 for text in bundle.models.values())
    assert "rounds=3 leaves=2" in (tmp_path / "model" / "CARD.md").read_text("utf-8")


def test_the_command_refuses_what_it_does_not_know_before_it_reads_a_claim(office: Path, tmp_path: Path) -> None:
    (tmp_path / "tuned.json").write_text('{"trees": 5}')
    asked = ["--claims", str(office / "train" / "claims"), "--remits", str(office / "train" / "remits")]
    done = cleanclaim("train", *asked, "--out", str(tmp_path / "model"), "--tuned", str(tmp_path / "tuned.json"))
    assert done.returncode == 1
    assert "unknown field `trees`" in done.stderr
    assert not (tmp_path / "model").exists()
