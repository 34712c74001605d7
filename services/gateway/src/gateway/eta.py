"""When a run would be done: its turn in the payer's line, what waits at its room, and the work itself. An estimate."""

import math

from gateway.choosing import Choice
from gateway.routing import BATCH_RUN, FLEX_RUN, preparing
from gateway.store.prospects import Line
from gateway.wanting import House, Queue, Wanted

# Of a job before its pictures are made, and of each picture after that; seconds on two cores.
PREPARING_SECONDS = {"identity": 2.0, "layout-extractor": 4.0}
FINISHING_SECONDS = 1.0


def eta_seconds(wanted: Wanted, choice: Choice, house: House, line: Line) -> int:
    """Batches are promised within a day, whatever waits; the cheaper tier is worked on when there is room."""
    if wanted.wishes.batch:
        return round(BATCH_RUN)
    own = working_seconds(wanted, choice, house)
    patience = FLEX_RUN / 2 if wanted.wishes.tier == "flex" else 0.0
    return math.ceil(own + patience + rounds_before(line) * own)


def working_seconds(wanted: Wanted, choice: Choice, house: House) -> float:
    """From its start to its last picture, behind what waits at the first choice's room."""
    card = choice.cards[0]
    queue = house.queues.get(card.service, Queue())
    pieces = queue.waiting + queue.working + wanted.variants
    making = math.ceil(pieces / queue.slots) * card.seconds_per_variant
    before = sum(PREPARING_SECONDS[hop] for hop in preparing(wanted.brief, house))
    return before + making + wanted.variants * FINISHING_SECONDS


def rounds_before(line: Line) -> int:
    """How often the payer's lanes have to become free first; jobs ahead are taken to be as long as this one."""
    free = max(0, line.lanes - line.running)
    return math.ceil(max(0, line.waiting + 1 - free) / line.lanes)


def queue_position(line: Line) -> int:
    """The place in the payer's own line; 0 where it starts at once."""
    return 0 if rounds_before(line) == 0 else line.waiting + 1
