"""Claims as billers know them: the boxes of the CMS-1500, the form locators of the UB-04, and the fields in them."""

from __future__ import annotations

from claims.claim import ClaimType
from serving.pages.layout.cms1500 import CMS1500
from serving.pages.layout.dental import DENTAL
from serving.pages.layout.form import Form
from serving.pages.layout.ub04 import UB04

FORMS: dict[ClaimType, Form] = {"professional": CMS1500, "institutional": UB04, "dental": DENTAL}

__all__ = ["FORMS", "Form"]
