"""The receipt of an erasure, and the link by which somebody without an account may still read it."""

import hashlib
import hmac
import secrets

from common.errors import Code, PermanentError


class ReceiptLinks:
    """A token for each receipt, that nobody can make up. Who was erased has nothing else to show."""

    def __init__(self, secret: str = "") -> None:
        """Without a secret the links are good as long as this process lives."""
        given = secret.encode() or secrets.token_bytes(32)
        self._key = hashlib.blake2b(given, digest_size=32, person=b"thumbworks-recpt").digest()

    def link(self, erasure_id: str) -> str:
        return f"/erasures/{erasure_id}?token={self._token(erasure_id)}"

    def must_fit(self, erasure_id: str, token: str) -> None:
        """Raises `not_found`."""
        if not hmac.compare_digest(self._token(erasure_id).encode(), token.encode()):
            raise PermanentError(Code.NOT_FOUND)

    def _token(self, erasure_id: str) -> str:
        return hmac.new(self._key, erasure_id.encode(), hashlib.sha256).hexdigest()
