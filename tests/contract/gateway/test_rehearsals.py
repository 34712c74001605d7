"""A rehearsal sees every limit that queueing would meet, of one run and of a comparison."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.contract.gateway.conftest import Visitor, left_with
from tests.contract.gateway.test_estimates import BANANA, STUDIO, codes, spend

from gateway.wanting import House
from gateway.webhooks.outgoing import Outgoing
from gateway.webhooks.secrets import Secrets

AB: dict[str, Any] = {"variants": 2, "prompts": [{"headline": "DO THIS"}, {"headline": "NEVER DO THIS"}]}
ABC = AB | {"prompts": [*AB["prompts"], {"headline": "STOP IT"}]}

Ask = Callable[..., Any]


@pytest.fixture
def ports(ports):
    ports.models.house = House((STUDIO, BANANA))
    return replace(ports, desk=replace(ports.desk, outgoing=Outgoing(secrets=Secrets("a secret of this test"))))


@pytest.fixture
async def ann(new_visitor) -> Visitor:
    return await new_visitor().consented("google")


@pytest.fixture
def both(ann) -> Ask:
    """What a rehearsal says, and then the run itself."""

    async def ask(asks: Any = ann, project: str = "", **body: Any) -> tuple[dict[str, Any], httpx.Response]:
        path = f"/project/{project or await ann.project()}/queue"
        rehearsal = await asks.post(f"{path}?dry_run=true", json=body)
        assert rehearsal.status_code == 200, rehearsal.text
        return rehearsal.json(), await asks.post(path, json=body)

    return ask


@pytest.fixture
def program(ann, stranger, sql) -> Ask:
    """A client that speaks for Ann by a key which may spend so much."""

    async def make(cap: int) -> httpx.AsyncClient:
        sql(f"update profiles set plan = 'team' where user_id = '{ann.user}'", left_with(ann.user, 1000))  # noqa: S608 - ours
        form = {"name": "Script", "scopes": ["read", "create", "render"], "spend_cap": cap}
        key = (await ann.post("/me/keys", json=form)).json()["key"]
        return httpx.AsyncClient(
            transport=stranger._transport, base_url="http://thumbs.test", headers={"authorization": f"Bearer {key}"}
        )

    return make


def same(promised: dict[str, Any], response: httpx.Response) -> bool:
    """Whether the first blocker is the refusal, word for word and number for number."""
    said = {name: value for name, value in response.json().items() if name not in {"instance", "request_id"}}
    return promised["blockers"][0] == said


@pytest.mark.parametrize("body", [{"variants": 2}, ABC], ids=["one", "three"])
async def test_a_keys_cap_is_seen(program, both, body):
    promised, response = await both(await program(2), **body)

    assert (codes(promised), response.status_code) == (["key_spend_cap_reached"], 403)
    assert same(promised, response)
    assert promised["blockers"][0]["available"] == 2


async def test_a_person_is_not_bound_by_their_keys_cap(ann, program, both):
    await program(0)

    promised, response = await both(ann, variants=2)

    assert (promised["ok"], response.status_code) == (True, 202)


@pytest.mark.parametrize(("body", "waiting"), [({"variants": 2}, 1), (ABC, 0)], ids=["one", "three"])
async def test_a_full_queue_is_seen(ann, both, sql, body, waiting):
    sql(left_with(ann.user, 1000))
    (most,) = [plan["queued_jobs"] for plan in await ann_plans(ann) if plan["name"] == "starter"]
    for _ in range(most - 1 + waiting):
        assert (await ann.job(variants=2)).get("id")

    promised, response = await both(ann, **body)

    assert (codes(promised), response.status_code) == (["queue_full"], 429)
    assert same(promised, response)


async def ann_plans(ann) -> list[dict[str, Any]]:
    return [plan | {"queued_jobs": plan.get("queued_jobs", 20)} for plan in (await ann.get("/plans")).json()]


async def test_a_days_spending_is_seen(ann, both, ports):
    await ports.store.house_rules.set({"spend_per_person": 60_000})
    try:
        promised, response = await both(ann, variants=2, quality="draft", model_pref=BANANA.id)
        together, refused = await both(ann, **AB, quality="draft", model_pref=BANANA.id)
    finally:
        await ports.store.house_rules.set({"spend_per_person": 0})

    assert (codes(promised), response.status_code) == (["spend_cap_reached"], 429)
    assert codes(together) == ["spend_cap_reached"]
    assert refused.json()["code"] == "spend_cap_reached"


@pytest.mark.parametrize("url", ["http://example.org/hook", "https://10.1.2.3/"])
async def test_an_address_that_may_not_be_called_is_seen(both, url):
    promised, response = await both(webhook_url=url)

    assert codes(promised) == ["url_not_allowed"]
    assert same(promised, response)


async def test_a_free_lane_is_no_promise_and_a_line_no_refusal(ann, database):
    project = await ann.project()
    before = (await ann.post(f"/project/{project}/queue?dry_run=true")).json()["line"]
    job = await ann.job(variants=2)
    (posted,) = await database.select("outbox", job_id=job["id"])
    await database.call("reserve_credits", ticket=posted["payload"]["ticket"])
    after = (await ann.post(f"/project/{project}/queue?dry_run=true")).json()

    assert (before["waiting"], before["running"], before["free"]) == (0, 0, before["lanes"])
    assert after["line"]["free"] == before["free"] - 1
    assert after["ok"]


async def test_a_comparison_is_foreseen_together_and_one_by_one(both):
    promised, response = await both(**ABC)
    jobs = response.json()["jobs"]

    assert (promised["ok"], promised["differs_in"], response.status_code) == (True, "headline", 202)
    assert promised["cost"]["total"] == sum(job["quoted"] for job in jobs)
    assert [one["label"] for one in promised["prompts"]] == [job["label"] for job in jobs]
    assert [one["cost"]["total"] for one in promised["prompts"]] == [job["quoted"] for job in jobs]
    assert [one["model_plan"]["first"]["model"] for one in promised["prompts"]] == [job["model"] for job in jobs]
    assert promised["prompts"][0]["cost"]["refunds"][0]["refunded"] == jobs[0]["quoted"]
    assert promised["prompts"][0]["eta"]["seconds"] <= promised["prompts"][2]["eta"]["seconds"]


async def test_what_is_in_the_way_of_one_prompt_is_said_there(both):
    words = [{"headline": "FINE"}, {"headline": "FREE NUDE PICS"}]
    promised, response = await both(prompts=words)

    assert [codes(one) for one in promised["prompts"]] == [[], ["content_not_allowed"]]
    assert codes(promised) == ["content_not_allowed"]
    assert same(promised, response)


async def test_what_is_in_the_way_of_all_of_them_is_said_once(ann, both):
    promised, response = await both(project=await ann.project(refs=[]), **ABC)

    assert codes(promised) == ["references_missing"]
    assert [codes(one) for one in promised["prompts"]] == [["references_missing"]] * 3
    assert same(promised, response)


async def test_a_wallet_for_two_of_three_is_too_small(ann, both, sql):
    spend(sql, ann.user, 46)

    promised, response = await both(**ABC, model_pref="studio")

    assert (codes(promised), promised["balance"]["missing"]) == (["insufficient_credits"], 2)
    assert same(promised, response)


async def test_the_most_a_comparison_may_cost_is_shared_out(both):
    promised, response = await both(**AB, max_cost=7)
    jobs = response.json()["jobs"]

    assert {one["model_plan"]["first"]["model"] for one in promised["prompts"]} == {job["model"] for job in jobs}
    assert promised["cost"]["total"] == sum(job["quoted"] for job in jobs) <= 7


async def test_a_rehearsed_comparison_writes_nothing(ann, database):
    tables = ("prompts", "jobs", "outbox", "holds", "audit", "idempotency_keys", "policy_decisions")
    project = await ann.project()
    before = {table: await database.select(table) for table in tables}
    await ann.post(f"/project/{project}/queue?dry_run=true", json=ABC, headers={"idempotency-key": "rehearsal"})

    assert {table: await database.select(table) for table in tables} == before


@pytest.mark.parametrize("prompts", [[{"headline": "ONE"}, {"headline": "ONE"}], [{}, {}]])
async def test_what_is_no_comparison_is_none_in_a_rehearsal_either(ann, prompts):
    path = f"/project/{await ann.project()}/queue?dry_run=true"

    response = await ann.post(path, json={"prompts": prompts})

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_a_comparison_is_estimated_before_there_is_a_project(ann):
    selfie = await ann.selfie()
    found = (await ann.post("/estimate", json={**AB, "brief": {"refs": [selfie]}})).json()
    unsaid = (await ann.post("/estimate", json={"prompts": [{"vibe": ["bold"]}, {"vibe": ["neon"]}]})).json()

    assert (found["ok"], found["differs_in"], len(found["prompts"])) == (True, "headline", 2)
    assert codes(unsaid)[0] == "headline_empty"
