"""``docs/claims.md``: the claim in JSON, field by field, from its structures and ``claims/fields.csv``."""

from __future__ import annotations

import csv
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Struct

import claims
from claims.claim import Claim, ClaimType
from serving.api.fields import fields_of

EXAMPLE = Path(__file__).resolve().parent.parent / "docs" / "claim.json"

GUIDES = ("professional", "institutional", "dental")

HEAD = """\
# A claim in JSON, field by field

Written by `python -m cli.docs` from the structures in `claims/claim.py` and the places in `claims/fields.csv`.

This is what `POST /v1/score` takes, and `cleanclaim score` and `POST /v1/score/batch` one a line (NDJSON) or in an
array. Only `claim_id` must be there: leave out what the claim does not carry. A field of another name than these is
told by a finding (rule `not-carried`), never dropped in silence. Money and units are decimal strings in dollars
(`"210.00"`; a JSON number is read too), days are ISO 8601 (`"2026-03-05"`), codes are texts with their leading zeros
and without points or hyphens. Of each field the place in an 837 (005010) is named; findings name the same places.

An example, `docs/claim.json`:

```json
{example}```

```sh
cleanclaim score docs/claim.json
curl http://127.0.0.1:8000/v1/score -H 'Content-Type: application/json' --data-binary @docs/claim.json
```

The same in Python: the structures are frozen, lists are tuples, and every field that is left out is empty.

```python
from datetime import date
from decimal import Decimal

from claims import canonical
from claims.claim import Claim, Diagnosis, Payer, Provider, ServiceLine, Subscriber

claim = Claim(
    claim_id="A-1001",
    total_charge=Decimal("135.00"),
    place_of_service="11",
    payer=Payer(id="EX001", name="EXAMPLE HEALTH", filing_indicator="CI", responsibility="P"),
    billing_provider=Provider(npi="1234567893", name="A PRACTICE"),
    subscriber=Subscriber(member_id="M-1"),
    diagnoses=(Diagnosis("E119", qualifier="ABK"),),
    lines=(
        ServiceLine(
            number=1,
            procedure="99213",
            units=Decimal(1),
            unit="UN",
            charge=Decimal("135.00"),
            service_date=date(2026, 6, 8),
            diagnosis_pointers=(1,),
        ),
    ),
)
content = canonical.encode(claim)  # the JSON of above; canonical.decode reads it
```

```python
from serving.client import Client

with Client("http://127.0.0.1:8000", key) as client:
    score = client.score(claim)
    print(score.verdict, score.summary)
    client.submissions(content, "application/json", key="sent-A-1001")  # once, however often it is called
```
"""

PLACES_HEAD = """
## Where each field stands

Loop and element of the 837 (005010X222A1, X223A3, X224A2), and the box of the paper forms. `*` stands for the place in
a list, counted from 0.

| field | professional | institutional | dental | CMS-1500 | UB-04 |
|---|---|---|---|---|---|
"""

WORDS = (
    (r" or None", ""),
    (r"tuple\[(\w+), \.\.\.\]", r"list of \1"),
    (r"\bDecimal\b", "decimal"),
    (r"\bdate\b", "day"),
    (r"\bstr\b", "text"),
    (r"\bbool\b", "true or false"),
    (r"\bint\b", "whole number"),
    (r"\bClaimType\b", " or ".join(get_args(ClaimType))),
)
"""What is said of Python's types to those who send JSON."""


def page() -> str:
    """The page."""
    rows = _rows()
    by_field = {row["field"]: row for row in rows}
    parts = [HEAD.replace("{example}", EXAMPLE.read_text(encoding="utf-8"))]
    parts += ["\n".join(_structure(*one, by_field)) for one in _structures(Claim, "", {})]
    table = "".join(f"| `{row['field']}` | {' | '.join(list(row.values())[1:])} |\n" for row in rows)
    return "\n".join(parts) + PLACES_HEAD + table


def _rows() -> list[dict[str, str]]:
    file = Path(claims.__file__).parent / "fields.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _structures(kind: type[Struct], where: str, found: dict[type, str]) -> Iterator[tuple[type[Struct], str]]:
    """Each structure of a claim, and where it stands first."""
    found[kind] = where
    yield kind, where
    for field in msgspec.structs.fields(kind):
        for part, is_list in _parts(field.type):
            if part not in found:
                yield from _structures(part, f"{where}/{field.name}{'/*' if is_list else ''}", found)


def _parts(kind: Any) -> list[tuple[type[Struct], bool]]:
    """The structure that a field holds, if any, and whether it holds a list of them."""
    given = [(one, getattr(kind, "__origin__", None) is tuple) for one in get_args(kind)] or [(kind, False)]
    return [(one, is_list) for one, is_list in given if isinstance(one, type) and issubclass(one, Struct)]


def _structure(kind: type[Struct], where: str, places: dict[str, dict[str, str]]) -> Iterator[str]:
    yield f"\n## {kind.__name__}\n"
    if where:
        yield f"First at `{where}`: the places named here are those there.\n"
    yield _says(kind) + "\n"
    yield "| field | form | meaning | place in an 837 |\n|---|---|---|---|"
    held = {field.name: [part for part, _ in _parts(field.type)] for field in msgspec.structs.fields(kind)}
    for name, form, says in fields_of(kind):
        word, meaning = _form(form), says
        for part in held[name]:
            word = word.replace(part.__name__, f"[{part.__name__}](#{part.__name__.lower()})")
            meaning = says or _says(part)
        yield f"| `{name}` | {word} | {meaning} | {_place(places.get(f'{where}/{name}', {}))} |"


def _says(kind: type[Struct]) -> str:
    return " ".join((inspect.getdoc(kind) or "").split())


def _form(form: str) -> str:
    for python, word in WORDS:
        form = re.sub(python, word, form)
    return form


def _place(row: dict[str, str]) -> str:
    """One place where the guides agree, else each with the guides that have it."""
    named = {guide: row[guide] for guide in GUIDES if row.get(guide)}
    guides = {place: [guide for guide in named if named[guide] == place] for place in named.values()}
    return "; ".join(
        place if len(some) == len(GUIDES) else f"{place} ({', '.join(some)})" for place, some in guides.items()
    )
