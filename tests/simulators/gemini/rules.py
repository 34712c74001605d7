"""What Google refuses before it draws anything: one function per rule, each raising the 400 it stands for."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.simulators.gemini.asked import Asked, Media, is_youtube
from tests.simulators.gemini.buckets import is_link
from tests.simulators.gemini.errors import ApiError, invalid, unknown_field
from tests.simulators.gemini.history import check_signatures
from tests.simulators.gemini.spec import WIDEST_INT32, Spec
from tests.simulators.gemini.tokens import prompt_tokens

MEGABYTE = 1024 * 1024
IMAGES = {"png", "jpeg", "jpg", "webp", "heic", "heif", "gif", "avif"}
MODALITIES = {"TEXT", "IMAGE"}
CATEGORIES = {"HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY", "JAILBREAK"}
IMAGE_CATEGORIES = {"IMAGE_HATE", "IMAGE_DANGEROUS_CONTENT", "IMAGE_HARASSMENT", "IMAGE_SEXUALLY_EXPLICIT"}
THRESHOLDS = {"BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"}
TIERS = {"unspecified", "standard", "flex", "priority"}
DEVELOPER_REQUEST = 100 * MEGABYTE
VERTEX_FILE = 7 * MEGABYTE
TOP = {
    *("contents", "systemInstruction", "generationConfig", "safetySettings", "tools", "toolConfig", "labels"),
    *("serviceTier", "store", "cachedContent", "model"),
}
GENERATION = {
    *("temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences", "seed"),
    *("responseModalities", "mediaResolution", "thinkingConfig", "imageConfig", "responseFormat"),
    *("presencePenalty", "frequencyPenalty", "responseMimeType"),
}
FIELDS = {
    "generation_config.thinking_config": {"includeThoughts", "thinkingLevel", "thinkingBudget"},
    "generation_config.image_config": {"aspectRatio", "imageSize"},
}
VERTEX_TOP = {"outputConfig"}
VERTEX_IMAGE = {"personGeneration", "prominentPeople", "imageOutputOptions"}


def known_fields(asked: Asked) -> None:
    refuse_unknown(asked.body, TOP | (VERTEX_TOP if asked.vertex else set()), "request")
    refuse_unknown(asked.config, GENERATION, "generation_config")
    refuse_unknown(asked.thinking, FIELDS["generation_config.thinking_config"], "generation_config.thinking_config")
    allowed = FIELDS["generation_config.image_config"] | (VERTEX_IMAGE if asked.vertex else set())
    refuse_unknown(asked.image_config, allowed, "generation_config.image_config")


def refuse_unknown(given: dict[str, Any], known: set[str], place: str) -> None:
    for name in given.keys() - known:
        raise unknown_field(name, place)


def something_to_do(asked: Asked) -> None:
    if not asked.turns:
        raise invalid("* GenerateContentRequest.contents: contents is not specified", "contents")
    if not asked.parts:
        raise invalid("Unable to submit request because it must have at least one part.", "contents")
    if asked.turns[-1].get("role", "user") != "user":
        raise invalid("Please ensure that multiturn requests end with a user role.", "contents")


def ratio_and_size(asked: Asked) -> None:
    ratio, size = asked.image_config.get("aspectRatio"), asked.image_config.get("imageSize")
    if ratio is not None and ratio not in asked.model.pixels:
        raise invalid(f"aspect_ratio must be one of {', '.join(asked.model.pixels)}.", "aspect_ratio")
    if size is not None and (not asked.model.sized or size not in asked.model.image_tokens):
        raise invalid(f"Image size {size} is not supported for {asked.model.id}.", "image_size")


def modalities(asked: Asked) -> None:
    if not set(asked.modalities) <= MODALITIES:
        raise invalid("The requested combination of response modalities is not supported.", "response_modalities")
    if len(set(asked.modalities)) != len(asked.modalities):
        raise invalid("Response modalities are repeated.", "response_modalities")


def thinking(asked: Asked) -> None:
    if not asked.thinking:
        return
    if not asked.model.thinks:
        raise invalid("Thinking is not enabled for this model.", "thinking_config")
    level = asked.thinking.get("thinkingLevel")
    if level and "thinkingBudget" in asked.thinking:
        raise invalid("You can only set only one of thinking budget and thinking level.", "thinking_config")
    if level and level not in asked.model.levels:
        raise invalid(f"Thinking level {level} is not supported for this model.", "thinking_level")


def numbers(asked: Asked) -> None:
    config = asked.config
    if config.get("candidateCount", 1) != 1:
        raise invalid("Multiple candidates is not enabled for this model", "candidate_count")
    if not 0 <= config.get("temperature", 1) <= 2:
        raise invalid("temperature must be in the range [0.0, 2.0].", "temperature")
    if abs(config.get("seed", 0)) > WIDEST_INT32:
        raise invalid(f"Invalid value at 'generation_config.seed' (TYPE_INT32), {config['seed']}", "seed")
    if not 0 < config.get("maxOutputTokens", 1) <= asked.model.tokens_out:
        limit = asked.model.tokens_out + 1
        raise invalid(f"Supported values for maxOutputTokens are from 1 (inclusive) to {limit} (exclusive).")


def pictures(asked: Asked) -> None:
    if len(asked.images) > asked.model.max_images:
        raise invalid(f"Please use at most {asked.model.max_images} images per prompt.", "contents")
    for item in asked.media:
        check_media(item, asked)
    inline = sum(len(item.data or b"") for item in asked.media if not item.uri)
    if not asked.vertex and inline > DEVELOPER_REQUEST * 3 / 4:
        raise invalid(f"Request payload size exceeds the limit: {DEVELOPER_REQUEST} bytes.")


def check_media(item: Media, asked: Asked) -> None:
    kind, _, subtype = item.mime.partition("/")
    if not accepted(kind, subtype, asked):
        raise invalid(f"Unsupported MIME type: {item.mime}", "mime_type")
    if item.uri:
        check_uri(item, asked)
    elif asked.vertex and len(item.data or b"") > VERTEX_FILE:
        raise invalid("The image is larger than 7 MB.", "inline_data")
    if kind == "image" and item.data is not None and not is_picture(item.data):
        raise invalid("Unable to process input image. Please retry or report in https://ai.google.dev/gemini-api")


def accepted(kind: str, subtype: str, asked: Asked) -> bool:
    if kind == "image":
        return subtype in IMAGES
    return (kind == "video" and asked.model.video) or (f"{kind}/{subtype}" == "application/pdf" and asked.model.pdf)


def check_uri(item: Media, asked: Asked) -> None:
    """Only what the backend can reach: uploaded files and the web here, buckets there. This machine is really asked."""
    if item.data is not None or is_youtube(item.uri):
        return
    if item.uri.startswith("gs://") and asked.vertex:
        raise ApiError(400, "INVALID_ARGUMENT", f"Cannot fetch content from {item.uri}: no such object, or no access.")
    if is_link(item.uri):
        raise ApiError(400, "INVALID_ARGUMENT", "Cannot fetch content from the provided URL.")
    if "/files/" in item.uri or not item.uri.startswith("https://"):
        message = "You do not have permission to access the File {} or it may not exist."
        raise ApiError(403, "PERMISSION_DENIED", message.format(item.uri.rpartition("/")[2]))


def is_picture(data: bytes) -> bool:
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
    return data.startswith(starts) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp"


def tools(asked: Asked) -> None:
    for tool in asked.body.get("tools") or []:
        for name in tool.keys() - {"googleSearch"}:
            raise invalid(f"Tool {name} is not supported for {asked.model.id}.", "tools")
    if asked.search is None:
        return
    if not asked.model.web:
        raise invalid("Search as a tool is not enabled for this model.", "tools")
    types = asked.search.get("searchTypes") or {}
    if "imageSearch" in types and not asked.model.image_search:
        raise invalid("Image search is not enabled for this model.", "tools.google_search.search_types")


def safety(asked: Asked) -> None:
    allowed = CATEGORIES | (IMAGE_CATEGORIES if asked.vertex else set())
    seen: set[str] = set()
    for setting in asked.body.get("safetySettings") or []:
        category = setting.get("category", "").removeprefix("HARM_CATEGORY_")
        if category not in allowed or setting.get("threshold") not in THRESHOLDS:
            raise invalid(f"Invalid safety setting: {setting}", "safety_settings")
        if "method" in setting and not asked.vertex:
            raise unknown_field("method", "safety_settings")
        if category in seen:
            raise invalid("Found duplicate safety settings.", "safety_settings")
        seen.add(category)


def tier(asked: Asked) -> None:
    wanted = asked.body.get("serviceTier", "standard")
    if wanted not in TIERS or wanted in asked.model.refused_tiers:
        raise invalid(f"Service tier {wanted} is not supported for {asked.model.id}.", "service_tier")


def caching(asked: Asked) -> None:
    if "cachedContent" in asked.body:
        raise invalid(f"CachedContent is not supported for {asked.model.id}.", "cached_content")


def instruction(asked: Asked) -> None:
    parts = (asked.body.get("systemInstruction") or {}).get("parts") or []
    if any(set(part) != {"text"} for part in parts):
        raise invalid("System instruction is text only.", "system_instruction")


def length(asked: Asked) -> None:
    count, limit = sum(prompt_tokens(asked).values()), asked.model.tokens_in
    if count > limit:
        raise invalid(f"The input token count ({count}) exceeds the maximum number of tokens allowed ({limit}).")


RULES: tuple[Callable[[Asked], None], ...] = (
    *(known_fields, something_to_do, ratio_and_size, modalities, thinking, numbers, pictures, tools, safety, tier),
    *(caching, instruction, length, check_signatures),
)


def check(asked: Asked, spec: Spec | None) -> None:
    """Raise the first refusal, our own rules before the published schema."""
    for rule in RULES:
        rule(asked)
    if spec and not asked.vertex:
        refuse(spec.errors("GenerateContentRequest", asked.body))


def refuse(errors: Iterable[str]) -> None:
    for error in errors:
        raise invalid(f"Invalid JSON payload received. {error}", error.partition(":")[0])
