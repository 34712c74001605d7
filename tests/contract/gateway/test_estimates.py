"""What is said of a run beforehand is what happens when it is queued, and saying it changes nothing."""

import itertools
import random
from dataclasses import replace
from typing import Any

import pytest

from common.catalog import Abilities, ModelCard
from gateway.wanting import House, Queue

STUDIO = ModelCard(
    id="studio-1", service="gen-studio", title="Studio", provider="thumbworks", draws="scene", seconds_per_variant=3
)
BANANA = ModelCard(
    id="gemini-nano-banana-2.1", service="gen-gemini", title="Nano Banana 2.1", provider="google", draws="picture",
    aliases=("nano-banana-2.1",), max_references=14, sends_faces_to="google", surcharge_micro_usd=33_600,
    seconds_per_variant=20, can=Abilities(draws_text=True, search=("web",), thinking=("medium",), batch=True),
)  # fmt: skip
DEAR = BANANA.model_copy(
    update={"id": "gpt-image-2", "service": "gen-external", "title": "GPT Image 2", "aliases": (), "provider": "openai",
            "surcharge_micro_usd": 170_000, "sends_faces_to": "openai"}
)  # fmt: skip
PRO = BANANA.model_copy(update={"id": "gemini-3-pro-image", "aliases": ("nanobanana-pro",), "experimental": True})
TABLES = ("users", "profiles", "assets", "projects", "prompts", "jobs", "outbox", "audit", "holds", "idempotency_keys")


@pytest.fixture
def ports(ports):
    ports.models.house = House((STUDIO, BANANA, DEAR), hidden=(PRO,))
    return ports


@pytest.fixture
async def ann(new_visitor):
    return await new_visitor().consented("google")


async def rehearsed(visitor, project: str, **body: Any) -> dict[str, Any]:
    response = await visitor.post(f"/project/{project}/queue?dry_run=true", json=body)
    assert response.status_code == 200
    return response.json()


async def estimated(visitor, **form: Any) -> dict[str, Any]:
    response = await visitor.post("/estimate", json=form)
    assert response.status_code == 200
    return response.json()


def spend(sql, user: str, amount: int) -> None:
    sql(f"select private.book('{user}', 'spent', {-amount}, 'spent:{user}', '{{}}')")


def codes(estimate: dict[str, Any]) -> list[str]:
    return [blocker["code"] for blocker in estimate["blockers"]]


async def test_a_rehearsal_says_cost_balance_time_and_who_makes_it(ann):
    found = await rehearsed(ann, await ann.project(), variants=4)

    assert (found["ok"], found["blockers"], found["quality"], found["variants"]) == (True, [], "std", 4)
    assert {name: found["cost"][name] for name in ("base", "surcharge", "total", "first_choice")} == {
        "base": 2, "surcharge": 4, "total": 6, "first_choice": 6
    }  # fmt: skip
    assert found["balance"] == {"available": 50, "held": 0, "sufficient": True, "missing": 0}
    assert found["model_plan"]["first"]["model"] == BANANA.id
    assert [one["model"] for one in found["model_plan"]["fallbacks"]] == [STUDIO.id]
    assert found["eta"] == {"seconds": 2 + 4 * 20 + 4, "queue_position": 0}


async def test_it_explains_whom_it_passed_over(ann):
    plan = (await rehearsed(ann, await ann.project()))["model_plan"]

    assert (plan["rule"], bool(plan["reason"])) == ("strongest", True)
    assert {one["model"]: (one["verdict"], one["code"]) for one in plan["considered"]} == {
        BANANA.id: ("first", None),
        STUDIO.id: ("fallback", None),
        DEAR.id: ("passed_over", "consent_required"),
        PRO.id: ("passed_over", "experimental"),
    }


async def test_it_says_what_comes_back_when_less_is_delivered(ann):
    found = await rehearsed(ann, await ann.project(), variants=4)

    assert [(one["charged"], one["refunded"]) for one in found["cost"]["refunds"]] == [
        (0, 6), (2, 4), (3, 3), (5, 1), (6, 0)
    ]  # fmt: skip


@pytest.mark.parametrize("delivered", range(5))
async def test_the_ledger_charges_what_the_estimate_said(ann, database, delivered):
    found = await rehearsed(ann, await ann.project(), variants=4)
    job = await ann.job(variants=4)
    (posted,) = await database.select("outbox", job_id=job["id"])
    await database.call("reserve_credits", ticket=posted["payload"]["ticket"])
    settled: dict[str, Any] = {}
    for variant in range(1, 5):
        status = "succeeded" if variant <= delivered else "failed"
        outcome = {"variant": variant, "attempt": 1, "status": status, "surcharge_micro_usd": 33_600}
        settled = await database.call("record_outcome", job=job["id"], **outcome)

    promised = next(one for one in found["cost"]["refunds"] if one["delivered"] == delivered)
    assert (settled["settlement"]["charged"], settled["settlement"]["refunded"]) == (
        promised["charged"], promised["refunded"]
    )  # fmt: skip


