"""What each plan includes: asked before a job is accepted, when its price is held, and before a feature is used."""

from typing import Any
from uuid import uuid4

import pytest

from common.errors import Code, PermanentError
from common.ids import new_id

PLANS = ("starter", "pro", "team", "local")
STANDARD, PREMIUM = 67_200, 134_400  # micro-USD for a picture

# What is asked for, the plans that include it, and the smallest that does.
RUNS: list[tuple[dict[str, Any], set[str], str]] = [
    ({}, {"starter", "pro", "team", "local"}, "starter"),
    ({"quality": "draft"}, {"starter", "pro", "team", "local"}, "starter"),
    ({"surcharge": STANDARD}, {"starter", "pro", "team", "local"}, "starter"),
    ({"surcharge": PREMIUM}, {"pro", "team", "local"}, "pro"),
    ({"quality": "4k"}, {"pro", "team", "local"}, "pro"),
    ({"mode": "copy"}, {"pro", "team", "local"}, "pro"),
]
FEATURES = ("seats", "shared_assets", "brand_kits", "api_access")


async def new_user(database, plan: str) -> str:
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan=plan)
    await database.call("grant_credits", user=user, amount=1000, key=f"test:{user}")
    return user


async def queue(database, user: str, ticket) -> dict[str, Any]:
    project = {"id": ticket.project_id, "mode": ticket.brief.mode, "platform": "youtube", "width": 9, "height": 9}
    await database.call("create_project", user=user, project={**project, "brief": {}})
    job = {
        "id": ticket.job_id,
        "project_id": ticket.project_id,
        "model": "studio",
        "quality": ticket.quality,
        "variants": ticket.variants,
        "est_credits": ticket.quote.total,
        "surcharge_micro_usd": ticket.quote.surcharge_micro_usd,
        "queue_expires_at": ticket.queue_expires_at.isoformat(),
    }
    prompt = {"id": new_id("prm"), "raw": {}, "normalized": {}, "seed": 1, "model_pref": "auto"}
    event = {"message_id": job["id"], "job_id": job["id"], "subject": "job.requested.credits.x", "payload": {}}
    return await database.call("queue_job", user=user, job=job, prompt=prompt, event=event)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("asked", "having", "smallest"), RUNS)
async def test_a_run_is_accepted_by_the_plans_that_include_it(database, new_ticket, plan, asked, having, smallest):
    user = await new_user(database, plan)

    answer = await queue(database, user, new_ticket(user_id=user, **asked))

    if plan in having:
        assert answer["status"] == "accepted"
    else:
        assert (answer["status"], answer["required_plan"]) == ("plan_required", smallest)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(("asked", "having", "smallest"), RUNS)
async def test_a_price_is_held_by_the_plans_that_include_it(database, new_ticket, plan, asked, having, smallest):
    user = await new_user(database, plan)
    ticket = new_ticket(user_id=user, **asked)

    answer = await database.call("reserve_credits", ticket=ticket.model_dump(mode="json"))

    if plan in having:
        assert (answer["state"], answer["settlement"]) == ("running", None)
    else:
        failure = answer["settlement"]["failure"]
        assert (answer["state"], failure["code"]) == ("rejected", "plan_required")
        assert failure["message"].endswith(f"part of the plan {smallest.title()}.")


async def test_a_plan_that_shrank_after_the_job_was_accepted_holds_nothing(database, new_ticket, sql):
    user = await new_user(database, "pro")
    ticket = new_ticket(user_id=user, quality="4k")
    accepted = await queue(database, user, ticket)
    sql(f"update profiles set plan = 'starter' where user_id = '{user}'")  # noqa: S608 - an id of our own

    answer = await database.call("reserve_credits", ticket=ticket.model_dump(mode="json"))

    assert (accepted["status"], answer["state"]) == ("accepted", "rejected")
    assert (await database.call("me", user=user))["credits"] == 1250


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("feature", FEATURES)
async def test_a_feature_belongs_to_the_plans_that_have_it(database, plan, feature):
    user = await new_user(database, plan)

    if plan in {"team", "local"}:
        await database.call("require_feature", user=user, feature=feature)
    else:
        with pytest.raises(PermanentError) as refused:
            await database.call("require_feature", user=user, feature=feature)
        assert refused.value.code is Code.PLAN_REQUIRED
        assert refused.value.message.endswith("part of the plan Team.")
        assert refused.value.details == {"lacks": feature, "required_plan": "team"}


async def test_the_plans_on_offer_are_listed_smallest_first(database):
    plans = await database.call("list_plans")

    assert [(plan["name"], plan["monthly_credits"]) for plan in plans] == [
        ("starter", 50),
        ("pro", 250),
        ("team", 1000),
    ]


async def test_what_no_plan_has_names_none(database, new_ticket, sql):
    user = await new_user(database, "starter")
    sql("update plans set place = null where name in ('pro', 'team')")

    answer = await queue(database, user, new_ticket(user_id=user, quality="4k"))
    sql("update plans set place = 2 where name = 'pro'", "update plans set place = 3 where name = 'team'")

    assert (answer["required_plan"], answer["detail"]) == (
        None,
        "That quality is part of no plan that is on offer.",
    )
