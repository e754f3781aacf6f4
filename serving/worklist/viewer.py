"""Who looks at the worklist, and what they may do and see."""

from __future__ import annotations

from msgspec import Struct

from serving.access import Caller, Scope
from serving.access.caller import ANYONE
from serving.access.roles import Role, role_of
from serving.worklist.trouble import NotAllowed


class Viewer(Struct, frozen=True):
    """Who looks: of one office, which is all that they see."""

    office: str
    who: str
    """The key's id or the token's subject, as it stands on every record."""
    role: Role
    scopes: frozenset[str]

    @classmethod
    def of(cls, caller: Caller) -> Viewer:
        """A caller as the page knows them."""
        return cls(caller.office, caller.who, role_of(caller.scopes), caller.scopes)

    @property
    def sees_patients(self) -> bool:
        """Whether names, member numbers and birth dates are shown to them."""
        return "patients" in self.scopes

    def may(self, scope: Scope) -> None:
        """See that they may do that.

        Raises:
            NotAllowed: which scope is wanted.
        """
        if scope not in self.scopes:
            raise NotAllowed(scope)

    @property
    def caller(self) -> Caller:
        """The same as a caller of the API."""
        return Caller(self.office, self.who, self.scopes, self.who)


EVERYBODY = Viewer.of(ANYONE)
"""Who looks at a server that asks nobody who they are."""
