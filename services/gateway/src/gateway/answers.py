"""Answers that were put together here, judged like those somebody sent: mistakes are reported in the same words."""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from common.brief import Brief


def understood(answers: Mapping[str, Any], *place: str) -> Brief:
    """`place` is where in the body the answers stood, for mistakes to point at."""
    try:
        return Brief.model_validate(answers)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *place, *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result: dict[str, Any] = dict(target) if isinstance(target, dict) else {}  # pyright: ignore[reportUnknownArgumentType]
    for name, value in patch.items():  # pyright: ignore[reportUnknownVariableType]
        if value is None:
            result.pop(name, None)  # pyright: ignore[reportUnknownArgumentType]
        else:
            result[name] = merge_patch(result.get(name), value)  # pyright: ignore[reportUnknownArgumentType]
    return result
