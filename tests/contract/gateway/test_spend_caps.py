"""What a day may cost at the providers: counted where a job is accepted, for everybody and for each person."""

import asyncio

import pytest

from common.catalog import Abilities, ModelCard
from gateway.settings import GatewaySettings
from gateway.wanting import House

EACH = 10_000
STUDIO = ModelCard(
    id="studio-1", service="gen-studio", title="Studio", provider="thumbworks", draws="scene", seconds_per_variant=3
)
PAID = ModelCard(
    id="gemini-nano-banana-2.1", service="gen-gemini", title="Nano Banana 2.1", provider="google", draws="picture",
    max_references=14, sends_faces_to="google", surcharge_micro_usd=EACH, seconds_per_variant=20,
    can=Abilities(draws_text=True),
)  # fmt: skip
RUN = {"variants": 2, "model_pref": PAID.id, "quality": "draft"}
COST = 2 * EACH
DAY = 24 * 3_600


@pytest.fixture
def ports(ports):
    ports.models.house = House((STUDIO, PAID))
    return ports


@pytest.fixture
async def people(new_visitor):
    return [await new_visitor().consented("google") for _ in range(2)]


@pytest.fixture
async def capped(ports, sql, one_day):  # noqa: ARG001 - it comes first
    """Says the caps as the gateway's settings do; a day that nobody spent anything on."""
    sql("delete from spends")

    async def say(everybody: int = 0, person: int = 0) -> None:
        settings = GatewaySettings(auth="local", spend_per_day_micro_usd=everybody, spend_per_person_micro_usd=person)
        await ports.store.house_rules.set(settings.house_rules)

    yield say
    await say()


async def queued(visitor, **body):
    return await visitor.post(f"/project/{await visitor.project()}/queue", json={**RUN, **body})


async def test_a_day_without_caps_counts_and_refuses_nothing(people, capped, database):
    await capped()
    answers = [await queued(people[0]) for _ in range(3)]
    counted = await database.select("spends", user_id=people[0].user)

    assert [answer.status_code for answer in answers] == [202] * 3
    assert [row["micro_usd"] for row in counted] == [3 * COST]


async def test_one_persons_cap_leaves_the_others_alone(people, capped, database):
    ann, bob = people
    await capped(person=2 * COST - 1)
    taken, refused, others = await queued(ann), await queued(ann), await queued(bob)

    assert (taken.status_code, others.status_code) == (202, 202)
    assert (refused.status_code, refused.json()["code"]) == (429, "spend_cap_reached")
    assert refused.json()["detail"].startswith("What you may spend")
    assert 0 < int(refused.headers["retry-after"]) <= DAY
    assert len(await database.select("jobs", user_id=ann.user)) == 1


async def test_the_installations_cap_counts_everybody(people, capped):
    ann, bob = people
    await capped(everybody=2 * COST)
    answers = [await queued(ann), await queued(bob), await queued(ann)]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[2].json()["detail"].startswith("What this installation may spend")


async def test_what_costs_nothing_goes_on(people, capped):
    await capped(everybody=1, person=1)

    assert (await queued(people[0])).status_code == 429
    assert (await queued(people[0], model_pref=STUDIO.id)).status_code == 202


async def test_many_at_once_stay_within_the_cap(people, capped, database):
    await capped(everybody=3 * COST)
    projects = [(visitor, await visitor.project()) for visitor in people * 5]
    answers = await asyncio.gather(
        *(visitor.post(f"/project/{project}/queue", json=RUN) for visitor, project in projects)
    )
    counted = await database.select("spends")

    assert sorted(answer.status_code for answer in answers) == [202] * 3 + [429] * 7
    assert sum(row["micro_usd"] for row in counted) == 3 * COST


async def test_a_refusal_takes_no_key_and_a_repeat_counts_once(people, capped, database):
    ann, once = people[0], {"idempotency-key": "spend-1"}
    project = await ann.project()
    await capped(person=1)
    refused = await ann.post(f"/project/{project}/queue", json=RUN, headers=once)
    await capped(person=COST)
    first, again = [await ann.post(f"/project/{project}/queue", json=RUN, headers=once) for _ in range(2)]

    assert (refused.status_code, first.status_code, again.json()["id"]) == (429, 202, first.json()["id"])
    assert [row["micro_usd"] for row in await database.select("spends", user_id=ann.user)] == [COST]


async def test_yesterday_does_not_count(people, capped, sql):
    await capped(person=COST)
    before = [await queued(people[0]) for _ in range(2)]
    sql("update spends set day = day - 1")

    assert [answer.status_code for answer in before] == [202, 429]
    assert (await queued(people[0])).status_code == 202


async def test_an_estimate_says_so_beforehand(people, capped):
    ann, project = people[0], await people[0].project()
    await capped(person=COST - 1)
    found = (await ann.post(f"/project/{project}/queue?dry_run=true", json=RUN)).json()
    (blocker,) = found["blockers"]
    await capped(person=COST)
    free = (await ann.post(f"/project/{project}/queue?dry_run=true", json=RUN)).json()

    assert (found["ok"], blocker["code"], blocker["status"]) == (False, "spend_cap_reached", 429)
    assert 0 < blocker["retry_after"] <= DAY
    assert free["ok"]
