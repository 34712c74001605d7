"""An interaction as an outcome, its usage, its sources, and the turn a conversation goes on from.

It is read as plain JSON, so that an answer, the end of a stream and what was left there are one thing. Pictures are
base64 text; signatures lie on steps of thought; a refusal is a failed interaction with errors.
"""

import base64
import binascii
import json
from typing import Any, cast

from google.genai import types

from common.errors import ThumbworksError
from common.ticket import Source
from gen_gemini.asking import Answer
from gen_gemini.costs import Usage
from gen_gemini.failures import record
from gen_gemini.grounding import MOST_HTML, MOST_SOURCES
from gen_gemini.interactions.asking import INTERACTION, STEP, Json
from gen_gemini.interactions.failing import fault_of
from gen_gemini.outcomes import BLOCKED, FINISHES, Kind, Outcome, subject_of
from gen_gemini.pictures import sniff
from gen_gemini.provenance import Trace

RUNNING = frozenset({"in_progress", "queued"})
STATUSES: dict[str, Kind] = {
    "incomplete": Kind.TRUNCATED,
    "requires_continuation": Kind.CONTINUATION,
    "requires_action": Kind.GLITCH,
}
TEXT, IMAGE = "text", "image"


def record_of(given: Any) -> Json:
    """What the SDK read, with everything newer than it; empty where it was no interaction at all."""
    return given.model_dump(mode="json", exclude_none=True) if hasattr(given, "model_dump") else {}


def answer_of(given: Json, headers: dict[str, str] | None = None, *, kept: bool = False) -> Answer:
    outcome = outcome_of(given)
    tier = (headers or {}).get("x-gemini-service-tier") or str(given.get("service_tier") or "standard")
    return Answer(
        outcome=outcome,
        usage=usage_of(given.get("usage") or {}),
        trace=Trace(
            response_id=str(given.get("id") or ""), model_version=str(given.get("model") or ""), tier=tier
        ),
        sources=sources_of(given),
        content=content_of(given, kept=kept) if outcome.has_picture else None,
    )  # fmt: skip


def failure_in(given: Json) -> ThumbworksError | None:
    """A failed interaction whose fault is Google's, not the request's."""
    if given.get("status") != "failed":
        return None
    code, message = why(given)
    return fault_of(code, message)


def outcome_of(given: Json) -> Outcome:
    status, items = str(given.get("status") or ""), outputs(given)
    text = "".join(str(item.get("text") or "") for item in items if item.get("type") == TEXT)
    code, message = why(given)
    about: dict[str, Any] = {
        "text": text, "thoughts": tuple(thoughts_of(given)), "reason": code or status.upper(), "message": message,
    }  # fmt: skip
    if status != "completed":
        return Outcome(failed(code, message) if status == "failed" else STATUSES.get(status, Kind.UNKNOWN), **about)
    final = [data for item in items if (data := picture_in(item))]
    drafts = [part.inline_data.data for part in about["thoughts"] if part.inline_data and part.inline_data.data]
    if not final and not drafts:
        return Outcome(Kind.SOFT_REFUSAL if text else Kind.EMPTY, **about)
    data = (final or drafts)[-1]
    sniffed = sniff(data)
    if sniffed is None:
        about["reason"] = "UNREADABLE_PICTURE"
        return Outcome(Kind.GLITCH, **about)
    return Outcome(Kind.PICTURE if final else Kind.DRAFT_ONLY, data, sniffed, **about)


def failed(code: str, message: str) -> Kind:
    """Refused only where it is said so: a failure without words we know is no refusal of a kind we know."""
    if code in FINISHES:
        return FINISHES[code]
    return Kind.BLOCKED_OUTPUT if subject_of(message) or any(word in code for word in BLOCKED) else Kind.UNKNOWN


def why(given: Json) -> tuple[str, str]:
    """The last word of the first error's code, in capitals, and all messages; codes are URIs or bare words."""
    found = [*(given.get("errors") or ()), *(step["error"] for step in steps(given) if step.get("error"))]
    code = str(found[0].get("code") or "") if found else ""
    return code.rpartition("/")[2].upper(), " ".join(str(one.get("message") or "") for one in found)


