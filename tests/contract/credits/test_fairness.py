"""One person's many jobs do not stand in front of another's one."""

from uuid import uuid4


async def test_five_hundred_waiting_jobs_of_one_do_not_hold_up_anothers_one(database, new_ticket):
    crowd, loner = str(uuid4()), str(uuid4())
    for user in (crowd, loner):
        await database.call("ensure_user", user=user, email=None, name="", plan="local")
    jobs = [new_ticket(user_id=crowd) for _ in range(500)]
    begun = [await database.call("reserve_credits", ticket=one.model_dump(mode="json")) for one in jobs]
    alone = new_ticket(user_id=loner)
    answer = await database.call("reserve_credits", ticket=alone.model_dump(mode="json"))

    assert [one["job_id"] for one in answer["dispatch"]] == [alone.job_id]
    assert sum(len(one["dispatch"]) for one in begun) == 2  # the lanes of the plan
    holds = await database.select("holds", user_id=crowd, status="waiting")
    assert len(holds) == 498
