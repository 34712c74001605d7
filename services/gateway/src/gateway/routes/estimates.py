from fastapi import APIRouter

from gateway.bodies.estimates import EstimateBody
from gateway.deps import Person, Ports
from gateway.drafts import read_draft
from gateway.estimating import EstimateForm, Estimator
from gateway.ordering import overridden

router = APIRouter(tags=["estimates"])


@router.post("/estimate")
async def estimate_run(form: EstimateForm, person: Person, ports: Ports) -> EstimateBody:
    """What a brief would cost, when it would be done, by whom, and what is in the way. Writes nothing.

    Answers may be missing: what queueing would refuse is listed under `blockers`.
    """
    draft = read_draft(form.brief)
    wanted = overridden(draft.brief, form)
    return await Estimator(ports.desk).estimate(person, None, wanted, problems=draft.problems, warnings=draft.warnings)
