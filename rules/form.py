"""How a number of a payer's is built: ``[0-9]{9}``, ``W[0-9]{8}``, ``(A|B)[0-9]{7}[A-Z]?``."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from rules.strict import Node

PART = r"(?:[A-Z0-9]|-|\[(?:[A-Z0-9](?:-[A-Z0-9])?)+\])"
PIECE = re.compile(rf"({PART})(\?|\{{[0-9,]+\}})?")
WORD = rf"(?:{PART}(?:\?|\{{[0-9]{{1,2}}(?:,[0-9]{{1,2}})?\}})?)"
WHOLE = re.compile(rf"(?:{WORD}|\({WORD}+(?:\|{WORD}+)*\))+")
"""Regular expressions that a reader of a manual can write and that no input can make slow: nothing is repeated but
single letters and classes, so many times at most."""


class Form(Struct, frozen=True, gc=False):
    """The form of a number."""

    text: str

    def fits(self, number: str) -> bool:
        """Whether a number has it, from end to end; small letters count as capitals."""
        return _compiled(self.text).fullmatch(number.upper()) is not None

    @property
    def looks(self) -> str:
        """As a biller reads it: 9 stands for a digit, A for a letter, X for either, such as ``W9999999``."""
        return PIECE.sub(_shown, self.text)

    def __str__(self) -> str:
        """As in a payer file."""
        return self.text


def read_form(node: Node) -> Form:
    """The form of a number, in a payer file."""
    text = node.code()
    try:
        if WHOLE.fullmatch(text):
            _compiled(text)
            return Form(text)
    except re.error:
        pass
    raise node.wrong(
        f"{text!r} is no form of a number", 'write letters, digits, [A-Z], [0-9]{9}, (A|B) and ?, such as "W[0-9]{8}"'
    )


def _shown(piece: re.Match[str]) -> str:
    part, most = piece[1], piece[2]
    if part.startswith("["):
        kinds = {letter.isdigit() for letter in part if letter.isalnum()}
        part = "X" if len(kinds) > 1 else "9" if True in kinds else "A"
    if most == "?":
        return f"({part})"
    least, _, up_to = (most or "1").strip("{}").partition(",")
    return part * int(least) + (f"({part * (int(up_to) - int(least))})" if up_to else "")


@lru_cache(1024)
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)
