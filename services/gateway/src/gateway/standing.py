"""Whether somebody who was let in may stay: keys are revoked, people sign out, accounts end, tokens run out."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from nats.errors import Error as NatsError

from common.bus.topology import REVOKED
from common.errors import Code, PermanentError, TransientError
from gateway.auth import Principal
from gateway.auth.tickets import Pass
from gateway.deps import Gateway


async def pass_of(ports: Gateway, person: Principal) -> Pass:
    """What a stream of theirs is open by."""
    key = person.key.id if person.key else None
    session = await ports.store.people.standing(person.user_id, key)
    return Pass(person.user_id, key, session, person.expires_at)


async def must_stand(ports: Gateway, holder: Pass) -> None:
    """Raises `unauthenticated` when what it stands for was taken back."""
    if not await stands(ports, holder):
        raise PermanentError(Code.UNAUTHENTICATED, "That ticket was taken back; ask for a new one.")


async def stands(ports: Gateway, holder: Pass) -> bool:
    now = await ports.store.people.standing(holder.user_id, holder.key_id)
    return now is not None and now == holder.session


async def take_back(ports: Gateway, user: str) -> None:
    """Tell every gateway that something of a person's was taken back. Who cannot be told asks soon by itself."""
    ports.hub.doubt(user)
    with contextlib.suppress(TransientError, NatsError):
        await ports.bus.client.publish(f"{REVOKED}.{user}", b"")


@dataclass
class Leave:
    """A stream's leave to go on: asked for again after `seconds`, and when there is doubt."""

    ports: Gateway
    holder: Pass
    seconds: float
    _asked: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    async def holds(self, *, in_doubt: bool) -> bool:
        if self.holder.seconds_left() <= 0:
            return False
        now = asyncio.get_running_loop().time()
        if not in_doubt and now - self._asked < self.seconds:
            return True
        self._asked = now
        return await stands(self.ports, self.holder)
