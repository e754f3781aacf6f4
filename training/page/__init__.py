"""The frame of all HTML reports: one self-contained file for a browser, light and dark, without scripts or network.

A report is a title, a few words on what came of it, what was measured when, and sections::

    from training.page import Section, figure, page, table
    from training.page.style import ONE, axes

    drawn, at = axes("Refusals fell in May", "month", "share refused")
    at.plot(months, shares, color=ONE)
    section = Section("Refusals", "By month.", figure(drawn), table(("month", "claims"), rows, "Claims by month"))
    path.write_text(page("Data report", [section], measured={"answers through": through}), "utf-8")

Text is escaped wherever it comes from. What is made here is :class:`markupsafe.Markup`, which is not escaped again.
"""

from training.page.drawing import figure
from training.page.frame import Section, page
from training.page.parts import facts, listing, status, table, tiles

__all__ = ["Section", "facts", "figure", "listing", "page", "status", "table", "tiles"]
