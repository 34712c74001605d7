"""A disputed payment freezes the account: nothing is bought or run until the operator has looked, or it is won."""

from datetime import UTC, datetime

import pytest
from tests.contract.gateway.billing.conftest import bought, pay, refunded
from tests.simulators.paying import Thing


@pytest.fixture
async def disputed(ann, shop, tell) -> Thing:
    session = pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    dispute = shop.new("dp", charge="ch", payment_intent=session["payment_intent"], amount=500, status="needs_response")
    await tell("charge.dispute.created", dispute)
    return dispute


async def refusals(person) -> list[tuple[int, str]]:
    """Of buying, of running, and what a rehearsal says of that."""
    project = await person.project()
    rehearsal = (await person.post(f"/project/{project}/queue?dry_run=true")).json()
    answers = [
        await person.post("/credits/purchase", json={"pack": "pack_100"}),
        await person.post(f"/project/{project}/queue"),
        await person.post(f"/project/{project}/queue", json={"prompts": [{"headline": "A"}, {"headline": "B"}]}),
    ]
    said = [(one.status_code, one.json().get("code", "")) for one in answers]
    return [*said, *((one["status"], one["code"]) for one in rehearsal["blockers"])]


FROZEN = (403, "account_frozen")


async def test_nothing_is_bought_or_run_while_a_payment_is_disputed(ann, disputed):
    assert disputed["status"] == "needs_response"
    assert await refusals(ann) == [FROZEN] * 4


async def test_the_account_says_since_when_it_is_frozen(ann, tell, disputed):
    frozen = (await ann.get("/me")).json()["frozen_since"]
    disputed["status"] = "won"
    await tell("charge.dispute.closed", disputed)

    assert datetime.fromisoformat(frozen) < datetime.now(UTC)
    assert (await ann.get("/me")).json()["frozen_since"] is None


async def test_a_dispute_that_is_won_thaws_by_itself(ann, tell, disputed):
    disputed["status"] = "won"
    await tell("charge.dispute.closed", disputed)

    assert [status for status, _ in await refusals(ann)] == [201, 202, 202]


async def test_an_operator_clears_it_and_the_same_dispute_does_not_freeze_again(ann, tell, ports, disputed):
    cleared = await ports.store.flags.clear(ann.user)
    await tell("charge.dispute.updated", disputed)

    assert cleared == 2  # frozen, and flagged to be looked at
    assert [status for status, _ in await refusals(ann)] == [201, 202, 202]


async def test_a_refund_that_was_given_freezes_nobody(ann, shop, tell):
    session = pay(await bought(ann, shop))
    await tell("checkout.session.completed", session)
    await tell("charge.refunded", refunded(shop, session, 500))

    assert [status for status, _ in await refusals(ann)] == [201, 202, 202]


async def test_what_can_be_seen_and_taken_away_still_can(ann, disputed):
    asset = await ann.selfie()

    assert disputed
    assert (await ann.get("/me")).status_code == 200
    assert (await ann.delete(f"/assets/{asset}")).status_code == 200


async def test_a_dispute_that_is_told_before_the_payment_freezes_all_the_same(ann, shop, tell):
    session = pay(await bought(ann, shop))
    dispute = shop.new("dp", charge="ch", payment_intent=session["payment_intent"], amount=500, status="needs_response")
    await tell("charge.dispute.created", dispute)
    await tell("checkout.session.completed", session)

    assert (await refusals(ann))[0] == FROZEN
