"""`make --dry-run`: what a run would cost, when it would be there, who would make it, and what is in the way.

Nothing is uploaded, written or agreed to: the API estimates the answers, and what `make` itself does before it queues
is in nobody's way.
"""

from collections.abc import Iterator
from typing import Any

from thumbworks.api import Api
from thumbworks.making import COPIED, Order


async def rehearse(api: Api, order: Order) -> dict[str, Any]:
    """The estimate of the API, for pictures that are still files. Raises `ApiError` as it refuses."""
    estimate = await api.post("/estimate", {"brief": order.brief, **order.run})
    blockers = [one for one in estimate["blockers"] if not _done_by_make(one, order)]
    return {**estimate, "ok": not blockers, "blockers": blockers}


def _done_by_make(blocker: dict[str, Any], order: Order) -> bool:
    """Selfies and the copied thumbnail are uploaded, consent to work here is recorded; leave to send it is not."""
    return {
        "references_missing": bool(order.images),
        "copy_target_missing": COPIED in order.pictures,
        "consent_required": not blocker.get("recipient"),
    }.get(blocker["code"], False)


def sentences(estimate: dict[str, Any]) -> Iterator[str]:
    """What a person is told of it, a line for each thing."""
    cost, eta, plan, balance = (estimate[name] for name in ("cost", "eta", "model_plan", "balance"))
    if cost:
        yield f"Cost: {cost['total']} credits at most, {cost['first_choice']} with the first model."
    yield f"Balance: {balance['available']} credits."
    if eta:
        waits = f", number {eta['queue_position']} in line" if eta["queue_position"] else ""
        yield f"Time: about {eta['seconds']} s{waits}."
    yield f"Rule: {plan['reason']}"
    for model in plan["considered"]:
        why = f": {model['reason']}" if model["reason"] else ""
        yield f"  {model['verdict'].replace('_', ' ')}: {model['title']} ({model['model']}){why}"
    yield from estimate["warnings"]
    yield from (f"In the way: {one['detail']} ({one['code']})" for one in estimate["blockers"])
    yield "Nothing is in the way." if estimate["ok"] else "Nothing would be made."
