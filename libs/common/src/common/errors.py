"""What can go wrong, as one tree. The failure policy of the bus decides by branch, never by message.

    ThumbworksError
    ├── TransientError     trying again later may help: a network, a rate limit, a server that restarts.
    │                      Never uses up attempts; bounded by the ticket's deadline alone.
    └── PermanentError     trying again cannot help: bad input, a refusal, a rule. Ends the step at once.

Anything else that escapes a handler is a bug of that room: a few tries, then `internal_error`.

Every error carries a `Code`. Codes are public, stable and never reused; `MEANINGS` says each one in words a
creator understands. Only the gateway turns codes into HTTP statuses.
"""

from enum import StrEnum
from typing import Any, Self

from pydantic_core import PydanticCustomError


class Code(StrEnum):
    # Asking for it
    VALIDATION_FAILED = "validation_failed"
    HEADLINE_EMPTY = "headline_empty"
    HEADLINE_TOO_LONG = "headline_too_long"
    SUBTEXT_TOO_LONG = "subtext_too_long"
    SIZE_OUT_OF_RANGE = "size_out_of_range"
    UNKNOWN_PLATFORM = "unknown_platform"
    REFERENCES_MISSING = "references_missing"
    TOO_MANY_REFERENCES = "too_many_references"
    PROMPT_TOO_LONG = "prompt_too_long"
    OPTION_UNAVAILABLE = "option_unavailable"
    UNKNOWN_MODEL = "unknown_model"
    UNKNOWN_FONT = "unknown_font"
    MODEL_UNAVAILABLE = "model_unavailable"
    MODEL_RETIRED = "model_retired"
    MODE_UNAVAILABLE = "mode_unavailable"
    MAX_COST_EXCEEDED = "max_cost_exceeded"
    CONTENT_NOT_ALLOWED = "content_not_allowed"
    CONTENT_FILTER_UNAVAILABLE = "content_filter_unavailable"
    ACCOUNT_PAUSED = "account_paused"
    ACCOUNT_FROZEN = "account_frozen"
    # Pictures
    UNSUPPORTED_MEDIA = "unsupported_media"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    IMAGE_UNREADABLE = "image_unreadable"
    IMAGE_TOO_LARGE = "image_too_large"
    IMAGE_TOO_SMALL = "image_too_small"
    IMAGE_ANIMATED = "image_animated"
    CONTENT_UNSAFE = "content_unsafe"
    # Taking files in
    UPLOAD_TOO_SLOW = "upload_too_slow"
    UPLOAD_MISSING = "upload_missing"
    UPLOAD_EXPIRED = "upload_expired"
    UPLOAD_DIFFERS = "upload_differs"
    UPLOAD_LINK_INVALID = "upload_link_invalid"
    ATTESTATION_REQUIRED = "attestation_required"
    URL_NOT_ALLOWED = "url_not_allowed"
    URL_UNREACHABLE = "url_unreachable"
    URL_TOO_LARGE = "url_too_large"
    # Faces
    NO_FACE_FOUND = "no_face_found"
    MULTIPLE_FACES = "multiple_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_UNUSABLE = "face_unusable"
    FACES_NOT_MASKED = "faces_not_masked"
    DIFFERENT_PEOPLE = "different_people"
    FACE_NOT_ALIKE = "face_not_alike"
    FACE_LOCK_UNAVAILABLE = "face_lock_unavailable"
    IDENTITY_REFUSED = "identity_refused"
    GUARDIAN_REQUIRED = "guardian_required"
    CONSENT_REQUIRED = "consent_required"
    # Copying
    OCR_UNAVAILABLE = "ocr_unavailable"
    COPY_TARGET_MISSING = "copy_target_missing"
    COPY_TARGET_IS_SELFIE = "copy_target_is_selfie"
    # Text
    TEXT_HAS_NO_GLYPHS = "text_has_no_glyphs"
    TEXT_DOES_NOT_FIT = "text_does_not_fit"
    # Access and state
    UNAUTHENTICATED = "unauthenticated"
    WEBHOOK_NOT_GENUINE = "webhook_not_genuine"
    WEBHOOKS_DISABLED = "webhooks_disabled"
    SIGN_IN_UNAVAILABLE = "sign_in_unavailable"
    BILLING_DISABLED = "billing_disabled"
    BILLING_UNAVAILABLE = "billing_unavailable"
    FORBIDDEN = "forbidden"
    SCOPE_REQUIRED = "scope_required"
    RATE_LIMITED = "rate_limited"
    GATEWAY_BUSY = "gateway_busy"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CONFLICT = "conflict"
    JOB_NOT_CANCELABLE = "job_not_cancelable"
    JOB_NOT_RETRYABLE = "job_not_retryable"
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"
    IDEMPOTENCY_IN_PROGRESS = "idempotency_in_progress"
    PRECONDITION_FAILED = "precondition_failed"
    CURSOR_OF_ANOTHER_JOB = "cursor_of_another_job"
    # Money
    INSUFFICIENT_CREDITS = "insufficient_credits"
    PLAN_REQUIRED = "plan_required"
    # People who work together
    SEATS_EXHAUSTED = "seats_exhausted"
    LAST_OWNER = "last_owner"
    INVITATION_OVER = "invitation_over"
    INVITATION_FOR_ANOTHER = "invitation_for_another"
    QUOTE_CHANGED = "quote_changed"
    KEY_SPEND_CAP_REACHED = "key_spend_cap_reached"
    SPEND_CAP_REACHED = "spend_cap_reached"
    FREE_LIMIT_REACHED = "free_limit_reached"
    QUEUE_FULL = "queue_full"
    # The run itself
    DEADLINE_EXCEEDED = "deadline_exceeded"
    QUEUE_EXPIRED = "queue_expired"
    CANCELED = "canceled"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PROVIDER_REJECTED = "provider_rejected"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    PROVIDER_BUSY = "provider_busy"
    PROVIDER_QUOTA_EXHAUSTED = "provider_quota_exhausted"
    PROVIDER_KEY_REJECTED = "provider_key_rejected"
    CONTENT_BLOCKED = "content_blocked"
    CONTENT_TOO_SIMILAR = "content_too_similar"
    NO_PICTURE_MADE = "no_picture_made"
    EDIT_SESSION_GONE = "edit_session_gone"
    EDIT_UNAVAILABLE = "edit_unavailable"
    UNDECODABLE_MESSAGE = "undecodable_message"
    BUS_UNAVAILABLE = "bus_unavailable"
    SERVICE_BUSY = "service_busy"
    STORE_UNAVAILABLE = "store_unavailable"
    ASSET_MISSING = "asset_missing"
    ASSET_IN_USE = "asset_in_use"
    ASSET_PURGED = "asset_purged"
    ACCOUNT_ERASED = "account_erased"
    INTERNAL_ERROR = "internal_error"


