"""Money that goes back takes credits along, never more than are left."""

from tests.contract.gateway.billing.conftest import balance_of, bought, nothing_is_wrong, pay, refunded


async def test_a_refund_takes_back_what_is_left_and_never_more(ann, shop, tell, database):
    before, session = await balance_of(ann), pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    await tell("charge.refunded", refunded(shop, session, 250))
    half = await balance_of(ann)

    await tell("charge.refunded", refunded(shop, session, 500))
    await tell("charge.refunded", refunded(shop, session, 500))
    await tell("refund.updated", {"id": "re_1", "charge": refunded(shop, session, 250)["id"]})

    assert (half, await balance_of(ann)) == (before + 50, before)
    assert await nothing_is_wrong(database)


async def test_a_refund_of_what_was_spent_leaves_the_balance_at_zero(ann, shop, tell, database, sql):
    session = pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    balance = await balance_of(ann)
    sql(f"select private.book('{ann.user}', 'test.spent', -{balance - 30}, 'spent:{session['id']}', '{{}}')")

    await tell("charge.refunded", refunded(shop, session, 500))

    assert await balance_of(ann) == 0
    assert (await database.select("billing_accounts", user_id=ann.user))[0]["flagged_at"]


async def test_a_refund_that_is_told_before_the_payment_counts_all_the_same(ann, shop, tell, database):
    before, session = await balance_of(ann), pay(await bought(ann, shop))

    await tell("charge.refunded", refunded(shop, session, 500))
    await tell("checkout.session.completed", session)

    assert await balance_of(ann) == before
    assert await nothing_is_wrong(database)


async def test_a_dispute_takes_credits_and_gives_them_again_when_it_is_won(ann, shop, tell, database):
    before, session = await balance_of(ann), pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    dispute = shop.new("dp", charge="ch", payment_intent=session["payment_intent"], amount=500, status="needs_response")
    await tell("charge.dispute.created", dispute)
    disputed = await balance_of(ann)
    dispute["status"] = "won"

    await tell("charge.dispute.closed", dispute)
    await tell("charge.dispute.created", dispute)

    assert (disputed, await balance_of(ann)) == (before, before + 100)
    assert await nothing_is_wrong(database)
