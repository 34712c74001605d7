from typing import Any

from fastapi import APIRouter

from common.catalog import MODEL_PREFERENCES, ModelCard
from common.pricing import BASE_CREDITS, quote
from gateway.deps import Ports
from gateway.routing import names_of

router = APIRouter(tags=["models"])


@router.get("/models")
async def list_models(ports: Ports) -> dict[str, Any]:
    """What can make pictures right now, and the names a brief may ask for."""
    cards = (await ports.models.refresh()).cards
    alive = {name for card in cards for name in names_of(card)} | ({"auto"} if cards else set[str]())
    return {
        "models": [shown(card) for card in cards],
        "preferences": [{"id": name, "available": name in alive} for name in MODEL_PREFERENCES],
    }


def shown(card: ModelCard) -> dict[str, Any]:
    """The card, and what four variants cost with it in each quality."""
    prices = {quality: quote(quality, "design", 4, card.surcharge_micro_usd).total for quality in BASE_CREDITS}
    return card.model_dump(mode="json") | {"credits_for_four": prices}