def steps(given: Json) -> list[Json]:
    return [step for step in given.get("steps") or () if isinstance(step, dict)]


def outputs(given: Json) -> list[Json]:
    return [item for step in steps(given) if step.get("type") == "model_output" for item in step.get("content") or ()]


def picture_in(item: Json) -> bytes:
    return decoded(item["data"]) if item.get("type") == IMAGE and item.get("data") else b""


def decoded(data: str) -> bytes:
    """Either alphabet of base64; what is none is no picture."""
    try:
        return base64.b64decode(data.translate({45: 43, 95: 47}), validate=True)
    except (binascii.Error, ValueError):
        return b"?"


def thoughts_of(given: Json) -> list[types.Part]:
    """Reasons and drafts, where they were asked for."""
    said = [item for step in steps(given) if step.get("type") == "thought" for item in step.get("summary") or ()]
    return [
        types.Part(inline_data=types.Blob(data=data, mime_type=item.get("mime_type") or "image/jpeg"), thought=True)
        if (data := picture_in(item))
        else types.Part(text=str(item.get("text") or ""), thought=True)
        for item in said
    ]


def content_of(given: Json, *, kept: bool) -> types.Content:
    """The model's turn: its words and pictures as parts, every other step whole, on a part that carries nothing else.

    With `kept` also Google's name for it, to go on from there.
    """
    parts = [note({INTERACTION: given["id"]})] if kept and given.get("id") else []
    for step in steps(given):
        if step.get("type") == "model_output":
            parts += [part for item in step.get("content") or () if (part := part_of(item))]
        else:
            parts.append(note({STEP: step}))
    return types.Content(role="model", parts=parts)


def note(about: Json) -> types.Part:
    return types.Part(thought=True, part_metadata=json.loads(json.dumps(about)))


def part_of(item: Json) -> types.Part | None:
    if data := picture_in(item):
        return types.Part(inline_data=types.Blob(data=data, mime_type=item.get("mime_type") or "image/jpeg"))
    return types.Part(text=str(item["text"])) if item.get("text") else None


def usage_of(usage: Json) -> Usage:
    def tokens(name: str) -> int:
        return int(usage.get(name) or 0)

    drawn = by_modality(usage.get("output_tokens_by_modality")).get("IMAGE", 0)
    return Usage(
        read=tokens("total_input_tokens") + tokens("total_tool_use_tokens"),
        image=drawn,
        text=max(0, tokens("total_output_tokens") - drawn),
        thinking=tokens("total_thought_tokens"),
        searches=sum(
            int(one.get("count") or 0)
            for one in usage.get("grounding_tool_count") or ()
            if one.get("type") == "google_search"
        ),
        by_modality=by_modality(usage.get("input_tokens_by_modality")),
    )


def by_modality(counted: Any) -> dict[str, int]:
    return {str(one.get("modality")).upper(): int(one.get("tokens") or 0) for one in counted or ()}


def sources_of(given: Json) -> tuple[Source, ...]:
    """Pages that are cited beside the picture, then Google's suggestions as they are to be shown."""
    cited = [note for item in outputs(given) for note in item.get("annotations") or ()]
    results = [one for step in steps(given) if step.get("type") == "google_search_result" for one in results_in(step)]
    pages = {str(one["url"]): one for one in [*cited, *results] if one.get("url")}
    shown = [str(one.get("search_suggestions") or one.get("rendered_content") or "") for one in results]
    found = [Source(uri=uri, title=str(one.get("title") or "")) for uri, one in pages.items()]
    html = [
        Source(uri="", kind="suggestions", html=html) for html in dict.fromkeys(shown) if 0 < len(html) <= MOST_HTML
    ]
    return (*found[:MOST_SOURCES], *html)


def results_in(step: Json) -> list[Json]:
    """One or a list of them: both are found in Google's own types."""
    given: Any = step.get("result") or ()
    return [record(one) for one in (cast("list[Any]", given) if isinstance(given, list) else [given])]
