from typing import Any

from fastapi import APIRouter

from common.abilities import Abilities
from common.catalog import MODEL_PREFERENCES, PLATFORMS, ModelCard, PlatformName, format_for, plan_sizes, surcharge_for
from common.pricing import BASE_CREDITS, quote
from gateway.deps import Ports
from gateway.naming import names_of, normal_name

router = APIRouter(tags=["models"])


@router.get("/models")
async def list_models(ports: Ports) -> dict[str, Any]:
    """What can make pictures right now, the combinations each model accepts, and the names a brief may ask for."""
    cards = (await ports.models.refresh()).cards
    alive = {name for card in cards for name in names_of(card)} | ({"auto"} if cards else set[str]())
    return {
        "models": [shown(card) for card in cards],
        "preferences": [{"id": name, "available": normal_name(name) in alive} for name in MODEL_PREFERENCES],
    }


@router.get("/abilities")
async def show_abilities(ports: Ports) -> Abilities:
    """What this installation can judge right now, with which engine and under which licence; null where it cannot."""
    return (await ports.models.refresh()).abilities


def shown(card: ModelCard) -> dict[str, Any]:
    """The card, what four variants cost with it in each quality it reaches, and what it draws for each platform."""
    return card.model_dump(mode="json") | {
        "credits_for_four": {
            quality: price for quality in BASE_CREDITS if (price := _credits(card, quality)) is not None
        },
        "pictures": {
            platform: {quality: _picture(card, platform, quality) for quality in BASE_CREDITS}
            for platform, row in PLATFORMS.items()
            if row.sizes
        },
    }


def _credits(card: ModelCard, quality: str) -> int | None:
    """For YouTube thumbnails; None where the model draws none as large."""
    size = plan_sizes(PLATFORMS[PlatformName.YOUTUBE].sizes[0], quality).generation
    if max(size.w, size.h) > card.max_side:
        return None
    return quote(quality, "design", 4, surcharge_for(card, size)).total


def _picture(card: ModelCard, platform: PlatformName, quality: str) -> dict[str, Any] | None:
    """Ratio, size and pixels a model is asked for; None where it draws any size, or not one as large."""
    size = plan_sizes(PLATFORMS[platform].sizes[0], quality).generation
    picture = format_for(card.can, size)
    return picture.model_dump(mode="json") if picture and max(size.w, size.h) <= card.max_side else None
