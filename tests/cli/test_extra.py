"""What goes wrong with files while learning is told in words, with the file."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from cli.extra import training_extra


def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path):
    with (
        pytest.raises(click.ClickException, match=r"gone\.csv cannot be read or written \(No such file"),
        training_extra(),
    ):
        (tmp_path / "gone.csv").read_bytes()
    with (
        pytest.raises(click.ClickException, match="Input/output error"),
        training_extra(),
        Path("/proc/self/mem").open() as file,
    ):
        file.read()


def test_an_error_that_speaks_for_itself_is_left_as_it_is_and_so_is_a_reader_who_has_enough():
    with pytest.raises(click.ClickException) as said, training_extra():
        raise FileExistsError("it is there already: name another")
    assert said.value.message == "it is there already: name another"
    with pytest.raises(BrokenPipeError), training_extra():
        raise BrokenPipeError
