"""The check digit of a National Provider Identifier: Luhn's, over 80840 and the number (45 CFR 162.406, ISO 7812)."""

PREFIX_SUM = 24
"""What the prefix 80840 adds to the Luhn sum."""
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def has_check_digit(npi: str) -> bool:
    """Whether ten digits end in the check digit of the nine before."""
    digits = [int(digit) for digit in npi]
    return (PREFIX_SUM + sum(DOUBLED[digit] for digit in digits[0::2]) + sum(digits[1::2])) % 10 == 0
