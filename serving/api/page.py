"""The description as a page that a person reads: plain HTML, without scripts, made from the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from serving.api.schema import EXAMPLE

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
code,pre{font:14px/1.45 ui-monospace,monospace;background:#f3f3f1}
pre{padding:.7rem 1rem;overflow-x:auto}h2{margin-top:2.5rem;border-top:1px solid #ccc;padding-top:1rem}
table{border-collapse:collapse;width:100%;margin:.7rem 0}th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;
border-bottom:1px solid #ddd}th{font-weight:600}td:first-child{white-space:nowrap}nav li{list-style:none}
"""


def page(document: dict[str, Any]) -> str:
    """The whole page."""
    return "\n".join(_parts(document))


def _parts(document: dict[str, Any]) -> Iterator[str]:
    info = document["info"]
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])} API</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
    yield f"<h1>{escape(info['title'])} API</h1><p>{escape(info['summary'])}</p>{_text(info['description'])}"
    yield '<p>The same for machines: <a href="/openapi.json">/openapi.json</a>.</p><nav><ul>'
    calls = [(method, path, call) for path, methods in document["paths"].items() for method, call in methods.items()]
    for method, path, call in calls:
        name = f"<code>{method.upper()} {escape(path)}</code>"
        yield f'<li><a href="#{call["operationId"]}">{name}</a> {escape(call["summary"])}</li>'
    yield '</ul></nav><h2 id="examples">The examples</h2><p>They are run by the tests of cleanclaim, with'
    yield " <code>CLEANCLAIM=http://127.0.0.1:8000</code>, a key in <code>KEY</code> (where the server asks nobody"
    yield " who he is, leave the header out), the <code>score_id</code> of a result in <code>SCORE_ID</code>, and"
    yield " this claim in <code>claim.json</code>; <code>remit.835</code> is an 835 of yours, and"
    yield ' <code>feedback.json</code> says <code>{"score_id": "…", "action": "accepted"}</code>. The claim:</p>'
    yield f"<pre>{escape(json.dumps(EXAMPLE, indent=1))}</pre>"
    for method, path, call in calls:
        yield from _call(method, path, call)
    yield '<h2 id="structures">Structures</h2>'
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield from _structure(name, schema)
    yield "</body></html>"


def _call(method: str, path: str, call: dict[str, Any]) -> Iterator[str]:
    yield f'<h2 id="{call["operationId"]}">{escape(call["summary"])}</h2>'
    yield f"<p><code>{method.upper()} {escape(path)}</code></p>{_text(call['description'])}"
    for sample in call.get("x-codeSamples", ()):
        yield f'<pre class="curl">{escape(sample["source"])}</pre>'
    yield "<table><tr><th>parameter</th><th>where</th><th>form</th><th>what it says</th></tr>"
    for parameter in call["parameters"]:
        form = _form(parameter["schema"])
        yield _row(f"<code>{parameter['name']}</code>", parameter["in"], form, _inline(parameter["description"]))
    yield "</table>"
    if "requestBody" in call:
        yield "<table><tr><th>body</th><th>form</th><th>what it is</th></tr>"
        for kind, body in call["requestBody"]["content"].items():
            says = _inline(body["schema"].get("description", ""))
            yield _row(f"<code>{kind}</code>", _form(body["schema"]), says)
        yield "</table>"
    yield "<table><tr><th>answer</th><th>what it says</th><th>body</th></tr>"
    for status, answer in call["responses"].items():
        bodies = ", ".join(f"<code>{kind}</code> {_form(body['schema'])}" for kind, body in answer["content"].items())
        yield _row(status, _inline(answer["description"]), bodies)
    yield "</table>"


def _structure(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f'<h3 id="{name}">{name}</h3>{_text(schema.get("description", ""))}'
    if "properties" not in schema:
        yield f"<p>{_form(schema)}</p>"
        return
    yield "<table><tr><th>field</th><th>form</th><th>meaning</th></tr>"
    for field, of in schema["properties"].items():
        yield _row(f"<code>{field}</code>", _form(of), _inline(of.get("description", "")))
    yield "</table>"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _form(schema: dict[str, Any]) -> str:
    """What a schema allows, in few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{name}">{name}</a>'
    if several := schema.get("anyOf") or schema.get("x-lines"):
        return " or ".join(map(_form, several)) + (" a line" if "x-lines" in schema else "")
    if values := schema.get("enum"):
        return " or ".join(f"<code>{escape(json.dumps(value))}</code>" for value in values)
    if schema.get("type") == "array":
        return f"list of {_form(schema['items'])}" if schema.get("items") else "list"
    name = str(schema.get("format") or schema.get("type") or "any")
    return "amount" if name == "decimal" else escape(name)


def _text(says: str) -> str:
    """Paragraphs."""
    return "".join(f"<p>{_inline(' '.join(part.split()))}</p>" for part in says.split("\n\n") if part.strip())


def _inline(says: str) -> str:
    """Text with code and weight."""
    marked = re.sub(r"``?([^`]+)``?", r"<code>\1</code>", escape(says, quote=False))
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", marked)
