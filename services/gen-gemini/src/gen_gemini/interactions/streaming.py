"""Events of a stream as the one interaction they stand for, with a tick for each of them.

The last event may carry all steps or none; what the deltas said stands in where it has none.
"""

from collections.abc import AsyncIterator
from typing import Any

from common.claims import AnswerLostError
from common.errors import Code
from gen_gemini.asking import Tick
from gen_gemini.interactions.asking import Json
from gen_gemini.interactions.failing import broken_off
from gen_gemini.interactions.reading import RUNNING, record_of


async def joined(events: AsyncIterator[Any], tick: Tick) -> Json:
    """Raises what an error among the events means, and `AnswerLostError` where the end never came."""
    whole: Json = {}
    steps: dict[int, Json] = {}
    async for event in events:
        await tick()
        take(record_of(event), whole, steps)
    if whole.get("status") in RUNNING | {None}:
        raise AnswerLostError(Code.PROVIDER_UNAVAILABLE, "The provider's answer broke off.")
    return whole if whole.get("steps") else whole | {"steps": [steps[number] for number in sorted(steps)]}


def take(event: Json, whole: Json, steps: dict[int, Json]) -> None:
    match event.get("event_type"):
        case "interaction.created" | "interaction.completed":
            whole |= event["interaction"]
        case "interaction.status_update":
            whole |= {name: event[name] for name in ("status", "usage") if name in event}
        case "step.start":
            steps[event["index"]] = dict(event["step"])
        case "step.delta":
            grow(steps.setdefault(event["index"], {"type": "model_output"}), event["delta"])
        case "error":
            error: Json = event.get("error") or {}
            raise broken_off(str(error.get("code") or ""), str(error.get("message") or ""))
        case _:
            pass


def grow(step: Json, delta: Json) -> None:
    match delta.get("type"):
        case "text":
            content: list[Json] = step.setdefault("content", [])
            last = content[-1] if content else {}
            if last.get("type") == "text":
                last["text"] = last.get("text", "") + delta["text"]
            else:
                content.append(dict(delta))
        case "text_annotation_delta":
            step.setdefault("content", [{"type": "text", "text": ""}])[-1].setdefault("annotations", []).extend(
                delta.get("annotations") or ()
            )
        case "image":
            step.setdefault("content", []).append(dict(delta))
        case "thought_summary":
            step.setdefault("summary", []).append(delta.get("content") or {})
        case "thought_signature":
            step["signature"] = delta.get("signature", "")
        case _:  # searches and their results come whole
            step |= {name: value for name, value in delta.items() if name != "type"}
