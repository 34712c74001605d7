from fastapi import APIRouter

from common.errors import Code
from gateway.bodies.estimates import BatchEstimateBody, EstimateBody
from gateway.comparing import sides_of
from gateway.deps import Person, Ports
from gateway.drafts import read_draft
from gateway.estimating import EstimateForm, Estimator
from gateway.ordering import overridden

router = APIRouter(tags=["estimates"])


@router.post("/estimate")
async def estimate_run(form: EstimateForm, person: Person, ports: Ports) -> EstimateBody | BatchEstimateBody:
    """What a brief would cost, when it would be done, by whom, and what is in the way. Writes nothing.

    Answers may be missing: what queueing would refuse is listed under `blockers`. With `prompts` it is said of all of
    them together, and of each.
    """
    draft, estimator = read_draft(form.brief), Estimator(ports.desk)
    if form.prompts:
        sides = sides_of(draft.brief.model_dump(mode="json"), form)
        said = all(prompt.headline for prompt in form.prompts)
        problems = [one for one in draft.problems if not (said and one.code is Code.HEADLINE_EMPTY)]
        return await estimator.estimate_all(person, None, sides, problems=problems)
    wanted = overridden(draft.brief, form)
    return await estimator.estimate(person, None, wanted, problems=draft.problems, warnings=draft.warnings)
