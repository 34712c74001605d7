"""What the ledger does with each fact: one step, then whatever it led to is announced."""

from typing import Annotated

from faststream import Context

from common.bus import Bus
from common.claims import bought_variants
from common.errors import MEANINGS, Code
from common.events import (
    WHOLE_JOB,
    Event,
    Failure,
    IdentityFailed,
    ImageFailed,
    JobCanceled,
    JobExpired,
    JobRequested,
    LayoutFailed,
    RenderComposited,
    RenderFailed,
)
from credits.announcing import facts_of
from credits.ledger import Ledger, ending_for

Books = Annotated[Ledger, Context("ledger")]
Line = Annotated[Bus, Context("bus")]


async def reserve(event: JobRequested, ledger: Books) -> list[Event]:
    return facts_of(await ledger.reserve(event.carried), event)


async def count_delivery(event: RenderComposited, ledger: Books) -> list[Event]:
    image = event.carried.image
    surcharge = image.surcharge_micro_usd if image else 0
    return facts_of(await ledger.delivered(event.job_id, event.variant, event.attempt, surcharge), event)


async def count_miss(event: ImageFailed | RenderFailed, ledger: Books) -> list[Event]:
    if event.variant == WHOLE_JOB:
        return facts_of(await ledger.close(event.job_id, ending_for(event.failure.code), event.failure), event)
    return facts_of(await ledger.missed(event.job_id, event.variant, event.attempt, event.failure), event)


async def close_failed(event: IdentityFailed | LayoutFailed, ledger: Books) -> list[Event]:
    return facts_of(await ledger.close(event.job_id, ending_for(event.failure.code), event.failure), event)


async def close_canceled(event: JobCanceled, ledger: Books, bus: Line) -> list[Event]:
    bought = await bought_variants(bus, event.job_id) if event.finish_bought else []
    return facts_of(await ledger.close(event.job_id, "canceled", _because(event.code), bought), event)


async def close_expired(event: JobExpired, ledger: Books, bus: Line) -> list[Event]:
    bought = await bought_variants(bus, event.job_id)
    return facts_of(await ledger.close(event.job_id, "expired", _because(Code.DEADLINE_EXCEEDED), bought), event)


def _because(code: Code) -> Failure:
    return Failure(code=code, message=MEANINGS[code])
