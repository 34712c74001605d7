"""Errors as Google's front end writes them: `{"error": {code, message, status, details}}`."""

from typing import Any

from starlette.responses import JSONResponse

TYPES = "type.googleapis.com/google.rpc"


class ApiError(Exception):
    """One refusal; `details` are `google.rpc` messages."""

    def __init__(self, code: int, status: str, message: str, *details: dict[str, Any]) -> None:
        super().__init__(message)
        self.code, self.status, self.message, self.details = code, status, message, list(details)

    @property
    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": error | ({"details": self.details} if self.details else {})}

    def response(self) -> JSONResponse:
        return JSONResponse(self.body, self.code)


def invalid(message: str, field: str | None = None) -> ApiError:
    """400 INVALID_ARGUMENT, with the field violation where one is to blame."""
    violations = [{"field": field, "description": message}] if field else []
    details = [{"@type": f"{TYPES}.BadRequest", "fieldViolations": violations}] if field else []
    return ApiError(400, "INVALID_ARGUMENT", message, *details)


def unknown_field(name: str, place: str) -> ApiError:
    message = f"Invalid JSON payload received. Unknown name \"{name}\" at '{place}': Cannot find field."
    return invalid(message, place)


def not_found(model: str, version: str) -> ApiError:
    return ApiError(
        404,
        "NOT_FOUND",
        f"models/{model} is not found for API version {version}, or is not supported for generateContent. "
        "Call ListModels to see the list of available models and their supported methods.",
    )


def bad_key() -> ApiError:
    """A wrong key is a 400, as Google's is."""
    info = {"@type": f"{TYPES}.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}
    return ApiError(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", info)


def no_key() -> ApiError:
    return ApiError(
        403,
        "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API.",
    )


def exhausted(model: str, seconds: float, quota: str, value: str) -> ApiError:
    """429 with what was exceeded and, unless `seconds` is 0, when to come back."""
    metric = "generativelanguage.googleapis.com/generate_requests_per_model"
    violation = {
        "quotaMetric": metric,
        "quotaId": quota,
        "quotaDimensions": {"location": "global", "model": model},
        "quotaValue": value,
    }
    retry = f" Please retry in {seconds:g}s." if seconds else ""
    message = (
        "You exceeded your current quota, please check your plan and billing details."
        f"\n* Quota exceeded for metric: {metric}, limit: {value}, model: {model}\n{retry}"
    )
    help_link = {"description": "Learn more about Gemini API quotas", "url": "https://ai.google.dev/gemini-api/docs"}
    details: list[dict[str, Any]] = [
        {"@type": f"{TYPES}.Help", "links": [help_link]},
        {"@type": f"{TYPES}.QuotaFailure", "violations": [violation]},
    ]
    if seconds:
        details.append({"@type": f"{TYPES}.RetryInfo", "retryDelay": f"{seconds:g}s"})
    return ApiError(429, "RESOURCE_EXHAUSTED", message, *details)
