"""Who looks at a page, and what a form of theirs must carry."""

from __future__ import annotations

from msgspec import Struct

from serving.worklist import Viewer


class Visit(Struct, frozen=True):
    """One call of a page."""

    viewer: Viewer | None
    """``None``: nobody is signed in, and the page is one that needs nobody."""
    token: str
    """What every form carries, so that no other site can send one in this person's name."""
    session: str = ""
    """The digest of the session; empty where this server asks nobody who he is."""
    keys: bool = True
    """Whether single keys do things."""
    demonstration: bool = False
    """Whether odds are those of the embedded model, which learnt from simulated claims."""

    @property
    def who(self) -> Viewer:
        """Who looks, on pages that need somebody."""
        assert self.viewer is not None
        return self.viewer

    def may(self, scope: str) -> bool:
        """Whether who looks may do that."""
        return self.viewer is not None and scope in self.viewer.scopes

    @property
    def changes(self) -> bool:
        """Whether they may change claims: those who may not see patients do not change what they cannot see."""
        return self.may("score") and self.may("patients")
