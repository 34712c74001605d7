"""The ledger as a machine that is driven at random: steps in any order, twice, too late, for jobs nobody knows.

After every step the invariants hold, and each job's settlement, once said, stays what it was.
"""

import asyncio
import contextlib
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from common.database import AsyncpgDatabase
from common.errors import Code, PermanentError
from common.events import Failure
from credits.ledger import Answer, Ledger

CANCELED = Failure(code=Code.CANCELED, message="It was canceled.")
FAULT = Failure(code=Code.INTERNAL_ERROR, message="It broke.")
JOBS, VARIANTS = 4, 3

job = st.integers(0, JOBS - 1)
variant = st.integers(0, VARIANTS + 1)  # the first and the last do not exist
surcharge = st.sampled_from([0, 1, 30_000, 90_000])


class Books(RuleBasedStateMachine):
    """One wallet and a few jobs; `database_url` and `new_ticket` are set by the test."""

    database_url: str
    new_ticket: Any

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.user = str(uuid4())
        self.settled: dict[str, str] = {}
        self.tickets = [
            self.new_ticket(user_id=self.user, variants=VARIANTS, surcharge=each, quality=quality)
            for each, quality in zip((0, 0, 30_000, 50_000), ("draft", "std", "std", "4k"), strict=True)
        ]
        self.loop.run(self._open())

    async def _open(self) -> None:
        self.database = AsyncpgDatabase(self.database_url)
        self.ledger = Ledger(self.database)
        await self.database.call("ensure_user", user=self.user, email=None, name="", plan="pro")

    def teardown(self) -> None:
        for ticket in self.tickets:
            self.note(self.do(self.ledger.reserve(ticket)))
            self.note(self.do(self.ledger.close(ticket.job_id, "canceled", CANCELED)))
        assert set(self.settled) == {ticket.job_id for ticket in self.tickets}
        self.money_is_explained()
        self.do(self.database.close())
        self.loop.close()

    def do(self, work: Any) -> Any:
        return self.loop.run(work)

    def note(self, answer: Answer) -> None:
        if answer.settlement:
            said = answer.settlement.model_dump_json()
            assert self.settled.setdefault(answer.job_id, said) == said

    @rule(number=job, times=st.integers(1, 3))
    def reserve(self, number: int, times: int) -> None:
        async def at_once() -> list[Answer]:
            return await asyncio.gather(*(self.ledger.reserve(self.tickets[number]) for _ in range(times)))

        for answer in self.do(at_once()):
            self.note(answer)

    @rule(number=job, variant=variant, surcharge=surcharge, attempt=st.integers(1, 2))
    def deliver(self, number: int, variant: int, surcharge: int, attempt: int) -> None:
        self.note(self.do(self.ledger.delivered(self.tickets[number].job_id, variant, attempt, surcharge)))

    @rule(number=job, variant=variant)
    def miss(self, number: int, variant: int) -> None:
        self.note(self.do(self.ledger.missed(self.tickets[number].job_id, variant, 1, FAULT)))

    @rule(number=job, bought=st.lists(st.integers(1, VARIANTS), unique=True))
    def cancel(self, number: int, bought: list[int]) -> None:
        self.note(self.do(self.ledger.close(self.tickets[number].job_id, "canceled", CANCELED, bought)))

    @rule(number=job)
    def cancel_while_the_last_one_arrives(self, number: int) -> None:
        name = self.tickets[number].job_id

        async def race() -> tuple[Answer, ...]:
            return await asyncio.gather(
                self.ledger.delivered(name, VARIANTS, 1, 0), self.ledger.close(name, "canceled", CANCELED)
            )

        for answer in self.do(race()):
            self.note(answer)

    @rule(number=job)
    def time_is_over(self, number: int) -> None:
        async def age() -> None:
            connection = await asyncpg.connect(self.database_url)
            await connection.execute(
                """update holds set expires_at = now(), queue_expires_at = now(),
                   ticket = ticket || jsonb_build_object('deadline', now()) where job_id = $1 and settlement is null""",
                self.tickets[number].job_id,
            )
            await connection.close()

        self.do(age())

    @rule()
    def sweep(self) -> None:
        for answer in self.do(self.ledger.sweep()):
            if answer.job_id in {ticket.job_id for ticket in self.tickets}:
                self.note(answer)

    @rule(number=job)
    def settle_by_hand(self, number: int) -> None:
        self.do(self.database.call("settle_job", job=self.tickets[number].job_id))

    @precondition(lambda self: self.settled)
    @rule(number=job)
    def give_back(self, number: int) -> None:
        with contextlib.suppress(PermanentError):  # of a job that is not over, or was never heard of
            self.do(self.database.call("refund_job", job=self.tickets[number].job_id))

    @rule(amount=st.integers(1, 9))
    def grant(self, amount: int) -> None:
        """The same amount is the same grant."""
        self.do(self.database.call("grant_credits", user=self.user, amount=amount, key=f"{self.user}:{amount}"))

    @rule()
    def a_month_passes(self) -> None:
        async def pass_by() -> None:
            connection = await asyncpg.connect(self.database_url)
            await connection.execute(
                """update profiles set billing_anchor = billing_anchor - interval '31 days',
                   next_grant_at = private.next_period(billing_anchor - interval '31 days', now() - interval '31 days')
                   where user_id = $1""",
                self.user,
            )
            await connection.close()
            await self.database.call("grant_due")

        self.do(pass_by())

    @rule()
    def somebody_speaks_of_a_job_nobody_knows(self) -> None:
        assert self.do(self.ledger.delivered("job_nowhere", 1, 1, 0)).state == "unknown"

    @invariant()
    def money_is_explained(self) -> None:
        assert self.do(self.database.select("ledger_violations")) == []


@pytest.fixture
def road() -> str:
    return "postgres"


def test_no_order_of_steps_loses_or_makes_money(database_url, new_ticket):
    machine = type("OwnBooks", (Books,), {"database_url": database_url, "new_ticket": staticmethod(new_ticket)})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
