"""What a repeated request finds."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from common.errors import Code, PermanentError
from gateway.store.rows.row import Row

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Idempotency:
    """A caller's key and the hash of what it stands for; `made` is what an earlier try made whose answer was lost."""

    key: str | None = None
    body_hash: str | None = None
    made: str | None = None


@dataclass(frozen=True)
class Claim:
    """A request's hold on a key; only `token` may end it. `kept`: whether its answer is kept for repeats."""

    user: str
    key: str
    token: str
    kept: bool = True

    @property
    def named(self) -> dict[str, str]:
        return {"user": self.user, "key": self.key, "token": self.token}


class Answer(Row):
    """What a request was answered, to be said again."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Made(Generic[Thing]):
    """Something new, or what the first request with the same key made."""

    thing: Thing
    replayed: bool = False


def refuse_mismatch(answer: dict[str, Any]) -> None:
    if answer["status"] == "mismatch":
        raise PermanentError(Code.IDEMPOTENCY_MISMATCH)
