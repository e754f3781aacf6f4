"""The application of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from serving.api.service import Service
from serving.pages import acts, batches, claim, files, guide, history, model, rules, takeaway, together, views
from serving.pages.answering import answering, defect, not_found
from serving.pages.overview import answers
from serving.pages.overview import page as overview
from serving.pages.overview.kept import Kept
from serving.pages.signin import pages as signin
from serving.worklist import Watch, Worklist

if TYPE_CHECKING:
    from serving.pages.signin.oidc import SignIn

ROUTES = (
    *history.ROUTES,
    *batches.ROUTES,
    *together.ROUTES,
    *takeaway.ROUTES,
    *claim.ROUTES,
    *acts.ROUTES,
    *views.ROUTES,
    *overview.ROUTES,
    *answers.ROUTES,
    *rules.ROUTES,
    *model.ROUTES,
    *signin.ROUTES,
    *guide.ROUTES,
    *files.ROUTES,
)


def pages(service: Service) -> ASGIApp:
    """The pages around a service."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.service = service
    watch = Watch(service.limits.lines, service.metrics.scored)
    app.state.worklist = service.worklist or Worklist(service.store, service.offices, service.recorder, watch=watch)
    app.state.overview = Kept()
    app.state.signing = _signing(service)
    app.router.routes.extend(Route(path, answering(path, does), methods=[method]) for method, path, does in ROUTES)
    app.add_exception_handler(HTTPException, not_found)
    app.add_exception_handler(Exception, defect)
    return app


def _signing(service: Service) -> SignIn | None:
    """Where people sign in, other than by key."""
    asked = service.access.oidc
    if asked is None or not asked.client:
        return None
    from serving.pages.signin.oidc import SignIn  # noqa: PLC0415  joserfc is of an extra

    return SignIn(asked)
