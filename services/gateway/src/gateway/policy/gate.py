"""The gate in front of everything that costs money or sets words: who may ask, and for what.

Every decision is written down (who, when, category, rule, and a keyed hash of the text), never the text itself.
Refusals count: too many of them in a day pause the account for the ways that cost something.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from common.brief import Brief, ContentFilter, Grounding
from common.errors import Code, PermanentError
from gateway.policy.judging import Said, Verdict, judge
from gateway.policy.operator import Policy


class Decisions(Protocol):
    """Where they are written down."""

    async def write(self, user: str, decision: dict[str, str], strikes: int) -> str | None: ...
    async def paused_until(self, user: str, strikes: int) -> str | None: ...


NAMED: dict[str, str] = {
    "sexual": "sexual content",
    "minors": "minors in a sexual context",
    "hate": "hate",
    "self_harm": "self-harm",
    "illegal_goods": "illegal goods",
    "likeness": "the likeness of another person",
}


@dataclass(frozen=True)
class Gate:
    """`key` is what the hashes of texts are made with; `strikes` is how many refusals in a day pause an account."""

    policy: Policy = field(default_factory=Policy)
    key: bytes = b""
    strikes: int = 10

    async def admit(self, decisions: Decisions, user: str, said: Sequence[Said], *, strict: bool) -> None:
        """Raises `account_paused`, `content_not_allowed`. The decision is written down first."""
        verdict = judge(said, self.policy, strict=strict)
        written = {"verdict": "refused" if verdict.refused else "allowed", "hash": self._hash(said, verdict)}
        written |= {"category": verdict.category, "rule": verdict.rule, "place": verdict.place}
        refuse_paused(await decisions.write(user, written, self.strikes))
        refuse_content(verdict)

    async def must_be_open(self, decisions: Decisions, user: str) -> None:
        """Raises `account_paused`. Writes nothing."""
        refuse_paused(await decisions.paused_until(user, self.strikes))

    def must_be_allowed(self, said: Sequence[Said], *, strict: bool) -> None:
        """Raises `content_not_allowed`. Writes nothing."""
        refuse_content(judge(said, self.policy, strict=strict))

    def seal(self, *texts: str) -> str:
        """The same texts can be recognized by it, and not be read."""
        return hmac.digest(self.key, "\n".join(texts).encode(), "sha256").hex()

    def _hash(self, said: Sequence[Said], verdict: Verdict) -> str:
        """Of the text that was refused, else of all."""
        return self.seal(*(one.text for one in said if not verdict.refused or one.place == verdict.place))


def refuse_paused(until: str | None) -> None:
    if until is not None:
        when = datetime.fromisoformat(until).strftime("%Y-%m-%d %H:%M UTC")
        message = f"This account is paused; runs are possible again from {when}."
        raise PermanentError(Code.ACCOUNT_PAUSED, message, until=until)


def refuse_content(verdict: Verdict) -> None:
    if verdict.refused:
        what = NAMED.get(verdict.category, verdict.category)
        message = f"That cannot be made here: it asks for {what}."
        errors = [{"pointer": verdict.place, "detail": message, "code": Code.CONTENT_NOT_ALLOWED.value}]
        raise PermanentError(Code.CONTENT_NOT_ALLOWED, message, category=verdict.category, errors=errors)


def is_strict(brief: Brief) -> bool:
    return brief.content_filter is ContentFilter.STRICT


def said_in(brief: Brief, instruction: str = "") -> list[Said]:
    """Everything a person wrote into a brief, and what a model is told to change.

    What a video is about is news, but not where a model looks for pictures of it.
    """
    looked_up = Grounding.IMAGE in brief.grounding
    depicts = brief.mode == "copy" or looked_up
    return [
        Said("/instruction", instruction, depicts=True),
        Said("/headline", brief.headline, depicts=looked_up),
        Said("/subtext", brief.subtext),
        Said("/headline", f"{brief.headline} {brief.subtext}" if brief.subtext else ""),
        Said("/title", brief.title, depicts=depicts),
        *(Said(f"/batch/{place}", note, depicts=depicts) for place, note in enumerate(brief.batch)),
    ]
