"""Google's failures as ours: by status first, then by the structured details, by words last.

    not bought, later          429 per minute, 500, 502, 503, HTML instead of JSON, no connection
    not bought, never          400, 401, 403, per-day quota, `limit: 0`
    not bought, other model    404: the model is gone
    perhaps bought             the answer never came: timeouts, connections cut while reading, unreadable bodies

Where Google does not say when to come back, `retry_after` is None and the bus waits longer each time.

A lost answer may have been bought, so it is no ordinary retry: its claim stays open (`AnswerLostError`).
"""

import json
import re
from typing import Any, cast

import httpx2
from google.genai import errors

from common.claims import AnswerLostError
from common.errors import Code, PermanentError, ThumbworksError, TransientError

LONGEST_DELAY = 300.0
_SECONDS = re.compile(r"^(\d+(?:\.\d+)?)s$")
_FILE_GONE = re.compile(r"\bfiles?\b.*(not exist|not found|expired|not in an ACTIVE state)", re.IGNORECASE)
_NOT_FETCHED = re.compile(r"\b(cannot|could not|failed to|unable to) (fetch|download|access)\b", re.IGNORECASE)
_PLEASE_RETRY = re.compile(r"retry in (\d+(?:\.\d+)?)s", re.IGNORECASE)

OUT_OF_TIME = frozenset({408, 499, 504})  # it was at work when the time was over

# What was sent never left this machine, or was turned away at the door.
NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
LOST = (httpx2.TransportError, json.JSONDecodeError, TimeoutError)
VENDOR = (errors.APIError, *LOST)


class ModelGoneError(PermanentError):
    """404: the model was retired, or never was. Its card goes off at once."""


class RateLimitedError(TransientError):
    """Too much in a minute: everybody waits, and the model is well."""


class SignatureError(PermanentError):
    """A conversation's history no longer fits: it has to be started afresh from the picture."""


class FetchRefusedError(PermanentError):
    """Google could not read a picture at the address it was given: it has to be sent."""


class UploadGoneError(TransientError):
    """An uploaded file expired or was deleted: it has to be sent again."""


def failure_of(error: Exception) -> ThumbworksError:
    """What a vendor's exception means. Anything that is not in `VENDOR` is a bug of ours and not asked here."""
    if isinstance(error, errors.APIError):
        return of_status(error.code, error.status or "", error.message or "", details_of(error.details))
    if isinstance(error, NOT_SENT):
        return TransientError(Code.PROVIDER_UNAVAILABLE)
    return AnswerLostError(Code.PROVIDER_UNAVAILABLE, "The provider's answer was lost on the way.")


def of_status(code: int, status: str, message: str, details: list[dict[str, Any]]) -> ThumbworksError:
    if code == 429:  # noqa: PLR2004 - HTTP statuses are their own names
        return _quota(message, details)
    if code == 404:  # noqa: PLR2004
        return ModelGoneError(Code.MODEL_UNAVAILABLE)
    if code in OUT_OF_TIME:
        return AnswerLostError(Code.PROVIDER_UNAVAILABLE, "The provider did not finish in time.")
    if code >= 500:  # noqa: PLR2004
        return TransientError(Code.PROVIDER_BUSY, retry_after=_delay(message, details))
    return _rejected(code, status, message, details)


def _rejected(code: int, status: str, message: str, details: list[dict[str, Any]]) -> ThumbworksError:
    """400 has many faces: a key that is not valid is one, too."""
    if _FILE_GONE.search(message):
        return UploadGoneError(Code.PROVIDER_UNAVAILABLE, retry_after=1.0)
    if _NOT_FETCHED.search(message):
        return FetchRefusedError(Code.PROVIDER_REJECTED, "The image provider could not fetch a picture.")
    if code in {401, 403} or _reason(details) in {"API_KEY_INVALID", "API_KEY_EXPIRED"}:
        return PermanentError(Code.PROVIDER_KEY_REJECTED)
    if "thought_signature" in message:
        return SignatureError(Code.EDIT_SESSION_GONE)
    if status == "FAILED_PRECONDITION":
        sentence = "The provider does not serve this installation here (region or billing)."
        return PermanentError(Code.PROVIDER_KEY_REJECTED, sentence)
    fields = [violation.get("field", "") for one in details for violation in one.get("fieldViolations", ())]
    at = f" (at {', '.join(filter(None, fields))})" if any(fields) else ""
    return PermanentError(Code.PROVIDER_REJECTED, f"The image provider did not accept the request{at}.")


def _quota(message: str, details: list[dict[str, Any]]) -> ThumbworksError:
    """Per minute is waited for, per day and `limit: 0` (no free tier) are not."""
    violations = [violation for one in details for violation in one.get("violations", ())]
    daily = any("PerDay" in str(violation.get("quotaId", "")) for violation in violations)
    none_at_all = any(str(violation.get("quotaValue", "")) == "0" for violation in violations)
    if daily or none_at_all or "limit: 0" in message:
        return PermanentError(Code.PROVIDER_QUOTA_EXHAUSTED)
    return RateLimitedError(Code.PROVIDER_BUSY, retry_after=_delay(message, details))


def _delay(message: str, details: list[dict[str, Any]]) -> float | None:
    """Seconds: RetryInfo first, the sentence second. The SDK heeds neither."""
    for one in details:
        if found := _SECONDS.match(str(one.get("retryDelay", ""))):
            return min(LONGEST_DELAY, float(found[1]))
    found = _PLEASE_RETRY.search(message)
    return min(LONGEST_DELAY, float(found[1])) if found else None


def _reason(details: list[dict[str, Any]]) -> str:
    return next((str(one["reason"]) for one in details if "reason" in one), "")


def details_of(body: Any) -> list[dict[str, Any]]:
    """The typed details of Google's error body; none where a proxy answered in HTML."""
    whole = record(body)
    details: Any = record(whole.get("error", whole)).get("details")
    listed = cast("list[Any]", details) if isinstance(details, list) else []
    return [one for one in map(record, listed) if one]


def record(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def not_bought(error: ThumbworksError) -> ThumbworksError:
    """Nothing but a drawing is ever paid for: a lost answer to anything else is simply asked for again."""
    return TransientError(error.code, error.message) if isinstance(error, AnswerLostError) else error
