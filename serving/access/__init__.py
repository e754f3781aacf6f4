"""Who calls: of which office, by which key or token, and what they may do."""

from serving.access.access import Access
from serving.access.caller import SCOPES, Caller, Scope
from serving.access.rate import Rate

__all__ = ["SCOPES", "Access", "Caller", "Rate", "Scope"]
