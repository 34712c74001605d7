"""The Interactions API's own tree of exceptions, and the errors inside its answers, as ours.

APIError with a status      by that status, as on the other interface
a success nobody can read   lost: it was bought (HTML, half JSON, an empty body)
APIConnectionError          by what is behind it: never sent, or lost
an error inside an answer   by its word, where it is Google's fault; what was refused is an outcome
"""

from google.genai._gaos.lib import compat_errors  # pyright: ignore[reportPrivateUsage] - its exceptions live nowhere else

from common.claims import AnswerLostError
from common.errors import Code, ThumbworksError
from gen_gemini.failures import LOST, details_of, failure_of, of_status, record

VENDOR = (compat_errors.GeminiNextGenAPIClientError, *LOST)
FIRST_ERROR = 400

FAULTS = {
    "ABORTED": 503, "DEADLINE_EXCEEDED": 504, "INTERNAL": 500, "INTERNAL_ERROR": 500, "OVERLOADED": 503,
    "RATE_LIMIT_EXCEEDED": 429, "RESOURCE_EXHAUSTED": 429, "UNAVAILABLE": 503,
    "4": 504, "8": 429, "10": 503, "13": 500, "14": 503,
}  # fmt: skip
"""Words and gRPC numbers for trouble on Google's side."""


def refused(error: Exception) -> ThumbworksError:
    if not isinstance(error, compat_errors.APIError):
        return failure_of(error if isinstance(error, LOST) else TimeoutError())
    if error.status_code and error.status_code < FIRST_ERROR:
        return AnswerLostError(Code.PROVIDER_UNAVAILABLE, "The provider's answer could not be read.")
    if error.status_code:
        body = record(error.body)
        inner = record(body.get("error", body))
        status, message = str(inner.get("status", "")), str(inner.get("message", ""))
        return of_status(error.status_code, status, message, details_of(body))
    cause = error.__cause__
    return failure_of(cause if isinstance(cause, LOST) else TimeoutError())


def fault_of(code: str, message: str) -> ThumbworksError | None:
    """None where it is no fault of Google's."""
    return of_status(FAULTS[code], code, message, []) if code in FAULTS else None


def broken_off(code: str, message: str) -> ThumbworksError:
    """A stream that ends in an error brought no picture: whatever it was, asking again is right."""
    word = code.rpartition("/")[2].upper()
    return fault_of(word, message) or of_status(503, word, message, [])