async def test_a_rehearsal_writes_nothing(ann, database):
    project = await ann.project()
    before = {table: await database.select(table) for table in TABLES}
    once = {"idempotency-key": "rehearsal"}
    await ann.post(f"/project/{project}/queue?dry_run=true", json={"quality": "4k"}, headers=once)
    await rehearsed(ann, project)
    await estimated(ann, brief={"headline": "GO"})

    assert {table: await database.select(table) for table in TABLES} == before


async def test_a_rehearsal_of_somebody_elses_project_finds_nothing(ann, bob):
    response = await bob.post(f"/project/{await ann.project()}/queue?dry_run=true")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_a_stranger_gets_no_estimate(stranger):
    assert (await stranger.post("/estimate", json={})).status_code == 401


async def test_an_empty_brief_has_a_price_and_says_what_is_missing(ann):
    found = await estimated(ann)

    assert (found["ok"], found["cost"]["total"]) == (False, 6)
    assert codes(found) == ["headline_empty", "references_missing"]
    assert found["warnings"] == []


async def test_all_that_is_in_the_way_is_said_at_once(new_visitor, sql):
    poor = new_visitor()
    await poor.get("/me")
    spend(sql, poor.user, 49)
    found = await estimated(poor, brief={"headline": "GO NOW"}, quality="std")

    assert codes(found) == ["references_missing", "consent_required", "insufficient_credits"]
    assert (found["balance"]["sufficient"], found["balance"]["missing"]) == (False, 1)
    assert found["model_plan"]["first"]["model"] == STUDIO.id


async def test_a_blocker_is_a_problem_document_with_its_details(ann):
    found = await estimated(ann, brief={"headline": "GO NOW"}, model_pref="gpt-image-2")
    blocker = next(one for one in found["blockers"] if one["code"] == "consent_required")

    assert (blocker["status"], blocker["recipient"], blocker["type"]) == (403, "openai", "/problems/consent_required")
    assert {"title", "detail"} <= set(blocker)


@pytest.mark.parametrize(
    ("brief", "wrong"),
    [
        ({"headline": ""}, {("headline_empty", "/headline")}),
        ({"headline": "one two three four five six seven eight nine"}, {("headline_too_long", "/headline")}),
        ({"headline": "GO", "platform": "myspace"}, {("unknown_platform", "/platform")}),
        ({"headline": "GO", "platform": "custom"}, {("size_out_of_range", "/size")}),
        ({"headline": "GO", "size": {"w": 9, "h": 9}}, {("size_out_of_range", "/size")}),
        ({"headline": "GO", "nonsense": 1}, {("validation_failed", "/nonsense")}),
        ({"headline": "GO", "typography": {"stroke": -1}}, {("validation_failed", "/typography/stroke")}),
        ({"headline": 7, "vibe": ["sad"]}, {("validation_failed", "/headline"), ("validation_failed", "/vibe/0")}),
        ({"headline": "GO", "refs": [f"ast_{n}" for n in range(11)]}, {("too_many_references", "/refs")}),
    ],
)
async def test_answers_that_are_wrong_are_named_and_the_rest_is_estimated(ann, brief, wrong):
    found = await estimated(ann, brief=brief)
    named = {(one["code"], one["errors"][0]["pointer"]) for one in found["blockers"] if "errors" in one}

    assert (named, found["cost"]["total"] > 0) == (wrong, True)


async def test_a_run_may_override_the_brief_of_an_estimate(ann):
    found = await estimated(
        ann, brief={"headline": "GO NOW", "quality": "4k", "variants": 6}, quality="draft", variants=2
    )

    assert (found["quality"], found["variants"], found["cost"]["base"]) == ("draft", 2, 1)


async def test_a_ceiling_holds_and_says_what_it_excluded(ann):
    project = await ann.project()
    found = await rehearsed(ann, project, max_cost=3)
    job = (await ann.post(f"/project/{project}/queue", json={"max_cost": 3})).json()

    assert (found["cost"]["total"], job["quoted"], job["model"]) == (2, 2, STUDIO.id)
    assert {one["model"]: one["code"] for one in found["model_plan"]["considered"]}[BANANA.id] == "max_cost_exceeded"


async def test_without_leave_to_fall_back_the_run_has_one_model(ann, database):
    job = await ann.job(allow_fallback=False)
    (posted,) = await database.select("outbox", job_id=job["id"])

    assert posted["payload"]["ticket"]["route"]["models"] == [BANANA.id]


