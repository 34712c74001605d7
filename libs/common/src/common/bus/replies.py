"""What a room answered to a question, or the failure it sent in the answer's place."""

from typing import Any

from common.errors import Code, PermanentError, TransientError

PASSING = frozenset({Code.BUS_UNAVAILABLE, Code.SERVICE_BUSY, Code.STORE_UNAVAILABLE})


def answered(reply: dict[str, Any]) -> dict[str, Any]:
    """The answer itself; a failure in its place is raised here, as the error it was over there."""
    failure = reply.get("failure")
    if not failure:
        return reply
    code = Code(failure["code"])
    raise (TransientError if code in PASSING else PermanentError)(code, failure["message"])
