"""The secrets our calls are signed with. They follow from the installation's own secret, so that none is stored."""

import base64
import hashlib
import hmac

from common.errors import Code, PermanentError


class Secrets:
    def __init__(self, secret: str = "") -> None:
        self._key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"thumbworks-hook").digest()
        self._given = bool(secret)

    def must_exist(self) -> None:
        """Raises `webhooks_disabled` where there is no secret: what is signed must fit after a restart too."""
        if not self._given:
            raise PermanentError(Code.WEBHOOKS_DISABLED)

    def shown(self, user: str, fresh: int | None) -> str | None:
        """The one answer that shows it has the generation that nobody has seen yet."""
        return self.of(user, fresh) if fresh else None

    def of(self, user: str, generation: int) -> str:
        """As Standard Webhooks writes one: `whsec_` and base64 of 32 bytes."""
        tag = hmac.new(self._key, f"{user}\n{generation}".encode(), hashlib.sha256).digest()
        return "whsec_" + base64.b64encode(tag).decode()
