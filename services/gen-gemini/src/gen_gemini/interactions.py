"""Google's newer interface behind the same port. Off by default: it lacks batches, and keeps what it is told.

Its own exceptions, retries (off: attempts are ours), pictures as base64 text, and no safety feedback: a refusal is a
failed interaction. `store` is always off, so histories travel with the request as they do on the other wire.
"""

import asyncio
import base64
import time
from typing import Any

from google import genai
from google.genai import types
from google.genai._gaos.lib import compat_errors  # pyright: ignore[reportPrivateUsage] - its exceptions live nowhere else

from common.errors import Code, PermanentError, ThumbworksError
from gen_gemini.asking import GRACE, Answer, Tick
from gen_gemini.choices import Choices
from gen_gemini.client import listening
from gen_gemini.costs import Usage
from gen_gemini.failures import LOST, details_of, failure_of, of_status, record
from gen_gemini.metrics import ERRORS, SECONDS
from gen_gemini.outcomes import Kind, Outcome
from gen_gemini.pictures import sniff
from gen_gemini.provenance import Trace

STATUSES: dict[str, Kind] = {
    "incomplete": Kind.TRUNCATED,
    "requires_continuation": Kind.CONTINUATION,
    "requires_action": Kind.GLITCH,
    "failed": Kind.BLOCKED_OUTPUT,
}
VENDOR = (compat_errors.GeminiNextGenAPIClientError, *LOST)


class Interactions:
    def __init__(self, client: genai.Client) -> None:
        self._client = client

    async def ask(
        self, choices: Choices, contents: list[types.Content], config: types.GenerateContentConfig, tick: Tick
    ) -> Answer:
        started, model = time.perf_counter(), choices.model.id
        check_expressible(contents, config)
        await tick()
        with listening() as wire:
            try:
                async with asyncio.timeout(choices.seconds + GRACE):
                    create: Any = self._client.aio.interactions.create
                    given = await create(**body_of(choices, contents, config), timeout=choices.seconds)
            except VENDOR as error:
                failure = refused(error)
                ERRORS.labels(model, failure.code).inc()
                raise failure from error
        SECONDS.labels(model, choices.size).observe(time.perf_counter() - started)
        tier = (wire.headers or {}).get("x-gemini-service-tier", "standard")
        return Answer(outcome_of(given), usage_of(given.usage), Trace(response_id=given.id or "", tier=tier))


def body_of(choices: Choices, contents: list[types.Content], config: types.GenerateContentConfig) -> dict[str, Any]:
    """Everything is said again every time: earlier interactions pass on their history alone."""
    picture = {"type": "image", "aspect_ratio": choices.ratio, "mime_type": "image/jpeg", "delivery": "inline"}
    if choices.model.takes_size:
        picture["image_size"] = choices.size
    generation: dict[str, Any] = {
        "seed": config.seed,
        "thinking_level": choices.thinking,
        "max_output_tokens": config.max_output_tokens,
        "stop_sequences": config.stop_sequences,
        "temperature": config.temperature,
        "top_p": config.top_p,
    }
    wanted: dict[str, Any] = {
        "model": choices.model.id,
        "input": [step_of(content) for content in contents],
        "response_format": [{"type": "text"}, picture] if "TEXT" in (config.response_modalities or []) else picture,
        "generation_config": {name: value for name, value in generation.items() if value is not None},
        "safety_settings": [safety_of(one) for one in config.safety_settings or ()],
        "system_instruction": config.system_instruction,
        "service_tier": config.service_tier.value if config.service_tier else None,
        "tools": [{"type": "google_search", "search_types": [f"{kind}_search" for kind in choices.search]}]
        if choices.search
        else None,
        "store": False,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def safety_of(setting: types.SafetySetting) -> dict[str, Any]:
    """Their words for the same harms and thresholds, in small letters."""
    kind = setting.category.value.removeprefix("HARM_CATEGORY_").lower() if setting.category else ""
    given = {"type": kind, "threshold": setting.threshold.value.lower() if setting.threshold else "off"}
    return given | ({"method": setting.method.value.lower()} if setting.method else {})


def check_expressible(contents: list[types.Content], config: types.GenerateContentConfig) -> None:
    """Some wishes have no words on this wire: refused rather than dropped."""
    cut = any(part.video_metadata for content in contents for part in content.parts or ())
    if cut or config.media_resolution or (config.http_options and config.http_options.extra_body):
        raise PermanentError(Code.OPTION_UNAVAILABLE, "The Interactions API has no words for one of the options.")


def step_of(content: types.Content) -> dict[str, Any]:
    kind = "model_output" if content.role == "model" else "user_input"
    return {"type": kind, "content": [item_of(part) for part in content.parts or () if not part.thought]}


def item_of(part: types.Part) -> dict[str, Any]:
    if part.inline_data and part.inline_data.data:
        data = base64.b64encode(part.inline_data.data).decode()
        return {"type": "image", "data": data, "mime_type": part.inline_data.mime_type}
    if part.file_data:
        mime_type = part.file_data.mime_type or "image/jpeg"
        kind = {"application": "document"}.get(mime_type.partition("/")[0], mime_type.partition("/")[0])
        return {"type": kind, "uri": part.file_data.file_uri, "mime_type": mime_type}
    return {"type": "text", "text": part.text or ""}


def outcome_of(given: Any) -> Outcome:
    status = str(given.status or "")
    steps = [step for step in given.steps or () if step.type == "model_output"]
    items = [item for step in steps for item in step.content or ()]
    text = "".join(item.text or "" for item in items if item.type == "text")
    about: dict[str, Any] = {"text": text, "reason": status.upper(), "message": _messages(given)}
    if status != "completed":
        return Outcome(STATUSES.get(status, Kind.UNKNOWN), **about)
    pictures = [base64.b64decode(item.data) for item in items if item.type == "image" and item.data]
    if not pictures:
        return Outcome(Kind.SOFT_REFUSAL if text else Kind.EMPTY, **about)
    sniffed = sniff(pictures[-1])
    return Outcome(Kind.PICTURE if sniffed else Kind.GLITCH, pictures[-1], sniffed, **about)


def _messages(given: Any) -> str:
    return " ".join(error.message or "" for error in given.errors or ())


def usage_of(usage: Any | None) -> Usage:
    if usage is None:
        return Usage()
    drawn = sum(one.tokens or 0 for one in usage.output_tokens_by_modality or () if str(one.modality) == "image")
    return Usage(
        read=(usage.total_input_tokens or 0) + (usage.total_tool_use_tokens or 0),
        image=drawn,
        text=max(0, (usage.total_output_tokens or 0) - drawn),
        thinking=usage.total_thought_tokens or 0,
        searches=sum(one.count or 0 for one in usage.grounding_tool_count or ()),
    )


def refused(error: Exception) -> ThumbworksError:
    """Their tree has statuses of its own; what has none never arrived or never came back."""
    if isinstance(error, compat_errors.APIError) and error.status_code:
        body = record(error.body)
        inner = record(body.get("error", body))
        return of_status(
            error.status_code, str(inner.get("status", "")), str(inner.get("message", "")), details_of(body)
        )
    cause = error.__cause__
    return failure_of(cause if isinstance(cause, LOST) else TimeoutError())
