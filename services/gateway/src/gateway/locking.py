"""Whether a strict face lock can be kept: drawn faces need an engine that compares them, and leave to compare."""

from common.brief import FaceLock
from common.errors import Code, PermanentError
from gateway.choosing import Choice
from gateway.wanting import House, Wanted

STRICT_NEEDS_CONSENT = (
    "A strict face lock compares the pictures with the selfies, which the recorded consent does not speak of."
    " Record it again."
)


def locks_drawn_faces(wanted: Wanted, choice: Choice | None) -> bool:
    """A photographed face needs no lock."""
    drawn = choice is not None and any(card.draws == "picture" for card in choice.permitted)
    return drawn and wanted.brief.face_lock is FaceLock.STRICT


def face_lock_obstacle(wanted: Wanted, choice: Choice | None, house: House) -> PermanentError | None:
    """`face_lock_unavailable` where nobody at home can compare faces."""
    if house.abilities.recognition or not locks_drawn_faces(wanted, choice):
        return None
    message = "A strict face lock needs an engine that compares faces, and none is here; the studio needs none."
    errors = [{"pointer": "/face_lock", "detail": message}]
    return PermanentError(Code.FACE_LOCK_UNAVAILABLE, message, errors=errors)
