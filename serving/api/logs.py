"""What the server says while it runs: one JSON object a line, on standard error.

A line tells the route's template, never the path or the query that was asked for, and nothing of a body.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from msgspec import Struct
from starlette.types import Scope

from models import SettingError

SETTING = "CLEANCLAIM_LOG_LEVEL"

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
"""``info``: every request; ``warning``: those that ended with a defect (5xx), and what the process warns of."""

DEFECT = 500
"""Statuses from here on are ours to mend."""

_encode = msgspec.json.Encoder().encode


class Line(Struct, omit_defaults=True):
    """One line of the log."""

    at: datetime
    level: str
    event: str
    """``request``, ``defect``, or the words of the server."""
    request_id: str = ""
    method: str = ""
    route: str = ""
    """Such as ``/v1/scores/{score_id}``; ``none`` where no route was met."""
    status: int = 0
    """HTTP; 499: the caller hung up."""
    ms: float = 0
    office: str = ""
    where: str = ""
    """The place of a defect in the source."""
    pid: int = 0


class Log:
    """Writes requests to a file descriptor, each in one write."""

    def __init__(self, level: int = logging.INFO, to: int = 2) -> None:
        self.level, self._to, self._pid = level, to, os.getpid()

    def request(self, scope: Scope, status: int, seconds: float) -> None:
        """One request that has ended."""
        level = logging.ERROR if status >= DEFECT else logging.INFO
        if level < self.level:
            return
        self._write(
            Line(
                datetime.now(UTC),
                "error" if level == logging.ERROR else "info",
                "request",
                scope["request_id"],
                scope["method"],
                scope.get("template", "none"),
                status,
                round(seconds * 1000, 3),
                scope.get("office", ""),
            )
        )

    def defect(self, where: str, request_id: str) -> None:
        """A defect of ours, by kind and place."""
        self._write(Line(datetime.now(UTC), "error", "defect", request_id, where=where))

    def _write(self, line: Line) -> None:
        line.pid = self._pid
        try:
            os.write(self._to, _encode(line) + b"\n")
        except OSError:  # nobody reads it, or the disk is full: requests go on
            return


class AsJson(logging.Formatter):
    """Writes what libraries log in the same form, by place where it is an exception: its words may quote a claim."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        from serving.attempt import where  # noqa: PLC0415

        at = datetime.fromtimestamp(record.created, UTC)
        told = record.exc_info[1] if record.exc_info else None
        quotes = told is not None or record.name.startswith("asyncio")  # which writes an exception's words itself
        said = str(record.msg).partition("\n")[0] if quotes else record.getMessage()
        line = Line(at, record.levelname.lower(), said, where=where(told) if told else "", pid=os.getpid())
        return _encode(line).decode()


def level_here(environment: Mapping[str, str]) -> int:
    """The level that the setting asks for.

    Raises:
        SettingError: it is none.
    """
    text = environment.get(SETTING, "").strip().lower() or "info"
    if text not in LEVELS:
        raise SettingError(f"{SETTING} is {text!r}; it must be one of {', '.join(LEVELS)}")
    return LEVELS[text]


def set_up(level: int) -> None:
    """Have everything that this process logs written as JSON to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
    for name in ("cleanclaim", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(level)