async def test_when_nobody_can_make_it_there_is_no_price_and_the_reason(ann, ports):
    ports.models.house = House()
    found = await estimated(ann, brief={"headline": "GO NOW"})

    assert (found["cost"], found["eta"], found["balance"]["sufficient"]) == (None, None, None)
    assert "model_unavailable" in codes(found)


async def test_what_waits_at_the_room_makes_it_later(ann, ports):
    project = await ann.project()
    alone = (await rehearsed(ann, project))["eta"]["seconds"]
    ports.models.house = replace(ports.models.house, queues={"gen-gemini": Queue(waiting=12, working=4, slots=4)})
    behind = (await rehearsed(ann, project))["eta"]["seconds"]

    assert (alone, behind) == (86, 2 + 20 * 5 + 4)


async def test_behind_ones_own_jobs_one_stands_in_line(ann, database):
    project = await ann.project()
    for _ in range(3):
        job = await ann.job()
        (posted,) = await database.select("outbox", job_id=job["id"])
        await database.call("reserve_credits", ticket=posted["payload"]["ticket"])
    (plan,) = await database.select("plans", name="starter")
    found = await rehearsed(ann, project)

    assert found["balance"]["held"] == 18
    assert found["eta"]["queue_position"] == 3 - plan["running_jobs"] + 1
    assert found["eta"]["seconds"] > 86


CHANCE = random.Random(7)


def any_run() -> tuple[dict[str, Any], dict[str, Any]]:
    """(answers, queue body) of somebody who tries everything."""
    answers: dict[str, Any] = {
        "mode": CHANCE.choice(["design"] * 12 + ["copy"]),
        "quality": CHANCE.choice(["draft", "std", "4k"]),
        "variants": CHANCE.choice([2, 4, 6]),
        "model_pref": CHANCE.choice(["auto", "auto", "studio", "nano-banana-2.1", "gpt-image-2", "nanobanana-pro"]),
        "draw_text": CHANCE.random() < 0.1,
        "grounding": CHANCE.choice([[]] * 8 + [["web"], ["image"]]),
        "thinking": CHANCE.choice([None] * 8 + ["medium", "high"]),
        "service_tier": CHANCE.choice(["standard"] * 8 + ["batch", "flex"]),
        "platform": CHANCE.choice(["youtube", "reels", "x-header"]),
    }
    body: dict[str, Any] = {}
    if CHANCE.random() < 0.3:
        body["max_cost"] = CHANCE.choice([1, 4, 8, 30])
    if CHANCE.random() < 0.3:
        body["quality"] = CHANCE.choice(["draft", "std", "4k"])
    if CHANCE.random() < 0.2:
        body["allow_fallback"] = False
    return answers, body


async def somebody(new_visitor, sql):
    """With or without consent, more or less credits, on one plan or another."""
    visitor = new_visitor()
    await visitor.get("/me")
    if CHANCE.random() < 0.85:
        await visitor.consented(*CHANCE.choice([(), ("google",), ("google", "openai")]))
    if CHANCE.random() < 0.3:
        spend(sql, visitor.user, CHANCE.randint(40, 50))
    if CHANCE.random() < 0.5:
        sql(f"update profiles set plan = 'pro' where user_id = '{visitor.user}'")  # noqa: S608 - a UUID of ours
    return visitor


async def refs_of(visitor) -> list[str]:
    kind = CHANCE.choice(["good"] * 9 + ["none", "bad", "unknown"])
    if kind == "good":
        return [await visitor.selfie()]
    if kind == "bad":
        return [await visitor.selfie(usable=False, code="no_face_found", advice="Try again.")]
    return ["ast_unknown"] if kind == "unknown" else []


@pytest.mark.one_road(
    "what it promises is worked out by the gateway, from rows that each road gives alike in the tests above"
)
async def test_a_rehearsal_promises_exactly_what_queueing_does(new_visitor, sql):
    accepted = 0
    for _ in itertools.repeat(None, 120):
        visitor = await somebody(new_visitor, sql)
        answers, body = any_run()
        project = await visitor.project(**answers, refs=await refs_of(visitor))
        promised = await rehearsed(visitor, project, **body)
        form = {"brief": {"headline": "STOP DOING THIS", **answers, "refs": []}, **body}
        response = await visitor.post(f"/project/{project}/queue", json=body)
        said = response.json()

        assert promised["ok"] == (response.status_code == 202), (promised["blockers"], said)
        if promised["ok"]:
            accepted += 1
            first = promised["model_plan"]["first"]["model"]
            assert (promised["cost"]["total"], first) == (said["quoted"], said["model"])
            assert (await estimated(visitor, **form))["cost"]["total"] == said["quoted"]
        else:
            blocker = promised["blockers"][0]
            assert (blocker["code"], blocker["detail"]) == (said["code"], said["detail"])
    assert 10 < accepted < 110
