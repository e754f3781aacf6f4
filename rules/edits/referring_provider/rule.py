"""NM1 DN: who asked for tests, consultations and therapy."""

from claims.claim import Claim, ServiceLine
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values

TESTS = (
    ("70010", "75574"), ("76536", "76886"), ("77046", "77086"), ("78012", "78999"), ("80047", "89398"),
)  # fmt: skip
"""Imaging, but not its guidance of operations nor that of the eye; laboratory tests."""

UNORDERED = ("77063", "77067", "87635", "87636", "87637")
"""Screening mammography needs no order (42 CFR 410.34); tests for COVID-19 needed none in the emergency."""

THERAPY = frozenset(("GN", "GO", "GP"))
NOT_ASKED = frozenset(("GY", "GX", "26"))
"""Modifiers: not covered by law, or the reading alone."""


def check(claim: Claim, _context: Context, values: Values) -> Said:
    """An ordering provider of the line does as well."""
    medicare = values.kind == "medicare"
    unknown = "npi" if medicare else "npi_elsewhere"
    if claim.referring_provider is not None and not claim.referring_provider.npi:
        yield Problem(unknown, "/referring_provider/npi")
    for at, line in enumerate(claim.lines):
        if line.referring_provider is not None and not line.referring_provider.npi:
            yield Problem(unknown, f"/lines/{at}/referring_provider/npi")
    if claim.referring_provider is not None or claim.ordering_provider is not None:
        return
    asked: set[str] = set()
    for at, line in enumerate(claim.lines):
        kind = _kind(line, medicare=medicare)
        if kind and kind not in asked:
            if line.referring_provider is None and line.ordering_provider is None:
                asked.add(kind)
                yield Problem(kind, "/referring_provider", line.procedure, {"line": line.number or at + 1})
            else:
                asked.add("")
    if not asked:
        yield NOT_APPLICABLE


def _kind(line: ServiceLine, *, medicare: bool) -> str:
    code = line.procedure
    if not medicare:
        return "consultation" if "99242" <= code <= "99245" or "99252" <= code <= "99255" else ""
    if not NOT_ASKED.isdisjoint(line.modifiers):
        return ""
    if any(first <= code <= last for first, last in TESTS) and code not in UNORDERED:
        return "test"
    return "therapy" if not THERAPY.isdisjoint(line.modifiers) else ""
