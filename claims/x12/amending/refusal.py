"""Why a change of a claim is not written into its segments."""

from __future__ import annotations


class CannotAmend(Exception):  # noqa: N818 - it is an answer to who asked, no error of the program
    """A change that the segments cannot take: nothing was written.

    Neither ``field`` nor ``why`` holds anything of the claim's values.
    """

    def __init__(self, field: str, why: str) -> None:
        """Refuse.

        Args:
            field: JSON pointer to what cannot be written, such as ``/lines/0/modifiers``.
            why: what stands against it and, where something can be done, what.
        """
        super().__init__(f"{field or 'the claim'} cannot be written into the 837: {why}")
        self.field = field
        self.why = why
