"""Answers that are not all there yet, as far as they can be understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from common.brief import Brief
from common.errors import MEANINGS, Code, PermanentError
from gateway.problems import described

_ANY_HEADLINE = "?"


@dataclass(frozen=True)
class Draft:
    """`brief` has defaults in place of what is missing or wrong; `problems` say which answers those are."""

    brief: Brief
    problems: tuple[PermanentError, ...] = ()
    has_headline: bool = True

    @property
    def warnings(self) -> list[str]:
        """A headline that is not there is no bad headline."""
        return self.brief.warnings() if self.has_headline else []


def read_draft(answers: Mapping[str, Any]) -> Draft:
    kept, problems = dict(answers), list[PermanentError]()
    if "headline" not in kept:
        problems.append(_problem({"pointer": "/headline", "code": Code.HEADLINE_EMPTY.value}))
    while True:
        try:
            brief = Brief.model_validate({"headline": _ANY_HEADLINE, **kept})
            return Draft(brief, tuple(problems), "headline" in kept)
        except ValidationError as error:
            found = [described({**one, "loc": ("body", *one["loc"])}) for one in error.errors(include_url=False)]
        problems += map(_problem, found)
        kept = _without(kept, {one["pointer"].split("/")[1] if one["pointer"] else "" for one in found})


def _without(answers: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Always fewer answers, so that this comes to an end: a size that is missing takes its platform along."""
    rest = {name: value for name, value in answers.items() if name not in names}
    if len(rest) == len(answers):
        rest = {name: value for name, value in answers.items() if name != "platform"}
    return rest if len(rest) < len(answers) else {}


def _problem(found: Mapping[str, str]) -> PermanentError:
    code = Code(found.get("code", Code.VALIDATION_FAILED))
    detail = found.get("detail") or MEANINGS[code]
    return PermanentError(code, detail, errors=[{"pointer": found["pointer"], "detail": detail, "code": code.value}])
