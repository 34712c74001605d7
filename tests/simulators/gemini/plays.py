"""Everything that can go wrong, by name: what is answered instead of a picture, and what is done to an answer."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send
from tests.simulators.gemini.answers import picture, signed
from tests.simulators.gemini.asked import Asked, Json
from tests.simulators.gemini.errors import ApiError, bad_key, exhausted, invalid, not_found
from tests.simulators.gemini.pictures import as_png, draw
from tests.simulators.gemini.tokens import prompt_tokens, usage
from tests.simulators.gemini.wire import from_base64, to_base64

from thumbworks.home import assets_folder

HTML = "<!doctype html><title>Error</title><p>The server encountered an error. Please try again in 30 seconds."
SECONDS = 0.2

Reply = Callable[[Asked, float | None], Awaitable[Response]]
Change = Callable[[Asked, Json], Json]


class Dropped(Response):
    """Half of what was promised, then the connection is gone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the ASGI signature
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


def refused(error: Callable[[Asked, float | None], ApiError]) -> Reply:
    async def reply(asked: Asked, number: float | None) -> Response:
        return error(asked, number).response()

    return reply


def written(response: Callable[[], Response]) -> Reply:
    async def reply(_asked: Asked, _number: float | None) -> Response:
        return response()

    return reply


def error(code: int, status: str, message: str) -> Reply:
    return refused(lambda _asked, _number: ApiError(code, status, message))


