"""Which routes a request could mean, by the first step of its path.

A router asks its routes one after the other, and there are more than a hundred of them; a request is for one noun.
"""

from collections import defaultdict

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send


class Switchboard:
    """ASGI in the place of the router that has them all, which still answers for what nobody knows."""

    def __init__(self, whole: APIRouter) -> None:
        self._whole: ASGIApp = whole.app
        self._of_noun: dict[str, ASGIApp] = {noun: part.app for noun, part in _parts(whole).items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        part = self._of_noun.get(noun_of(scope["path"])) if scope["type"] == "http" else None
        await (part or self._whole)(scope, receive, send)


def _parts(whole: APIRouter) -> dict[str, APIRouter]:
    """A router for each noun, with the whole one's routes in their order."""
    routes: defaultdict[str, list[BaseRoute]] = defaultdict(list)
    for route in whole.routes:
        for noun in dict.fromkeys(noun_of(one.path or "") for one in iter_route_contexts([route])):
            routes[noun].append(route)
    parts = {noun: APIRouter(default=whole.default) for noun in routes}
    for noun, part in parts.items():
        part.routes.extend(routes[noun])
    return parts


def noun_of(path: str) -> str:
    return path[1:].partition("/")[0]


def install(app: FastAPI) -> None:
    """After the last route."""
    app.router.middleware_stack = Switchboard(app.router)
