"""What must hold however the messages interleave."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.database import Database
from common.errors import Code
from common.events import Failure
from credits.ledger import Ledger

CANCELED = Failure(code=Code.CANCELED, message="It was canceled.")
FAULT = Failure(code=Code.INTERNAL_ERROR, message="It broke.")
JOBS, VARIANTS, LANES, CREDITS = 5, 2, 2, 7  # seven credits pay for three of five jobs


async def test_cancel_against_the_last_outcome_has_one_winner(ledger, new_payer, balance, new_ticket):
    for _ in range(15):
        user = await new_payer(wallet=10)
        ticket = new_ticket(user_id=user, variants=2)
        await ledger.reserve(ticket)
        await ledger.delivered(ticket.job_id, 1, 1, 0)

        delivered, canceled = await asyncio.gather(
            ledger.delivered(ticket.job_id, 2, 1, 0), ledger.close(ticket.job_id, "canceled", CANCELED)
        )

        settlement = (await ledger.reserve(ticket)).settlement
        assert {delivered.settlement, canceled.settlement} <= {settlement, None}
        assert await balance(user) == 10 - settlement.charged


async def test_cancel_against_the_reserve_never_leaves_a_hold_behind(ledger, database, new_payer, balance, new_ticket):
    for _ in range(15):
        user = await new_payer(wallet=10)
        ticket = new_ticket(user_id=user)

        await asyncio.gather(ledger.reserve(ticket), ledger.close(ticket.job_id, "canceled", CANCELED))

        (hold,) = await database.select("holds", job_id=ticket.job_id)
        assert hold["status"] == "settled"
        assert await balance(user) == 10


job = st.integers(0, JOBS - 1)
variant = st.integers(1, VARIANTS)
steps = st.one_of(
    st.tuples(st.just("reserve"), job),
    st.tuples(st.just("delivered"), job, variant),
    st.tuples(st.just("missed"), job, variant),
    st.tuples(st.just("cancel"), job),
    st.tuples(st.just("sweep")),
)
batches = st.lists(st.lists(steps, min_size=1, max_size=6), min_size=1, max_size=8)


class Run:
    """One payer's jobs under a random interleaving; each batch happens at once."""

    def __init__(self, ledger: Ledger, database: Database, tickets) -> None:
        self._ledger = ledger
        self._database = database
        self.tickets = tickets
        self.settlements: dict[str, set[str]] = {}

    async def batch(self, batch) -> None:
        answers = await asyncio.gather(*(self._step(*step) for step in batch))
        for answer in answers:
            self._note(answer)
        running = await self._database.select("holds", user_id=self.tickets[0].user_id, status="running")

        assert len(running) <= LANES

    async def end(self) -> None:
        for ticket in self.tickets:
            self._note(await self._ledger.reserve(ticket))
        for ticket in self.tickets:
            self._note(await self._ledger.close(ticket.job_id, "canceled", CANCELED))

    async def _step(self, kind: str, number: int = 0, variant: int = 0):
        ticket = self.tickets[number]
        match kind:
            case "reserve":
                return await self._ledger.reserve(ticket)
            case "delivered":
                return await self._ledger.delivered(ticket.job_id, variant, 1, 30_000)
            case "missed":
                return await self._ledger.missed(ticket.job_id, variant, 1, FAULT)
            case "cancel":
                return await self._ledger.close(ticket.job_id, "canceled", CANCELED)
            case _:
                await self._ledger.sweep()
                return None

    def _note(self, answer) -> None:
        if answer and answer.settlement:
            self.settlements.setdefault(answer.job_id, set()).add(answer.settlement.model_dump_json())


@pytest.mark.parametrize("road", ["postgres"], indirect=True)  # orders are SQL's affair: the shorter road tries more
@given(batches=batches)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_interleaving_settles_every_job_exactly_once(
    batches, ledger, database, new_payer, balance, new_ticket
):
    user = await new_payer(wallet=CREDITS, lanes=LANES)
    run = Run(ledger, database, [new_ticket(user_id=user, variants=VARIANTS, surcharge=0) for _ in range(JOBS)])

    for batch in batches:
        await run.batch(batch)
    await run.end()

    assert set(run.settlements) == {ticket.job_id for ticket in run.tickets}
    assert all(len(seen) == 1 for seen in run.settlements.values())
    assert await balance(user) >= 0
    assert await database.select("ledger_violations") == []


@pytest.mark.parametrize("payers", [6])
async def test_many_payers_at_once_do_not_get_in_each_others_way(ledger, new_payer, new_ticket, payers):
    users = [await new_payer(wallet=40, lanes=2) for _ in range(payers)]
    tickets = [new_ticket(user_id=user, variants=2) for user in users for _ in range(8)]

    async def live(ticket) -> None:
        await ledger.reserve(ticket)
        await asyncio.gather(*(ledger.delivered(ticket.job_id, number, 1, 0) for number in (1, 2)))

    await asyncio.gather(*(live(ticket) for ticket in tickets))

    answers = [await ledger.reserve(ticket) for ticket in tickets]
    assert {answer.settlement.status for answer in answers} == {"succeeded"}
