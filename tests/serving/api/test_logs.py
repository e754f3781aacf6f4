from __future__ import annotations

import json
import logging
import sys

from serving.api.logs import AsJson


def record(name: str, text: str, *arguments: object, exception: bool = False) -> dict[str, object]:
    raised = None
    if exception:
        try:
            raise ValueError("SECRETNAME")  # noqa: TRY301  to have one
        except ValueError:
            raised = sys.exc_info()
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, text, arguments, raised)
    found: dict[str, object] = json.loads(AsJson().format(made))
    return found


def test_what_a_library_says_of_an_exception_is_written_as_its_place_alone() -> None:
    line = record("uvicorn.error", "it failed: %s", ValueError("SECRETNAME"), exception=True)
    assert "SECRETNAME" not in json.dumps(line)
    assert "ValueError in api/test_logs.py" in str(line["where"])


def test_what_asyncio_says_of_a_lost_exception_stops_before_its_words() -> None:
    line = record("asyncio", "Task exception was never retrieved\nfuture: <Task exception=ValueError('SECRETNAME')>")
    assert "never retrieved" in json.dumps(line)
    assert "SECRETNAME" not in json.dumps(line)


def test_a_plain_line_keeps_its_words() -> None:
    assert "on port 8000" in json.dumps(record("uvicorn.error", "listens on port %d", 8000))
