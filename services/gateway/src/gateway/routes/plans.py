from fastapi import APIRouter

from gateway.bodies import PlanBody, plan_body
from gateway.deps import Ports

router = APIRouter(prefix="/plans", tags=["me"])


@router.get("")
async def list_plans(ports: Ports) -> list[PlanBody]:
    """The plans on offer, the smallest first, with what each includes."""
    return [plan_body(plan) for plan in await ports.store.people.plans()]
