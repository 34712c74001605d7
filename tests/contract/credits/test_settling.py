import asyncio
import random

import asyncpg
import pytest

from common.errors import Code
from common.events import Failure

FAULT = Failure(code=Code.INTERNAL_ERROR, message="It broke.")
REFUSAL = Failure(code=Code.PROVIDER_REJECTED, message="Not that.")


@pytest.fixture
def run(ledger, new_payer, new_ticket):
    """Reserves a job and ends its variants: a word per variant, `+` delivered, `-` failed, `x` blocked."""

    async def finish(endings: str, *, surcharge: int = 0, asked: int = 0, **wish):
        user = await new_payer(wallet=100)
        ticket = new_ticket(user_id=user, variants=len(endings), surcharge=asked or surcharge, **wish)
        answer = await ledger.reserve(ticket)
        for variant, ending in enumerate(endings, 1):
            if ending == "+":
                answer = await ledger.delivered(ticket.job_id, variant, 1, surcharge)
            else:
                answer = await ledger.missed(ticket.job_id, variant, 1, FAULT if ending == "-" else REFUSAL)
        return user, answer

    return finish


@pytest.mark.parametrize(
    ("endings", "status", "charged"),
    [
        ("++++", "succeeded", 2),
        ("+++-", "partially_succeeded", 2),
        ("++--", "partially_succeeded", 1),
        ("+---", "partially_succeeded", 1),
        ("+xxx", "partially_succeeded", 1),
        ("----", "failed", 0),
        ("xxxx", "blocked", 0),
        ("xxx-", "failed", 0),
    ],
)
async def test_only_what_was_delivered_is_charged(run, balance, endings, status, charged):
    user, answer = await run(endings)

    assert (answer.state, answer.settlement.status) == ("settled", status)
    assert (answer.settlement.charged, answer.settlement.refunded) == (charged, 2 - charged)
    assert await balance(user) == 100 - charged


async def test_surcharges_are_summed_and_rounded_up_once(run):
    _, answer = await run("+++-", surcharge=39_000)

    assert (answer.settlement.charged, answer.settlement.refunded) == (2 + 3, 1)


async def test_a_cheaper_fallback_is_charged_at_its_own_price(run):
    _, answer = await run("++++", surcharge=10_000, asked=40_000)

    assert (answer.settlement.charged, answer.settlement.refunded) == (2 + 1, 3)


async def test_nobody_pays_more_than_was_quoted(run):
    _, answer = await run("++++", surcharge=90_000, asked=40_000)

    assert (answer.settlement.charged, answer.settlement.refunded) == (6, 0)


async def test_every_variant_has_its_verdict(run):
    _, answer = await run("+-x+")

    verdicts = answer.settlement.verdicts
    assert [verdict.status for verdict in verdicts] == ["succeeded", "failed", "blocked", "succeeded"]
    assert [verdict.code for verdict in verdicts] == [None, Code.INTERNAL_ERROR, Code.PROVIDER_REJECTED, None]
    assert answer.settlement.failure is None


async def test_a_job_that_delivered_nothing_says_why(run):
    _, answer = await run("-x")

    assert answer.settlement.failure == FAULT


async def test_the_first_word_about_a_variant_counts(ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer(), variants=2)
    await ledger.reserve(ticket)
    await ledger.delivered(ticket.job_id, 1, 1, 0)
    await ledger.missed(ticket.job_id, 1, 2, FAULT)

    answer = await ledger.delivered(ticket.job_id, 2, 1, 0)

    assert answer.settlement.status == "succeeded"


async def test_everything_delivered_five_times_in_any_order_settles_once(
    ledger, database, new_payer, balance, new_ticket
):
    user = await new_payer(wallet=100)
    ticket = new_ticket(user_id=user)
    await ledger.reserve(ticket)

    async def end(variant: int):
        if variant == 4:
            return await ledger.missed(ticket.job_id, variant, 1, FAULT)
        return await ledger.delivered(ticket.job_id, variant, 1, 0)

    answers = await asyncio.gather(*(end(variant) for variant in random.Random(1).sample([1, 2, 3, 4] * 5, 20)))

    settlements = {answer.settlement.model_dump_json() for answer in answers if answer.settlement}
    assert len(settlements) == 1
    assert await balance(user) == 98
    assert (
        len(await database.select("audit", user_id=user)) == 2
    )  # the grant and the hold: two credits for three of four


async def test_a_variant_that_does_not_exist_changes_nothing(ledger, new_payer, new_ticket):
    ticket = new_ticket(user_id=await new_payer(), variants=2)
    await ledger.reserve(ticket)

    answer = await ledger.delivered(ticket.job_id, 3, 1, 0)

    assert (answer.state, answer.settlement) == ("running", None)


async def test_an_outcome_of_a_job_nobody_reserved_is_unknown(ledger):
    answer = await ledger.delivered("job_nowhere", 1, 1, 0)

    assert (answer.state, answer.settlement, answer.dispatch) == ("unknown", None, ())


async def test_when_a_job_settles_the_oldest_in_line_starts(ledger, new_payer, new_ticket):
    user = await new_payer(lanes=1)
    first, second, third = (new_ticket(user_id=user, variants=2) for _ in range(3))
    for ticket in (first, second, third):
        await ledger.reserve(ticket)
    await ledger.delivered(first.job_id, 1, 1, 0)

    settled = await ledger.delivered(first.job_id, 2, 1, 0)

    assert [ticket.job_id for ticket in settled.dispatch] == [second.job_id]
    assert settled.dispatch[0].deadline


async def test_a_repeated_last_outcome_starts_the_same_job_again_and_no_other(ledger, new_payer, new_ticket):
    user = await new_payer(lanes=1)
    first, second, third = (new_ticket(user_id=user, variants=2) for _ in range(3))
    for ticket in (first, second, third):
        await ledger.reserve(ticket)
    await ledger.delivered(first.job_id, 1, 1, 0)

    answers = [await ledger.delivered(first.job_id, 2, 1, 0) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("statement", ["update audit set delta_credits = 500", "delete from audit", "truncate audit"])
async def test_the_audit_cannot_be_rewritten_even_by_the_superuser(sql, new_payer, statement):
    await new_payer(wallet=5)

    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        sql(statement)


async def test_a_balance_below_zero_is_impossible_even_for_the_superuser(sql, new_payer):
    await new_payer(wallet=5)

    with pytest.raises(asyncpg.CheckViolationError):
        sql("update profiles set credits = -1")
