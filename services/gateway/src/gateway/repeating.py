"""Requests that may arrive twice: `Idempotency-Key`, for every POST that makes or costs something.

A route asks for `once: Once` (`deps.py`) and is done: the same key with the same body is answered as the first time,
to the byte; with another body it is `idempotency_mismatch`; while the first is running, `idempotency_in_progress`.
Refusals are not remembered. The claim of a process that died runs out after a minute.

What must not be made twice even then hands `once.key` and `once.body_hash` to its SQL function, which calls
`private.claim_key` first: the thing and its key are one transaction, and `once.made` names the thing on the next try.
"""

import contextlib
import hashlib
import secrets
from dataclasses import dataclass, field

from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.errors import TransientError
from gateway.store.keys import Keys
from gateway.store.rows import Answer, Claim, Idempotency

KEPT_HEADERS = frozenset({"content-type", "location", "etag", "cache-control"})


class Replay(Exception):  # noqa: N818 - no error: how a dependency answers in place of its route
    """The first answer stands in for the route."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("answered before")
        self.answer = answer


async def claimed(
    request: Request, keys: Keys, user: str, key: str | None, asked: bytes, *, kept: bool = True
) -> Idempotency:
    """Leave to go ahead with what `asked` stands for. With `kept` false the answer is not kept: it holds a secret, or
    a link that does not last; a repeat finds `made` and has to answer by itself.
    """
    if key is None:
        return Idempotency()
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + asked
    claim = Claim(user, key, secrets.token_hex(16), kept)
    found = await keys.claim(claim, hashlib.sha256(asked).hexdigest())
    if isinstance(found, Answer):
        raise Replay(found)
    request.scope["claims"].append(claim)
    return found


async def replayed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Replay)
    answer = error.answer
    headers = {**answer.headers, "idempotency-replayed": "true"}
    return Response(answer.body.encode() or None, answer.status, headers)


class Recorder:
    """Keeps the answers of requests that claimed a key, before anybody sees them. Pure ASGI: others pass untouched."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app, self._keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        claims: list[Claim] = []
        scope["claims"] = claims
        recording = Recording(send, self._keys, claims)
        try:
            await self._app(scope, receive, recording.send)
        finally:
            await recording.let_go()


@dataclass
class Recording:
    """One answer on its way out, held back until it is whole if there is a claim to complete."""

    out: Send
    keys: Keys
    claims: list[Claim]
    held: list[Message] = field(default_factory=list[Message])

    async def send(self, message: Message) -> None:
        if not self.claims:
            await self.out(message)
            return
        self.held.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await self._settle(answer_of(self.held))
            for one in self.held:
                await self.out(one)

    async def let_go(self) -> None:
        """Whatever was not completed: the route failed, or the visitor left."""
        await self._settle(None)

    async def _settle(self, answer: Answer | None) -> None:
        """A database that went away keeps nobody from their answer; the claim runs out, and what was made is found."""
        claims, self.claims = self.claims[:], []
        with contextlib.suppress(TransientError):
            for claim in claims:
                if answer and claim.kept:
                    await self.keys.complete(claim, answer)
                else:
                    await self.keys.release(claim)


def answer_of(messages: list[Message]) -> Answer | None:
    """What is worth keeping; None for a refusal, which may be tried again with the same key."""
    start, *bodies = messages
    if start["status"] >= 400:  # noqa: PLR2004 - HTTP's own line
        return None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(
        status=start["status"],
        headers={name: value for name, value in headers.items() if name in KEPT_HEADERS},
        body=b"".join(body.get("body", b"") for body in bodies).decode(),
    )


def install(app: FastAPI, keys: Keys) -> None:
    app.add_exception_handler(Replay, replayed)
    app.add_middleware(Recorder, keys=keys)
