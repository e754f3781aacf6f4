"""What every page says to the browser beside its content: where anything may come from, and that nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script or style but our own files, nothing from elsewhere, no frame around us, no form to another place."""

EVERYWHERE: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

NOT_KEPT: Mapping[str, str] = {"Cache-Control": "no-store"}
"""Of what may show patients: the browser keeps no copy on its disk."""

FOR_A_YEAR: Mapping[str, str] = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Of files whose address changes when they do."""
