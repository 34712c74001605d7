"""What calls to users need to know: where they may go, and how they are signed."""

from dataclasses import dataclass, field

from gateway.webhooks.reaching import Reach
from gateway.webhooks.secrets import Secrets


@dataclass(frozen=True)
class Outgoing:
    reach: Reach = field(default_factory=Reach)
    secrets: Secrets = field(default_factory=Secrets)

    async def accept(self, url: str | None, pointer: str) -> None:
        """Raises what speaks against ever calling that address; none at all is fine."""
        if url is not None:
            self.secrets.must_exist()
            await self.reach.check(url, pointer)
