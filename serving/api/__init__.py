"""The HTTP application: one module a group of routes. ``serving.api.app.create`` makes it around a ``Service``."""
