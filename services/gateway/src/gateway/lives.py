"""The life of a job in pages: the stream's own numbers say how far somebody has read."""

from contextlib import aclosing

from common.bus import Bus
from common.timeline import Moment, timeline
from gateway.pages import Asked, Place

MANY = 100


async def life_of(bus: Bus, job_id: str, asked: Asked) -> list[Moment]:
    """Oldest first, and one more than asked for when there are others. It is read from its beginning, so that ages and
    hops are right on every page.
    """
    seen, found = asked.after_number(), list[Moment]()
    async with aclosing(timeline(bus, job_id)) as moments:
        async for moment in moments:
            if moment.sequence > seen:
                found.append(moment)
            if len(found) > asked.limit:
                break
    return found


def place_of(of: str, moment: Moment) -> Place:
    return Place(of, moment.event.at, str(moment.sequence))
