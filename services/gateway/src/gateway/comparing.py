"""One call, up to three runs of a project that differ in one named answer: which of them do people click?"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from common.brief import SEEDS
from common.errors import Code, PermanentError
from common.ids import new_id
from gateway.answers import merge_patch, understood
from gateway.auth import Principal
from gateway.bodies.jobs import JobBody, job_body
from gateway.ordering import Desk, PromptBody, QueueBody, overridden
from gateway.store.jobs import Comparison
from gateway.store.rows import Job, Project
from gateway.wanting import Wanted

LABELS = "ABC"


class BatchBody(BaseModel):
    """The linked jobs, in the order of their prompts. Each is settled by itself."""

    model_config = ConfigDict(frozen=True)

    batch_id: str
    differs_in: str = Field(description="The answer in which they differ; empty for a single one.")
    jobs: list[JobBody]


@dataclass(frozen=True)
class ComparisonDesk:
    desk: Desk

    async def prepare(self, person: Principal, project: Project, body: QueueBody) -> Comparison:
        """Raises what is wrong with the prompts, and whatever stands in the way of any of the jobs."""
        sides = sides_of(project.brief, body)
        asked = sides.common.model_dump(mode="json", exclude_unset=True)
        orders = [await self.desk.order(person, project, wanted, asked) for wanted in sides.wanted]
        return Comparison(new_id("bat"), sides.differs_in, tuple(orders), sides.labels)


@dataclass(frozen=True)
class Sides:
    """The runs of a comparison: what `common` says of all of them, and what each of them wants."""

    common: QueueBody
    differs_in: str
    labels: tuple[str, ...]
    wanted: tuple[Wanted, ...]


def sides_of(answers: Mapping[str, Any], body: QueueBody) -> Sides:
    """Of a brief's answers. Raises what is wrong with the prompts."""
    prompts = body.prompts or ()
    differs_in, common = difference_of(prompts), common_to(body, len(prompts))
    briefs = [
        understood(merge_patch(answers, prompt.answers), "prompts", str(place)) for place, prompt in enumerate(prompts)
    ]
    wanted = tuple(overridden(brief, common) for brief in briefs)
    return Sides(common, differs_in, tuple(labels_of(prompts)), wanted)


def common_to(body: QueueBody, sides: int) -> QueueBody:
    """One seed for all of them: what is seen must come from what was named. What they may cost is shared out."""
    said: dict[str, Any] = {"prompts": None, "seed": secrets.randbelow(SEEDS) if body.seed is None else body.seed}
    if body.max_cost is not None:
        said["max_cost"] = body.max_cost // sides
    return body.model_copy(update=said)


def difference_of(prompts: Sequence[PromptBody]) -> str:
    """The one answer that is named. Raises `validation_failed` for none, for several, and for two that say the same."""
    named = {name for prompt in prompts for name in prompt.answers}
    said = [tuple(sorted((name, repr(value)) for name, value in prompt.answers.items())) for prompt in prompts]
    if len(prompts) > 1 and (len(named) != 1 or len(set(said)) < len(said)):
        message = "The prompts of a comparison differ in exactly one answer, and each says something else in it."
        raise PermanentError(Code.VALIDATION_FAILED, message, errors=[{"pointer": "/prompts", "detail": message}])
    return next(iter(named), "") if len(named) == 1 else ""


def labels_of(prompts: Sequence[PromptBody]) -> list[str]:
    return [prompt.label or LABELS[place] for place, prompt in enumerate(prompts)]


def batch_body(jobs: Sequence[Job]) -> BatchBody:
    first = jobs[0]
    return BatchBody(
        batch_id=first.batch_id or "", differs_in=first.differs_in or "", jobs=[job_body(job) for job in jobs]
    )
