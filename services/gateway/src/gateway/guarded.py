"""Which routes ask who is there, for the API's description.

The framework says it by itself of a dependency that it then calls with every request, for nothing else.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

Asks = TypeVar("Asks", bound=Callable[..., Any])

SCHEME: dict[str, Any] = {"type": "http", "scheme": "bearer", "description": "Not needed in local mode."}
BY_BEARER: dict[str, Any] = {"security": [{"HTTPBearer": []}]}

_GUARDS: set[Callable[..., Any]] = set()


def guard(asks: Asks) -> Asks:
    """For a dependency that finds out who is there."""
    _GUARDS.add(asks)
    return asks


def with_guards(schema: dict[str, Any], routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The description of the API with what each operation asks for; changes `schema`."""
    schema.setdefault("components", {})["securitySchemes"] = {"HTTPBearer": SCHEME}
    for route in iter_route_contexts(routes):
        if route.include_in_schema and _is_guarded(route.dependant):
            for method in route.methods or ():
                schema["paths"][route.path_format][method.lower()] |= BY_BEARER
    return schema


def _is_guarded(dependant: Dependant) -> bool:
    return dependant.call in _GUARDS or any(map(_is_guarded, dependant.dependencies))
