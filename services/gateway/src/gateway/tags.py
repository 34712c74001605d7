"""Entity tags (RFC 9110, 8.8.3): what a client may keep as long as the tag stays the same."""

import hashlib
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What you have is still right."}}


def is_known(tag: str, if_none_match: str | None) -> bool:
    """Tags may come back marked as weak (RFC 9110, 13.1.2)."""
    known = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    return tag.removeprefix("W/") in known or "*" in known


def digest_of(body: BaseModel) -> str:
    """Of what a body says."""
    return hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:32]


def weakly_tagged(body: BaseModel, request: Request, *, but: frozenset[str]) -> Response:
    """The body with a weak tag of what it says; `but` is what changes without anything having happened."""
    text = steady = body.model_dump_json(by_alias=True)
    if any(getattr(body, name) is not None for name in but):
        steady = body.model_copy(update=dict.fromkeys(but)).model_dump_json(by_alias=True)
    return _answer(text, f'W/"{hashlib.sha256(steady.encode()).hexdigest()[:32]}"', request)


def tagged(body: BaseModel, tag: str, request: Request) -> Response:
    return _answer(body.model_dump_json(by_alias=True), tag, request)


def _answer(text: str, tag: str, request: Request) -> Response:
    """With its tag, or 304 for who has it. Never kept by anybody between."""
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if is_known(tag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="application/json", headers=headers)
