from typing import Any

from fastapi import APIRouter

from gateway.presets import presets
from gateway.questionnaire import questionnaire

router = APIRouter(tags=["form"])


@router.get("/questionnaire")
async def read_questionnaire() -> dict[str, Any]:
    """The JSON Schema of the brief, its sections A to H in order, presets, and the platforms with their zones."""
    return questionnaire()


@router.get("/presets")
async def list_presets() -> list[dict[str, Any]]:
    """Whole briefs for common creators; only the words and the selfies are missing."""
    return presets()
