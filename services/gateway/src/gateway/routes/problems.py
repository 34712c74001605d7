from typing import Any

from fastapi import APIRouter

from common.errors import MEANINGS, Code, PermanentError
from gateway.statuses import STATUSES

router = APIRouter(prefix="/problems", tags=["problems"])


@router.get("")
async def list_problems() -> list[dict[str, Any]]:
    """Every code an error can have. Codes are stable; sentences may improve."""
    return [shown(code) for code in Code]


@router.get("/{code}")
async def read_problem(code: str) -> dict[str, Any]:
    """Where the `type` of a problem document leads."""
    known = next((known for known in Code if known == code), None)
    if known is None:
        raise PermanentError(Code.NOT_FOUND)
    return shown(known)


def shown(code: Code) -> dict[str, Any]:
    return {"type": f"/problems/{code}", "code": code, "title": MEANINGS[code], "status": STATUSES[code]}
