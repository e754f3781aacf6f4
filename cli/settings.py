"""Settings of the environment whose names are misspelt: they would be passed over without a word."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

PREFIX = "CLEANCLAIM_"

SETTINGS = frozenset(
    PREFIX + name
    for name in (
        *("STORE", "SPOOL", "KEEP_DAYS", "MODEL", "SHADOW", "PAYERS", "FEES", "REFERENCE", "LOG_LEVEL"),
        *("LOOK_COST", "REWORK_COST", "PREVENTED", "LOST", "UNHELD_SHARE", "REQUESTS_A_SECOND", "CLAIMS_A_MINUTE"),
        *("OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_OFFICE", "OIDC_ROLES", "OIDC_SCOPES"),
        *("OIDC_CLIENT", "OIDC_SECRET"),
        *("LIMIT_CLAIM_BYTES", "LIMIT_BATCH_BYTES", "LIMIT_BATCH_CLAIMS", "LIMIT_JOB_BYTES", "LIMIT_LINES"),
        *("LIMIT_BATCHES", "LIMIT_SECONDS", "LIMIT_SHUTDOWN_SECONDS"),
        *("WORKERS", "ALWAYS_ASK"),  # from the server to its processes
    )
)
"""All that the program reads; a test compares them with the code."""

OF_TESTS = PREFIX + "TEST_"


def unknown(environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """A sentence for each that nothing reads, with the one that it is most like."""
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in SETTINGS and not name.startswith(OF_TESTS):
            from difflib import get_close_matches

            like = get_close_matches(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in SETTINGS], 1)
            meant = f"; is {PREFIX}{like[0]} meant?" if like else ""
            yield f"the setting {name} is unknown and does nothing{meant}"
