"""Saved views: filters that somebody keeps under a name."""

ROUTES = ()