MEANINGS: dict[Code, str] = {
    Code.VALIDATION_FAILED: "Some answers are missing or not allowed.",
    Code.HEADLINE_EMPTY: "Write a headline; two to six words work best.",
    Code.HEADLINE_TOO_LONG: "The headline is too long to be read on a thumbnail.",
    Code.SUBTEXT_TOO_LONG: "The subtext is longer than ten words.",
    Code.SIZE_OUT_OF_RANGE: "That size is outside what can be made.",
    Code.UNKNOWN_PLATFORM: "That platform is not known.",
    Code.REFERENCES_MISSING: "Add at least one selfie.",
    Code.TOO_MANY_REFERENCES: "At most ten selfies can be used.",
    Code.PROMPT_TOO_LONG: "The description is longer than the model can read.",
    Code.OPTION_UNAVAILABLE: "The chosen model cannot do that.",
    Code.UNKNOWN_MODEL: "That model is not known.",
    Code.UNKNOWN_FONT: "That font is not installed.",
    Code.MODEL_UNAVAILABLE: "That model is not available right now.",
    Code.MODEL_RETIRED: "Its vendor has retired that model.",
    Code.MODE_UNAVAILABLE: "That mode is not available on this installation.",
    Code.MAX_COST_EXCEEDED: "It costs more than the most that was allowed.",
    Code.CONTENT_NOT_ALLOWED: "That is not made on this installation.",
    Code.CONTENT_FILTER_UNAVAILABLE: "A strict content filter needs an engine that looks at pictures; none is here.",
    Code.ACCOUNT_PAUSED: "The account is paused for a while: too much was refused, or its operator paused it.",
    Code.ACCOUNT_FROZEN: "A payment is disputed: nothing is bought or made until the operator has looked.",
    Code.UNSUPPORTED_MEDIA: "That file is not a picture we can read (JPEG, PNG, WebP, HEIC or AVIF).",
    Code.PAYLOAD_TOO_LARGE: "That file is too large.",
    Code.IMAGE_UNREADABLE: "That picture is damaged or incomplete.",
    Code.IMAGE_TOO_LARGE: "That picture has too many pixels.",
    Code.IMAGE_TOO_SMALL: "That picture is too small to use.",
    Code.IMAGE_ANIMATED: "Animated pictures cannot be used; send a still.",
    Code.CONTENT_UNSAFE: "That picture looks indecent, so it is not kept or shown. You are not charged for it.",
    Code.UPLOAD_TOO_SLOW: "The upload stood still for too long.",
    Code.UPLOAD_MISSING: "Nothing has been uploaded there yet.",
    Code.UPLOAD_EXPIRED: "The time to upload is over; ask for a new upload.",
    Code.UPLOAD_DIFFERS: "What was uploaded is not what was announced.",
    Code.UPLOAD_LINK_INVALID: "That upload link is not valid, or its time is over.",
    Code.ATTESTATION_REQUIRED: "Say that you may use that picture as a model.",
    Code.URL_NOT_ALLOWED: "That address may not be called from here.",
    Code.URL_UNREACHABLE: "Nothing usable was found at that address.",
    Code.URL_TOO_LARGE: "What lies at that address is too large.",
    Code.NO_FACE_FOUND: "No face was found in the picture.",
    Code.MULTIPLE_FACES: "More than one person is in the picture.",
    Code.FACE_TOO_SMALL: "The face is too small; step closer to the camera.",
    Code.FACE_UNUSABLE: "The face cannot be used; try a sharper, better lit selfie.",
    Code.FACES_NOT_MASKED: "Faces in a picture cannot be hidden right now; try again in a moment.",
    Code.DIFFERENT_PEOPLE: "The selfies show different people; keep those of one person.",
    Code.FACE_NOT_ALIKE: "The face that was drawn did not look enough like the selfies. You are not charged for it.",
    Code.FACE_LOCK_UNAVAILABLE: "A strict face lock needs an engine that compares faces; none is here right now.",
    Code.IDENTITY_REFUSED: "That person is not used on this installation.",
    Code.GUARDIAN_REQUIRED: "The person looks like a child: a parent or guardian has to give the consent.",
    Code.CONSENT_REQUIRED: "Record the person's consent before a face is used.",
    Code.OCR_UNAVAILABLE: "The engine that reads words in thumbnails is not installed here.",
    Code.COPY_TARGET_MISSING: "Add the thumbnail to copy.",
    Code.COPY_TARGET_IS_SELFIE: "The thumbnail to copy is one of the selfies; add the thumbnail instead.",
    Code.TEXT_HAS_NO_GLYPHS: "No installed font can draw some characters of the text.",
    Code.TEXT_DOES_NOT_FIT: "The text does not fit at a readable size.",
    Code.UNAUTHENTICATED: "Sign in first.",
    Code.WEBHOOK_NOT_GENUINE: "The signature of that call does not fit, or it is too old.",
    Code.WEBHOOKS_DISABLED: "This installation has no secret to sign webhooks with, so it sends none.",
    Code.SIGN_IN_UNAVAILABLE: "Nobody can check who you are right now; try again in a moment.",
    Code.BILLING_DISABLED: "This installation sells nothing; its operator grants credits.",
    Code.BILLING_UNAVAILABLE: "The payment provider cannot be reached right now.",
    Code.FORBIDDEN: "That is not allowed.",
    Code.SCOPE_REQUIRED: "That key may not do this.",
    Code.RATE_LIMITED: "That was too often in a short time; wait a moment.",
    Code.GATEWAY_BUSY: "Too many visitors are here at once; try again in a moment.",
    Code.NOT_FOUND: "There is nothing here.",
    Code.METHOD_NOT_ALLOWED: "That method is not supported here.",
    Code.CONFLICT: "That is not possible in the current state.",
    Code.JOB_NOT_CANCELABLE: "The job is already over.",
    Code.JOB_NOT_RETRYABLE: "There is nothing of that job to try again.",
    Code.IDEMPOTENCY_MISMATCH: "That idempotency key was used for another request.",
    Code.IDEMPOTENCY_IN_PROGRESS: "The first request with that idempotency key is still running.",
    Code.PRECONDITION_FAILED: "It was changed by someone else; load it again.",
    Code.CURSOR_OF_ANOTHER_JOB: "That event id belongs to another job.",
    Code.INSUFFICIENT_CREDITS: "Not enough credits.",
    Code.PLAN_REQUIRED: "Your plan does not include this.",
    Code.SEATS_EXHAUSTED: "Every seat of the plan is taken; open invitations keep theirs.",
    Code.LAST_OWNER: "An organisation has an owner: hand it over first, or delete it.",
    Code.INVITATION_OVER: "That invitation was used, taken back, or its time is over.",
    Code.INVITATION_FOR_ANOTHER: "That invitation is for another, verified address.",
    Code.QUOTE_CHANGED: "The price is not what was quoted; nothing was charged. Ask again.",
    Code.QUEUE_FULL: "As many jobs wait as your plan allows; let some of them finish.",
    Code.KEY_SPEND_CAP_REACHED: "That key may not spend as much.",
    Code.FREE_LIMIT_REACHED: "No more can be made of that picture for free today.",
    Code.SPEND_CAP_REACHED: "No more may be spent at paid providers today; nothing was charged.",
    Code.DEADLINE_EXCEEDED: "It took longer than promised, so it was stopped.",
    Code.QUEUE_EXPIRED: "It waited too long in the queue, so it was taken off.",
    Code.CANCELED: "It was canceled.",
    Code.CONSENT_WITHDRAWN: "A person in the selfies took their consent back, so it was canceled. You are not charged.",
    Code.PROVIDER_REJECTED: "The image provider refused the request.",
    Code.PROVIDER_UNAVAILABLE: "The image provider could not be reached.",
    Code.PROVIDER_BUSY: "The image provider has too much to do right now.",
    Code.PROVIDER_QUOTA_EXHAUSTED: "This installation's allowance at the image provider is used up for today.",
    Code.PROVIDER_KEY_REJECTED: "The image provider does not accept this installation's key.",
    Code.CONTENT_BLOCKED: "The image provider's safety rules refused this. You are not charged for it.",
    Code.CONTENT_TOO_SIMILAR: "The picture came too close to a known work and was withheld. You are not charged.",
    Code.NO_PICTURE_MADE: "The model answered without a picture. You are not charged for it.",
    Code.EDIT_SESSION_GONE: "The conversation behind that picture is gone; start the edit from the picture itself.",
    Code.EDIT_UNAVAILABLE: "That picture cannot be changed by a model.",
    Code.UNDECODABLE_MESSAGE: "A message of this job could not be read.",
    Code.BUS_UNAVAILABLE: "The message bus cannot be reached.",
    Code.SERVICE_BUSY: "A part of the house is busy and did not answer in time; ask again in a moment.",
    Code.STORE_UNAVAILABLE: "The database cannot be reached.",
    Code.ASSET_MISSING: "A stored file of this job is missing.",
    Code.ASSET_IN_USE: "A job that is not over needs that picture; cancel the job first.",
    Code.ASSET_PURGED: "Originals are kept for a limited time; that file is gone. Upload it again.",
    Code.ACCOUNT_ERASED: "This account was erased. Sign in again to begin anew.",
    Code.INTERNAL_ERROR: "Something broke on our side.",
}


class ThumbworksError(Exception):
    """An expected failure. `message` may be shown to the user and never holds a secret."""

    def __init__(self, code: Code, message: str | None = None, **details: object) -> None:
        self.code = code
        self.message = message or MEANINGS[code]
        self.details = details
        self.cost_micro_usd = 0
        super().__init__(f"{code}: {self.message}")

    def costing(self, micro_usd: int) -> Self:
        """The same, with what a provider billed before it came to this. For admins, never for the user."""
        self.cost_micro_usd += micro_usd
        return self


class TransientError(ThumbworksError):
    """Worth another try; `retry_after` is in seconds, None leaves the pace to the bus."""

    def __init__(
        self,
        code: Code,
        message: str | None = None,
        *,
        retry_after: float | None = None,
        **details: object,
    ) -> None:
        super().__init__(code, message, **details)
        self.retry_after = retry_after


class PermanentError(ThumbworksError):
    """Not worth another try."""


def refusal(code: Code, message: str | None = None) -> PydanticCustomError:
    """A validation error whose pydantic `type` is our code, so that a bad field answers with it."""
    sentence: Any = message or MEANINGS[code]
    kind: Any = code.value
    return PydanticCustomError(kind, sentence)
