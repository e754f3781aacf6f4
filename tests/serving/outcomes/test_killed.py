"""A process that is killed in the middle of a file leaves neither half an effect nor, sent again, a double one."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from serving.store import Store
from serving.store.tables import answer, event, outcome, received_file, submission
from tests.claims.office import sent
from tests.serving.outcomes.office import denied, paid, receive, remit, rows, submit

ROOT = Path(__file__).resolve().parents[3]
NUMBERS = [f"A{number}" for number in range(20)]

DIE = """
import os, sys
from sqlalchemy import event
from serving.access.caller import ANYONE
from serving.outcomes import remits, submissions, take_file, take_submissions
from serving.store import Store
from tests.serving.outcomes.test_killed import CLAIMS, FILE
from tests.serving.outcomes.office import sourced

url, what, lived = sys.argv[1], sys.argv[2], int(sys.argv[3])
remits.SLICE = submissions.SLICE = 3
store = Store.open(url)
commits = 0

def die(connection):
    global commits
    commits += 1
    if commits > lived:
        os.kill(os.getpid(), 9)

event.listen(store.engine, "commit", die)
if what == "submissions":
    take_submissions(store, "main", ANYONE, sourced(CLAIMS))
else:
    take_file(store, "main", ANYONE, [FILE])
"""

CLAIMS = [sent(claim_id=number) for number in NUMBERS]
FILE = remit(*(denied(number) if at % 3 else paid(number) for at, number in enumerate(NUMBERS)))


def state(store: Store, office: str) -> tuple[list[tuple[object, ...]], ...]:
    """All that is on record of an office, but when and by which id."""
    found = (
        rows(store, outcome, "office", "claim_digest", "kind", "denied", "codes", "content"),
        rows(store, answer, "office", "digest", "control_number"),
        rows(store, event, "office", "kind", "claim_digest", "content"),
        rows(store, submission, "office", "claim_digest", "version"),
        rows(store, received_file, "office", "digest", "kind"),
    )
    return tuple([row[1:] for row in table if row[0] == office] for table in found)


def run(url: str, what: str, lived: int) -> int:
    command = [sys.executable, "-c", DIE, url, what, str(lived)]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=60).returncode


@pytest.mark.parametrize("lived", [0, 3])
def test_a_file_whose_reader_was_killed_is_sent_again(store: Store, database_url: str, lived: int) -> None:
    submit(store, *CLAIMS, office="whole")
    receive(store, FILE, office="whole")
    submit(store, *CLAIMS)
    assert run(database_url, "file", lived) == -9
    half = state(store, "main")
    assert len(half[0]) == len(half[1]) == 3 * lived
    assert half[4] == []
    (taken,) = receive(store, FILE)
    assert (taken.repeated, taken.counts["new"], taken.counts["repeated"]) == (False, 20 - 3 * lived, 3 * lived)
    assert state(store, "main") == state(store, "whole")


def test_submissions_whose_writer_was_killed_are_sent_again(store: Store, database_url: str) -> None:
    receive(store, FILE)
    assert run(database_url, "submissions", 2) == -9
    assert len(rows(store, submission, "id")) == len(rows(store, outcome, "claim_digest")) == 6
    assert submit(store, *CLAIMS).counts["new"] == 14
    receive(store, FILE, office="whole")
    submit(store, *CLAIMS, office="whole")
    assert state(store, "main") == state(store, "whole")


def test_what_comes_in_at_the_same_time_is_seen_by_each_other(store: Store) -> None:
    submit(store, *CLAIMS, office="whole")
    receive(store, FILE, office="whole")
    parts = [remit(*(denied(number) if at % 3 else paid(number) for at, number in enumerate(NUMBERS) if at % 4 == part))
             for part in range(4)]  # fmt: skip
    jobs = [threading.Thread(target=submit, args=(store, *CLAIMS[at::2])) for at in range(2)]
    jobs += [threading.Thread(target=receive, args=(store, part)) for part in parts for _ in range(2)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert state(store, "main")[:4] == state(store, "whole")[:4]
