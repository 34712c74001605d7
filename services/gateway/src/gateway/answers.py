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
