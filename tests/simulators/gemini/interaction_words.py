"""Interactions and generateContent say the same things: a body translated there, an answer translated back.

Signatures lie on the picture in one and on the step of thought before it in the other.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tests.simulators.gemini.asked import Json
from tests.simulators.gemini.errors import invalid, unknown_field
from tests.simulators.gemini.files import stamp

IMAGE_FORMAT = {"type", "aspect_ratio", "image_size", "mime_type", "delivery"}
STATUSES = {"MAX_TOKENS": "incomplete", "CONTINUATION": "requires_continuation", "STOP": "completed"}
CONFIG = {
    "seed": "seed", "temperature": "temperature", "top_p": "topP", "max_output_tokens": "maxOutputTokens",
    "stop_sequences": "stopSequences",
}  # fmt: skip
THINKING = {"thinking_level", "thinking_summaries"}


def turns_of(given: Any) -> list[Json]:
    """A string, a list of contents, or a list of steps, as turns of generateContent."""
    if isinstance(given, str):
        return [{"role": "user", "parts": [{"text": given}]}]
    items = given if isinstance(given, list) else [given] if given else []
    if not any(item.get("type") in {"user_input", "model_output"} for item in items):
        return [{"role": "user", "parts": list(map(part_of, items))}] if items else []
    turns: list[Json] = []
    for role, parts in said(items):
        if turns and turns[-1]["role"] == role:
            turns[-1]["parts"] += parts
        else:
            turns.append({"role": role, "parts": parts})
    return turns


def said(steps: list[Json]) -> Iterator[tuple[str, list[Json]]]:
    signature = ""
    for step in steps:
        if step["type"] == "thought":
            signature = step.get("signature", "")
        elif step["type"] == "user_input":
            yield "user", list(map(part_of, step["content"]))
        elif step["type"] == "model_output":
            parts = list(map(part_of, step["content"]))
            yield "model", [part | {"thoughtSignature": signature} if signature else part for part in parts]
            signature = ""


def part_of(item: Json) -> Json:
    if item["type"] == "text":
        return {"text": item["text"]}
    mime = item.get("mime_type", "")
    part: Json = {"fileData": {"fileUri": item["uri"], "mimeType": mime}} if "uri" in item else {}
    part = part or {"inlineData": {"mimeType": mime, "data": item.get("data", "")}}
    if resolution := item.get("resolution"):
        part["mediaResolution"] = {"level": f"MEDIA_RESOLUTION_{resolution.upper()}"}
    if processing := item.get("processing"):
        names = {"start_offset": "startOffset", "end_offset": "endOffset", "fps": "fps"}
        part["videoMetadata"] = {names[name]: value for name, value in processing.items() if name in names}
    return part


def translated(body: Json, contents: list[Json]) -> Json:
    """The same request as generateContent would be told it."""
    asked: Json = {"contents": contents, "generationConfig": generation_of(body)}
    if instruction := body.get("system_instruction"):
        asked["systemInstruction"] = {"parts": [{"text": instruction}]}
    if tier := body.get("service_tier"):
        asked["serviceTier"] = tier
    if settings := body.get("safety_settings"):
        asked["safetySettings"] = [
            {"category": f"HARM_CATEGORY_{one['type'].upper()}", "threshold": one["threshold"].upper()}
            for one in settings
        ]
    tools = [tool for tool in body.get("tools") or [] if tool.get("type") == "google_search"]
    if tools:
        asked["tools"] = [{"googleSearch": {"searchTypes": {name: {} for name in tools[0].get("search_types", [])}}}]
    return asked


def generation_of(body: Json) -> Json:
    formats = body.get("response_format") or {"type": "image"}
    formats = formats if isinstance(formats, list) else [formats]
    image, config = image_format(formats), body.get("generation_config") or {}
    for name in config.keys() - CONFIG.keys() - THINKING:
        raise unknown_field(name, "generation_config")
    named = {"aspectRatio": image.get("aspect_ratio"), "imageSize": image.get("image_size")}
    generation: Json = {
        "responseModalities": [str(item["type"]).upper() for item in formats],
        "imageConfig": {name: value for name, value in named.items() if value},
    }
    generation |= {CONFIG[name]: value for name, value in config.items() if name in CONFIG}
    thinking: Json = {"includeThoughts": True} if config.get("thinking_summaries") == "auto" else {}
    if level := config.get("thinking_level"):
        thinking["thinkingLevel"] = str(level).upper()
    return generation | ({"thinkingConfig": thinking} if thinking else {})


def image_format(formats: list[Json]) -> Json:
    image = next((item for item in formats if item.get("type") == "image"), {})
    for name in image.keys() - IMAGE_FORMAT:
        raise unknown_field(name, "response_format")
    if image.get("mime_type", "image/jpeg") != "image/jpeg":
        raise invalid("mime_type must be image/jpeg.", "response_format.mime_type")
    return image


def interaction(given: Json, model: str) -> Json:
    """The answer of generateContent as steps; a refusal is a failed interaction with its reason among the errors."""
    candidate = (given.get("candidates") or [{}])[0]
    parts = candidate.get("content", {}).get("parts", [])
    finish = candidate.get("finishReason") or given.get("promptFeedback", {}).get("blockReason", "OTHER")
    status = STATUSES.get(finish, "failed") if given.get("candidates") else "failed"
    steps = [*searches(candidate), *answered(parts, links(candidate))]
    now = stamp(datetime.now(UTC))
    made: Json = {
        "id": secrets.token_hex(12), "status": status, "steps": steps, "usage": usage(given), "created": now,
        "updated": now, "object": "interaction", "model": model,
    }  # fmt: skip
    if status == "failed":
        made["errors"] = [{"code": finish.lower(), "message": candidate.get("finishMessage", "")}]
    return made | ({"continuation_token": "more"} if status == "requires_continuation" else {})


def answered(parts: list[Json], citations: list[Json]) -> list[Json]:
    steps: list[Json] = []
    summary: list[Json] = []
    for part in parts:
        if part.get("thought"):
            summary.append(content_of(part))
            continue
        if summary or "thoughtSignature" in part:
            steps.append(thought(part.get("thoughtSignature"), summary))
            summary = []
        steps.append({"type": "model_output", "content": [content_of(part, citations)]})
    return [*steps, thought(None, summary)] if summary else steps


def thought(signature: str | None, summary: list[Json]) -> Json:
    told: Json = {"type": "thought"} | ({"signature": signature} if signature else {})
    return told | ({"summary": summary} if summary else {})


def content_of(part: Json, citations: list[Json] | None = None) -> Json:
    if "text" in part:
        return {"type": "text", "text": part["text"], **({"annotations": citations} if citations else {})}
    return {"type": "image", "mime_type": part["inlineData"]["mimeType"], "data": part["inlineData"]["data"]}


def searches(candidate: Json) -> list[Json]:
    found = candidate.get("groundingMetadata")
    if not found:
        return []
    html = found.get("searchEntryPoint", {}).get("renderedContent", "")
    call: Json = {"type": "google_search_call", "id": "call-1", "search_type": "web_search", "signature": "c2VhcmNo"}
    result: Json = {"type": "google_search_result", "call_id": "call-1", "result": [{"search_suggestions": html}]}
    return [call | {"arguments": {"queries": found.get("webSearchQueries", [])}}, result]


def links(candidate: Json) -> list[Json]:
    """Pages are cited where words are said."""
    chunks = candidate.get("groundingMetadata", {}).get("groundingChunks", [])
    pages = [(chunk["web"]["uri"], chunk["web"]["title"]) for chunk in chunks if "web" in chunk]
    pages += [(chunk["image"]["sourceUri"], chunk["image"]["title"]) for chunk in chunks if "image" in chunk]
    return [{"type": "url_citation", "url": url, "title": title} for url, title in pages]


def usage(given: Json) -> Json:
    counted = given.get("usageMetadata", {})
    grounding = (given.get("candidates") or [{}])[0].get("groundingMetadata", {})
    queries = len(grounding.get("webSearchQueries", [])) + len(grounding.get("imageSearchQueries", []))
    return {
        "total_input_tokens": counted.get("promptTokenCount", 0),
        "total_output_tokens": counted.get("candidatesTokenCount", 0),
        "total_thought_tokens": counted.get("thoughtsTokenCount", 0),
        "total_tokens": counted.get("totalTokenCount", 0),
        "input_tokens_by_modality": by_modality(counted.get("promptTokensDetails")),
        "output_tokens_by_modality": by_modality(counted.get("candidatesTokensDetails")),
        **({"grounding_tool_count": [{"type": "google_search", "count": queries}]} if queries else {}),
    }


def by_modality(details: Any) -> list[Json]:
    return [{"modality": str(item["modality"]).lower(), "tokens": item["tokenCount"]} for item in details or []]
