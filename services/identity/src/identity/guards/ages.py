"""Whether somebody may be a child: the port behind which an engine guesses ages, and how little is made of a guess.

No age leaves this file. A guess is years off (its makers: 4.5 on average), so only a clear one says `minor`, and one
that is merely young says `minor_possible`, which asks and refuses nothing.
"""

from typing import Protocol

from common.ages import AgeVerdict
from common.brief import ContentFilter
from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.ticket import Ticket
from identity.faces import Face, Rgb
from identity.photos import Glance

CLEARLY = 11.0
"""Years. Of 44 photographed adults nobody was guessed younger than 16 (docs/safety.md)."""
POSSIBLY = 15.0
SMALLEST = 60.0
"""Pixels of a face's width below which nothing is guessed."""
SHARP = 120.0
"""Pixels of a face's width that the engine can make use of."""


class AgeGuess(Protocol):
    made_by: str
    license: str

    def years(self, rgb: Rgb, face: Face) -> float: ...


def heeded(ticket: Ticket, age: AgeVerdict, decency: DecencyPage) -> Ticket:
    """A child's picture is made with its guardian's word, under the strict filter.

    The door has asked already; here it is asked again because nobody may have been there who could tell. Raises
    `guardian_required`, `content_filter_unavailable`.
    """
    if age != "minor":
        return ticket
    if not ticket.guardian:
        raise PermanentError(Code.GUARDIAN_REQUIRED)
    if decency.verdict == "unchecked":
        raise PermanentError(Code.CONTENT_FILTER_UNAVAILABLE)
    return ticket.model_copy(update={"brief": ticket.brief.model_copy(update={"content_filter": ContentFilter.STRICT})})


def age_of(glance: Glance, face: Face | None, engine: AgeGuess | None) -> AgeVerdict:
    """`face` in pixels of the stored picture."""
    if engine is None or face is None or face.box.w < SMALLEST:
        return "unchecked"
    years = engine.years(*glance.closer(face, SHARP))
    return "minor" if years < CLEARLY else "minor_possible" if years < POSSIBLY else "adult"
