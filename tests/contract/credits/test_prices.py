"""The gateway quotes in Python, the ledger in SQL: the same numbers, and a quote of one's own is refused."""

import itertools

import pytest

from common.errors import Code
from common.pricing import BASE_CREDITS, COPY_MODE_CREDITS, CREDIT_MICRO_USD, quote

SURCHARGES = (0, 1, 9_999, 10_000, 10_001, 39_000, 40_000, 134_000, 240_000)


async def test_the_rows_are_the_numbers_of_the_quotes(database):
    rows = {row["item"]: row["amount"] for row in await database.select("prices")}

    assert rows == BASE_CREDITS | {"copy_mode": COPY_MODE_CREDITS, "credit": CREDIT_MICRO_USD}


@pytest.mark.parametrize("quality", BASE_CREDITS)
@pytest.mark.parametrize("mode", ["design", "copy"])
async def test_both_quote_the_same(database, quality, mode):
    for variants, surcharge in itertools.product((1, 2, 4, 6), SURCHARGES):
        priced = await database.call("quote_job", quality=quality, mode=mode, variants=variants, surcharge=surcharge)

        assert priced == quote(quality, mode, variants, surcharge).model_dump()


@pytest.mark.parametrize(
    "forged",
    [
        {"total": 0},
        {"total": 1},
        {"base": 0, "total": 0},
        {"base": 1},
        {"credit_micro_usd": 40_000_000},
        {"variants": 1},
        {"surcharge_micro_usd": -40_000, "total": 0},
        {"surcharge_micro_usd": 40_000},
    ],
    ids=str,
)
async def test_a_forged_quote_is_refused_and_nothing_is_held(ledger, new_payer, balance, new_ticket, forged):
    user = await new_payer(wallet=10)
    honest = new_ticket(user_id=user)
    ticket = honest.model_copy(update={"quote": honest.quote.model_copy(update=forged)})

    answer = await ledger.reserve(ticket)

    assert answer.state == "rejected"
    assert answer.settlement.failure.code is Code.QUOTE_CHANGED
    assert answer.dispatch == ()
    assert await balance(user) == 10


async def test_another_quality_than_the_one_quoted_is_refused(ledger, new_payer, new_ticket):
    cheap = new_ticket(user_id=await new_payer(), quality="draft")

    answer = await ledger.reserve(cheap.model_copy(update={"quality": "4k"}))

    assert answer.settlement.failure.code is Code.QUOTE_CHANGED
