"""Our request in Google's terms: the parts in their order, and the configuration.

Parts: each reference behind a line with its number and role, then video and document, the order itself last. What a
backend or model does not take is left out, never sent and hoped for: the SDK raises for some and sends the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from google.genai import types

from common.brief import ContentFilter
from common.generation import ImageRequest
from common.wishes import LabeledReference, VideoSource, Wishes
from gen_gemini.cards import Backend
from gen_gemini.choices import Choices
from gen_gemini.client import for_call

FINAL_ONLY = "Output the final image only."

ROLES: dict[str, str] = {
    "person": "the presenter",
    "object": "an object",
    "style": "style only",
    "scene": "the place",
    "layout": "the layout to follow",
    "picture": "the picture to change",
    "mask": "the mask: white is where it may change",
}

HARMS = (
    types.HarmCategory.HARM_CATEGORY_HARASSMENT,
    types.HarmCategory.HARM_CATEGORY_HATE_SPEECH,
    types.HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
    types.HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
)
IMAGE_HARMS = (  # Vertex only
    types.HarmCategory.HARM_CATEGORY_IMAGE_HATE,
    types.HarmCategory.HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT,
    types.HarmCategory.HARM_CATEGORY_IMAGE_HARASSMENT,
    types.HarmCategory.HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT,
)
THRESHOLDS: dict[str, types.HarmBlockThreshold] = {
    "strict": types.HarmBlockThreshold.BLOCK_LOW_AND_ABOVE,
    "standard": types.HarmBlockThreshold.BLOCK_MEDIUM_AND_ABOVE,
    "open": types.HarmBlockThreshold.BLOCK_ONLY_HIGH,
}


@dataclass(frozen=True)
class Question:
    """What one call asks of a model, in the SDK's terms: the adapters say it each in their own way."""

    choices: Choices
    contents: list[types.Content]
    config: types.GenerateContentConfig


@dataclass(frozen=True)
class Materials:
    """What was made ready for the call: pictures in the order of the request, and whatever else is to be read."""

    references: Sequence[tuple[LabeledReference, types.Part]] = ()
    video: types.Part | None = None
    document: types.Part | None = None
    history: Sequence[types.Content] = ()


def question_of(
    request: ImageRequest, choices: Choices, turn: Materials, backend: Backend, *, insist: bool = False
) -> Question:
    return Question(choices, contents_of(request, turn, insist=insist), config_of(request, choices, backend))


def contents_of(request: ImageRequest, materials: Materials, *, insist: bool = False) -> list[types.Content]:
    return [*materials.history, types.Content(role="user", parts=turn_of(request, materials, insist=insist))]


def turn_of(request: ImageRequest, materials: Materials, *, insist: bool = False) -> list[types.Part]:
    """One user turn. With `insist` the plain order to draw is repeated at its end."""
    parts: list[types.Part] = []
    for number, (reference, part) in enumerate(materials.references, 1):
        parts += [types.Part(text=label_of(number, reference)), part]
    parts += [part for part in (materials.video, materials.document) if part]
    order = f"{request.prompt}\n\n{FINAL_ONLY}" if insist else request.prompt
    return [*parts, types.Part(text=order)]


def label_of(number: int, reference: LabeledReference) -> str:
    about = f" ({reference.label})" if reference.label else ""
    return f"Image {number}: {ROLES[reference.role]}{about}"


def config_of(request: ImageRequest, choices: Choices, backend: Backend) -> types.GenerateContentConfig:
    wishes = request.wishes
    return types.GenerateContentConfig(
        http_options=for_call(choices.seconds, wishes.extra),
        system_instruction=request.system or None,
        response_modalities=["TEXT", "IMAGE"] if wishes.commentary else ["IMAGE"],
        image_config=image_config(choices, backend),
        thinking_config=thinking_of(choices, wishes),
        safety_settings=safety_of(request, backend),
        tools=tools_of(choices),
        seed=request.seed & 0x7FFFFFFF,  # the wire has 32 bits with a sign
        media_resolution=resolution_of(wishes.media_resolution),
        service_tier=types.ServiceTier(wishes.tier) if wishes.tier != "standard" else None,
        temperature=wishes.temperature,
        top_p=wishes.top_p,
        max_output_tokens=wishes.max_output_tokens,
        stop_sequences=list(wishes.stop) or None,
        labels={"job": request.job_id.lower()[:60]} if backend == "vertex" else None,
        store=False if backend == "developer" else None,
        automatic_continuation=False,  # it would buy more without asking
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )


def image_config(choices: Choices, backend: Backend) -> types.ImageConfig:
    size = choices.size if choices.model.takes_size else None
    if backend == "developer":
        return types.ImageConfig(aspect_ratio=choices.ratio, image_size=size)
    return types.ImageConfig(
        aspect_ratio=choices.ratio,
        image_size=size,
        person_generation="ALLOW_ADULT",
        prominent_people=types.ProminentPeople.BLOCK_PROMINENT_PEOPLE,
        image_output_options=types.ImageConfigImageOutputOptions(mime_type="image/jpeg", compression_quality=95),
    )


def thinking_of(choices: Choices, wishes: Wishes) -> types.ThinkingConfig | None:
    """Level and budget together are refused by the server: only a level is ever sent."""
    if not choices.thinking and not wishes.keep_thoughts:
        return None
    level = types.ThinkingLevel(choices.thinking.upper()) if choices.thinking else None
    return types.ThinkingConfig(thinking_level=level, include_thoughts=wishes.keep_thoughts or None)


def safety_of(request: ImageRequest, backend: Backend) -> list[types.SafetySetting]:
    filtered = "strict" if request.brief.content_filter is ContentFilter.STRICT else "standard"
    threshold = THRESHOLDS[request.wishes.safety or filtered]
    if backend == "developer":
        return [types.SafetySetting(category=category, threshold=threshold) for category in HARMS]
    return [
        types.SafetySetting(category=category, threshold=threshold, method=types.HarmBlockMethod.SEVERITY)
        for category in (*HARMS, *IMAGE_HARMS)
    ]


def tools_of(choices: Choices) -> list[Any] | None:
    if not choices.search:
        return None
    kinds = types.SearchTypes(
        web_search=types.WebSearch() if "web" in choices.search else None,
        image_search=types.ImageSearch() if "image" in choices.search else None,
    )
    return [types.Tool(google_search=types.GoogleSearch(search_types=kinds))]


def resolution_of(wanted: str | None) -> types.MediaResolution | None:
    """Ultra high exists per part only, see `part_resolution`."""
    if wanted is None or wanted == "ultra_high":
        return None
    return types.MediaResolution(f"MEDIA_RESOLUTION_{wanted.upper()}")


def part_resolution(wanted: str | None) -> types.PartMediaResolution | None:
    if wanted != "ultra_high":
        return None
    return types.PartMediaResolution(level=types.PartMediaResolutionLevel.MEDIA_RESOLUTION_ULTRA_HIGH)


def video_metadata(video: VideoSource) -> types.VideoMetadata | None:
    if video.start is None and video.end is None and video.fps is None:
        return None
    return types.VideoMetadata(start_offset=_offset(video.start), end_offset=_offset(video.end), fps=video.fps)


def _offset(seconds: float | None) -> str | None:
    return None if seconds is None else f"{seconds:g}s"
