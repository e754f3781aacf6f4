"""Made-up names and numbers that look right: check digits hold, formats are each payer's own, nobody exists."""

from __future__ import annotations

from training.office.draw import Dice

FAMILY = (
    "ABARA", "ARCHULETA", "BELLWOOD", "BRANNIGAN", "CASTANO", "COLEGROVE", "DELACROIX", "DINH", "EASTMAN", "FAIRBANK",
    "GUSTAFSON", "HOLLOWAY", "IBARRA", "JANKOWSKI", "KEATING", "LINDQVIST", "MBEKI", "NORTHCOTT", "OYELARAN", "PRUITT",
    "QUINTERO", "RASMUSSEN", "STAVROS", "THACKERAY", "UPDIKE", "VANTERPOOL", "WHITLOCK", "XIONG", "YARBROUGH", "ZIMMER",
)  # fmt: skip
GIVEN = {
    "F": ("ALMA", "BEATRIX", "CORA", "DELIA", "ESTHER", "FRIDA", "GWEN", "HANA", "INES", "JOSIE", "KALINA", "LUZ"),
    "M": ("AMOS", "BORIS", "CASPER", "DARIO", "ELIAS", "FELIX", "GIDEON", "HUGO", "IVAN", "JONAH", "KOFI", "MILO"),
}  # fmt: skip
TOWNS = (
    ("OH", "DAYTON", "45402"), ("PA", "ERIE", "16501"), ("NC", "DURHAM", "27701"), ("MI", "LANSING", "48933"),
    ("WI", "RACINE", "53403"), ("TN", "JACKSON", "38301"), ("MO", "COLUMBIA", "65201"), ("CO", "PUEBLO", "81003"),
    ("OR", "SALEM", "97301"), ("NM", "SANTA FE", "87501"),
)  # fmt: skip
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


def npi(dice: Dice) -> str:
    """A National Provider Identifier whose check digit holds (Luhn over 80840 and the first nine digits)."""
    stem = str(dice.whole(1, 2)) + dice.digits(9)[1:]
    total = 24
    for at, digit in enumerate(reversed(stem)):
        value = int(digit) * (2 - at % 2)
        total += value - 9 if value > 9 else value
    return stem + str(-total % 10)


def medicare_id(dice: Dice) -> str:
    """A Medicare beneficiary identifier: eleven characters, of the form CMS gives."""
    text = str(dice.whole(1, 9))
    for kind in "AXNAXNAANN":
        if kind == "N":
            text += str(dice.whole(0, 9))
        elif kind == "A":
            text += dice.one_of(_MBI_LETTERS)
        else:
            text += dice.one_of(_MBI_LETTERS + "0123456789")
    return text


def member_id(dice: Dice, form: str) -> str:
    """A member number of a payer's form: ``mbi``, else letters as they are and a digit for each ``#``."""
    if form == "mbi":
        return medicare_id(dice)
    return "".join(str(dice.whole(0, 9)) if mark == "#" else mark for mark in form)
