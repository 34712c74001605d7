"""Our request in the words of the Interactions API: snake case, steps instead of contents, pictures as base64 text.

Every option of a `GenerateContentConfig` that this room sets has a word here; what has none is refused, never dropped.
A turn of the model goes back as the very steps it came as (`reading.content_of` keeps them on its parts).
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from google.genai import types

from common.errors import Code, PermanentError
from gen_gemini.choices import Choices
from gen_gemini.requests import Question

Json = dict[str, Any]

STEP = "step"
INTERACTION = "interaction"

VIDEOS = frozenset({
    "video/mp4", "video/mpeg", "video/mpg", "video/mov", "video/avi", "video/x-flv", "video/webm", "video/wmv",
    "video/3gpp",
})  # fmt: skip
RENAMED = {"video/quicktime": "video/mov", "video/x-msvideo": "video/avi", "image/jpg": "image/jpeg"}


@dataclass(frozen=True)
class Manner:
    """What this installation lets Google do: `keep` what it was told, and how pictures are delivered."""

    keep: bool = False
    delivery: Literal["inline", "uri"] = "inline"
    streaming: bool = False
    webhook: str = ""


def body_of(question: Question, manner: Manner, *, resume: bool = True) -> Json:
    """With `resume` a conversation that Google kept is named instead of told again; all else is said every time."""
    choices, contents, config = question.choices, question.contents, question.config
    earlier = earlier_id(contents) if manner.keep and resume else ""
    wanted: Json = {
        "model": choices.model.id,
        "input": steps_of(contents[-1:] if earlier else contents, resolution_of(config.media_resolution)),
        "response_format": formats_of(choices, config, manner),
        "generation_config": generation_of(choices, config),
        "safety_settings": [safety_of(one) for one in config.safety_settings or ()] or None,
        "system_instruction": config.system_instruction,
        "service_tier": config.service_tier.value if config.service_tier else None,
        "tools": tools_of(choices),
        "labels": config.labels,
        "store": manner.keep,
        "previous_interaction_id": earlier or None,
    }
    return stated(wanted)


def stated(wanted: Json) -> Json:
    return {name: value for name, value in wanted.items() if value is not None}


def formats_of(choices: Choices, config: types.GenerateContentConfig, manner: Manner) -> Json | list[Json]:
    picture = {"type": "image", "aspect_ratio": choices.ratio, "mime_type": "image/jpeg", "delivery": manner.delivery}
    if choices.model.takes_size:
        picture["image_size"] = choices.size
    return [{"type": "text"}, picture] if "TEXT" in (config.response_modalities or []) else picture


def generation_of(choices: Choices, config: types.GenerateContentConfig) -> Json:
    shown = config.thinking_config and config.thinking_config.include_thoughts
    return stated(
        {
            "seed": config.seed,
            "thinking_level": choices.thinking,
            "thinking_summaries": "auto" if shown else None,
            "max_output_tokens": config.max_output_tokens,
            "stop_sequences": config.stop_sequences,
            "temperature": config.temperature,
            "top_p": config.top_p,
        }
    )


def safety_of(setting: types.SafetySetting) -> Json:
    """Their words for the same harms and thresholds, in small letters."""
    kind = setting.category.value.removeprefix("HARM_CATEGORY_").lower() if setting.category else ""
    given = {"type": kind, "threshold": setting.threshold.value.lower() if setting.threshold else "off"}
    return given | ({"method": setting.method.value.lower()} if setting.method else {})


def tools_of(choices: Choices) -> list[Json] | None:
    kinds = [f"{kind}_search" for kind in choices.search]
    return [{"type": "google_search", "search_types": kinds}] if kinds else None


def resolution_of(level: Any) -> str | None:
    return level.value.removeprefix("MEDIA_RESOLUTION_").lower() if level else None


def earlier_id(contents: Sequence[types.Content]) -> str:
    """Google's name for the last turn of the model; empty where it kept none."""
    turns = [content for content in contents[:-1] if content.role == "model"]
    notes = [part.part_metadata or {} for part in (turns[-1].parts or ())] if turns else []
    return next((str(note[INTERACTION]) for note in notes if INTERACTION in note), "")


def steps_of(contents: Sequence[types.Content], resolution: str | None = None) -> list[Json]:
    return [step for content in contents for step in steps_in(content, resolution)]


def steps_in(content: types.Content, resolution: str | None) -> Iterator[Json]:
    """A user's turn is one step, a model's as many as it came as: what it thought and looked up goes back unread."""
    if content.role != "model":
        yield {"type": "user_input", "content": [item_of(part, resolution) for part in content.parts or ()]}
        return
    items: list[Json] = []
    for part in content.parts or ():
        kept: Json = part.part_metadata or {}
        if STEP in kept and items:
            yield {"type": "model_output", "content": items}
            items = []
        if STEP in kept:
            yield kept[STEP]
        elif not part.thought:
            items.append(item_of(part))
    if items:
        yield {"type": "model_output", "content": items}


def item_of(part: types.Part, resolution: str | None = None) -> Json:
    if part.inline_data and part.inline_data.data:
        data = base64.b64encode(part.inline_data.data).decode()
        return media_of(part, part.inline_data.mime_type, resolution) | {"data": data}
    if part.file_data:
        return media_of(part, part.file_data.mime_type, resolution) | {"uri": part.file_data.file_uri}
    return {"type": "text", "text": part.text or ""}


def media_of(part: types.Part, mime_type: str | None, resolution: str | None) -> Json:
    """Everything about a picture, film or document but its bytes. Raises `option_unavailable` for other kinds."""
    named = RENAMED.get(mime_type or "", mime_type or "image/jpeg")
    return stated(
        {
            "type": kind_of(named),
            "mime_type": named,
            "resolution": resolution_of(part.media_resolution.level if part.media_resolution else None) or resolution,
            "processing": processing_of(part.video_metadata) if part.video_metadata else None,
        }
    )


def kind_of(mime_type: str) -> str:
    if mime_type == "application/pdf":
        return "document"
    if mime_type in VIDEOS or mime_type.startswith("image/"):
        return mime_type.partition("/")[0]
    raise PermanentError(Code.OPTION_UNAVAILABLE, f"The Interactions API does not take files of {mime_type}.")


def processing_of(cut: types.VideoMetadata) -> Json:
    offsets = {"start_offset": cut.start_offset, "end_offset": cut.end_offset, "fps": cut.fps}
    return stated({"type": "static", **offsets})


def merged(body: Json, extra: Json) -> Json:
    """`extra` deep into `body`, as the other interface merges it; only what it touches, for the SDK to lay over."""
    return {name: deep(body.get(name), value) for name, value in extra.items()}


def deep(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    under, over = cast("Json", below), cast("Json", above)
    return {**under, **{name: deep(under.get(name), value) for name, value in over.items()}}
