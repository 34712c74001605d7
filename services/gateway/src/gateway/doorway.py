"""Pictures at the door: each is looked at before it is kept, every decision is written down, no refused file stays."""

from common.errors import PermanentError
from common.screening import Purpose, Screened
from common.ticket import Reference
from gateway.deps import Gateway
from gateway.screening import decided, refused, screen


async def look_over(ports: Gateway, user: str, picture: Reference, purpose: Purpose, sha256: str) -> Screened:
    """Raises `content_unsafe` or `identity_refused`, the file being gone by then."""
    found = await screen(ports.bus, picture, purpose)
    seal = ports.desk.gate.seal(sha256)
    await ports.store.decisions.write_picture(user, [one | {"hash": seal} for one in decided(found, purpose)])
    if code := refused(found):
        await ports.blobs.delete(picture.key)
        raise PermanentError(code)
    return found