REPLIES: dict[str, Reply] = {
    "rate_limit": refused(
        lambda asked, n: exhausted(asked.model.id, n or SECONDS, "GenerateRequestsPerMinutePerProjectPerModel", "10")
    ),
    "quota_per_day": refused(
        lambda asked, _: exhausted(asked.model.id, 0, "GenerateRequestsPerDayPerProjectPerModel", "250")
    ),
    "no_free_tier": refused(
        lambda asked, n: exhausted(asked.model.id, n or 40, "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "0")
    ),
    "overloaded": error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    "deadline": error(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
    "internal": error(500, "INTERNAL", "An internal error has occurred. Please retry or report."),
    "billing": error(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
    "leaked_key": error(403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."),
    "wrong_key": refused(lambda _asked, _number: bad_key()),
    "retired": refused(lambda asked, _: not_found(asked.model.id, asked.version)),
    "lost_signature": refused(
        lambda *_: invalid("Image part is missing a thought_signature in content position 2, part position 1.")
    ),
    "bad_gateway": written(lambda: HTMLResponse(HTML, 502)),
    "html_200": written(lambda: HTMLResponse(HTML)),
    "empty_200": written(lambda: Response(b"", media_type="application/json")),
    "empty_object": written(lambda: JSONResponse({})),
    "half_json": written(lambda: Response(b'{"candidates": [{"content": {"par', media_type="application/json")),
}


def finished(reason: str, message: str = "", text: str = "") -> Change:
    """A candidate without a picture. `message` is what Google writes into finishMessage."""

    def change(asked: Asked, given: Json) -> Json:
        candidate: Json = {"finishReason": reason, "index": 0}
        if text:
            candidate["content"] = {"role": "model", "parts": [signed({"text": text}, asked, text.encode())]}
        if message:
            candidate["finishMessage"] = message
        return given | {"candidates": [candidate], "usageMetadata": usage(asked, text=text, images=0)}

    return change


def blocked(reason: str) -> Change:
    def change(asked: Asked, given: Json) -> Json:
        count = sum(prompt_tokens(asked).values())
        kept = {name: given[name] for name in ("modelVersion", "responseId")}
        bill = {"promptTokenCount": count, "totalTokenCount": count}
        return kept | {"promptFeedback": {"blockReason": reason}, "usageMetadata": bill}

    return change


def parts_of(given: Json) -> list[Json]:
    return given["candidates"][0]["content"]["parts"]


def with_parts(given: Json, parts: list[Json], finish: str = "STOP") -> Json:
    candidate = given["candidates"][0] | {"content": {"role": "model", "parts": parts}, "finishReason": finish}
    return given | {"candidates": [candidate]}


def empty_candidate(_asked: Asked, given: Json) -> Json:
    given["candidates"][0]["content"] = {"role": "model"}
    return given


def thoughts_first(asked: Asked, given: Json) -> Json:
    """Two drafts before the picture, whether or not thoughts were asked for."""
    drafts = [{"inlineData": inline(draw(asked, salt=salt)), "thought": True} for salt in (b"one", b"two")]
    return with_parts(given, [{"text": "Composing.", "thought": True}, *drafts, *parts_of(given)])


def thoughts_only(asked: Asked, given: Json) -> Json:
    return with_parts(given, [{"inlineData": inline(draw(asked, salt=b"draft")), "thought": True}])


def many_pictures(asked: Asked, given: Json) -> Json:
    return with_parts(given, [picture(asked, draw(asked, salt=b"sketch")), *parts_of(given)])


def wrong_ratio(asked: Asked, given: Json) -> Json:
    return with_parts(given, [picture(asked, draw(asked, ratio="1:1"))])


def as_other_type(asked: Asked, given: Json) -> Json:
    """A PNG under the name of a JPEG."""
    return with_parts(given, [picture(asked, as_png(draw(asked)))])


def stranger(asked: Asked, given: Json) -> Json:
    """Somebody else's face: a photograph that is fetched for tests."""
    photo = assets_folder() / "photos" / "sample6.jpg"
    return with_parts(given, [picture(asked, draw(asked, person=photo.read_bytes()))])


def nobody(asked: Asked, given: Json) -> Json:
    return with_parts(given, [picture(asked, draw(asked, person=b""))])


def magenta(asked: Asked, given: Json) -> Json:
    """Nothing but one color: indecent to the eyes that tests give a house."""
    return with_parts(given, [picture(asked, draw(asked, plain=(255, 0, 255)))])


def cut_short(asked: Asked, given: Json) -> Json:
    data = draw(asked)
    return with_parts(given, [picture(asked, data[: len(data) // 3])])


def no_bytes_of_a_picture(asked: Asked, given: Json) -> Json:
    return with_parts(given, [picture(asked, b"this is not a picture")])


def unsigned(_asked: Asked, given: Json) -> Json:
    return with_parts(given, [{k: v for k, v in part.items() if k != "thoughtSignature"} for part in parts_of(given)])


def url_safe(_asked: Asked, given: Json) -> Json:
    parts = parts_of(given)
    for part in parts:
        if blob := part.get("inlineData"):
            blob["data"] = to_base64(from_base64(blob["data"], "data")).translate(str.maketrans("+/", "-_"))
    return given


def inline(data: bytes) -> dict[str, str]:
    return {"mimeType": "image/jpeg", "data": to_base64(data)}


FILTERED = "Unable to show the generated image. The model could not generate the image. Support codes: {}"

CHANGES: dict[str, Change] = {
    "blocked_prompt": blocked("SAFETY"),
    "blocked_prohibited": blocked("PROHIBITED_CONTENT"),
    "blocked_image": blocked("IMAGE_SAFETY"),
    "blocked_list": blocked("BLOCKLIST"),
    "blocked_other": blocked("OTHER"),
    "image_safety": finished("IMAGE_SAFETY", FILTERED.format("39322892")),
    "image_prohibited": finished("IMAGE_PROHIBITED_CONTENT", FILTERED.format("89371032")),
    "celebrity": finished("IMAGE_PROHIBITED_CONTENT", FILTERED.format("29310472")),
    "prohibited_content": finished("PROHIBITED_CONTENT"),
    "safety": finished("SAFETY"),
    "blocklist": finished("BLOCKLIST"),
    "spii": finished("SPII"),
    "recitation": finished("RECITATION"),
    "image_recitation": finished("IMAGE_RECITATION", "The image was too close to an existing work."),
    "image_other": finished("IMAGE_OTHER"),
    "other": finished("OTHER"),
    "no_image": finished("NO_IMAGE", text="A thumbnail for this video should show a surprised presenter."),
    "no_image_silent": finished("NO_IMAGE"),
    "soft_refusal": finished("STOP", text="I can't create that image. Could you tell me more?"),
    "max_tokens": finished("MAX_TOKENS"),
    "missing_signature": finished("MISSING_THOUGHT_SIGNATURE"),
    "malformed": finished("MALFORMED_RESPONSE"),
    "unexpected_tool": finished("UNEXPECTED_TOOL_CALL"),
    "continuation": finished("CONTINUATION"),
    "language": finished("LANGUAGE"),
    "reason_of_tomorrow": finished("IMAGE_COSMIC_RAYS", "A reason that nobody knows yet."),
    "empty_candidate": empty_candidate,
    "thoughts_first": thoughts_first,
    "thoughts_only": thoughts_only,
    "many_pictures": many_pictures,
    "wrong_ratio": wrong_ratio,
    "stranger": stranger,
    "nobody": nobody,
    "magenta": magenta,
    "png": as_other_type,
    "cut_short": cut_short,
    "no_picture_bytes": no_bytes_of_a_picture,
    "unsigned": unsigned,
    "url_safe": url_safe,
}

# What concerns the connection or a batch is played where those are: see `generating.py` and `batches.py`.
ELSEWHERE = {"picture", "slow", "dropped", "stream_error", "downgraded"}
OF_BATCHES = {"batch_expired", "batch_failed", "batch_partial", "batch_stuck", "batch_unfinished"}


async def wait(seconds: float, given: float | None) -> None:
    """As long as the model would take, or as the caller's X-Server-Timeout allows: then 504."""
    if given is not None and given < seconds:
        await asyncio.sleep(given)
        raise ApiError(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.")
    await asyncio.sleep(seconds)


def names() -> list[str]:
    """Every name a script may hold."""
    return sorted({*REPLIES, *CHANGES, *ELSEWHERE, *OF_BATCHES})
