"""What an organisation has: who reaches it, whose faces are used, and who pays."""

import httpx
import pytest
from tests.contract.gateway.conftest import Visitor
from tests.contract.gateway.organisations.conftest import code, job_in, join

REACHED = [
    ("GET", "/assets/{picture}"),
    ("GET", "/assets/{reference}"),
    ("GET", "/assets/{selfie}"),
    ("POST", "/assets/{picture}/pin"),
    ("POST", "/assets/{reference}/pin"),
    ("GET", "/project/{project}"),
    ("PATCH", "/project/{project}"),
    ("POST", "/project/{project}/queue"),
    ("GET", "/projects/{project}/renders"),
    ("GET", "/jobs/{job}"),
    ("GET", "/jobs/{job}/events"),
    ("GET", "/stream/jobs/{job}"),
    ("GET", "/renders/{render}"),
    ("POST", "/renders/{render}/select"),
    ("POST", "/renders/{render}/text"),
    ("POST", "/renders/{render}/locales"),
    ("POST", "/renders/{render}/export"),
    ("POST", "/renders/{render}/edit"),
    ("POST", "/jobs/{job}/cancel"),
]
BODIES = {
    "PATCH": {"headline": "OTHER WORDS"},
    "/text": {"headline": "OTHER WORDS"},
    "/locales": {"locales": {"de": {"headline": "ANDERE WORTE"}}},
    "/export": {"formats": ["png"], "sizes": ["all"]},
    "/edit": {"instruction": "make it red"},
}


async def reach(visitor: Visitor, method: str, path: str) -> httpx.Response:
    body = BODIES.get(method) or BODIES.get("/" + path.rsplit("/", 1)[1])
    return await visitor.request(method, path, json=body, headers={"accept": "application/json"})


@pytest.mark.parametrize("who", ["outsider", "ex-member", "member of another", "another owner"])
async def test_nobody_else_reaches_what_an_organisation_has(things, owner, new_visitor, on_plan, who):
    attacker = await new_visitor().consented()
    if who == "ex-member":
        await join(owner, things.org, attacker)
        assert (await attacker.get(f"/jobs/{things.made['job']}")).status_code == 200
        await attacker.delete(f"/organisations/{things.org}/members/{attacker.user}")
    elif who != "outsider":
        boss = attacker if who == "another owner" else await new_visitor().consented()
        on_plan(boss, "team") if await boss.get("/me") else None
        theirs = (await boss.post("/organisations", json={"name": "Others"})).json()["id"]
        if boss is not attacker:
            await join(boss, theirs, attacker)

    for method, path in REACHED:
        response = await reach(attacker, method, path.format(**things.made))

        assert code(response) == (404, "not_found"), (method, path)
    used = {"headline": "GO", "refs": [things.made["selfie"]], "style_refs": [things.made["reference"]]}
    project = (await attacker.post("/project", json=used)).json()["id"]
    assert code(await attacker.post(f"/project/{project}/queue")) == (404, "not_found")
    inside = await attacker.post("/project", json={"headline": "GO", "organisation_id": things.org})
    assert code(inside) == (404, "not_found")


async def test_a_member_reaches_it_all(things, member):
    for method, path in REACHED:
        if path.startswith("/stream"):
            continue  # it is answered for as long as the job goes on
        response = await reach(member, method, path.format(**things.made))

        missing_file = response.status_code == 404 and response.json()["code"] == "asset_missing"
        assert missing_file or response.status_code not in {403, 404}, (method, path, response.text)
    listed = {one["id"] for one in (await member.get(f"/organisations/{things.org}/assets")).json()["items"]}
    assert listed >= {things.made[one] for one in ("picture", "selfie", "reference")}
    assert [one["id"] for one in (await member.get(f"/organisations/{things.org}/projects")).json()["items"]] == [
        things.made["project"]
    ]


async def test_who_left_does_not_even_reach_what_they_made_there(owner, org, member, database):
    made = await job_in(member, org, database)
    await owner.delete(f"/organisations/{org}/members/{member.user}")

    for path in ("/project/{project}", "/jobs/{job}", "/renders/{render}", "/assets/{picture}"):
        assert code(await reach(member, "GET", path.format(**made))) == (404, "not_found"), path
        assert (await reach(owner, "GET", path.format(**made))).status_code in {200, 503}, path


async def test_a_member_makes_pictures_of_a_face_that_is_shared(things, member):
    project = await member.project(refs=[things.made["selfie"]], organisation_id=things.org)

    assert (await member.post(f"/project/{project}/queue")).status_code == 202


async def test_a_face_is_shared_only_with_a_consent_that_names_the_organisation(owner, org, member):
    selfie = await owner.selfie()
    refused = await owner.put(f"/assets/{selfie}/organisation", json={"organisation_id": org})
    await owner.consented(org)
    shared = await owner.put(f"/assets/{selfie}/organisation", json={"organisation_id": org})
    seen = await member.get(f"/assets/{selfie}", headers={"accept": "application/json"})
    await owner.consented()
    hidden = await member.get(f"/assets/{selfie}")

    assert code(refused) == (403, "consent_required")
    assert refused.json()["recipient"] == org
    assert (shared.status_code, shared.json()["organisation_id"]) == (200, org)
    assert seen.status_code == 200
    assert code(hidden) == (404, "not_found")


async def test_a_face_goes_nowhere_that_its_own_person_has_not_named(things, member, ports, owner):
    card = ports.models.house.cards[0]
    google = card.model_copy(update={"id": "google", "service": "gen-gemini", "sends_faces_to": "google"})
    ports.models.house = type(ports.models.house)((card, google))
    await member.consented("google")
    project = await member.project(refs=[things.made["selfie"]], organisation_id=things.org)
    refused = await member.post(f"/project/{project}/queue", json={"model_pref": "google"})
    await owner.consented(things.org, "google")
    accepted = await member.post(f"/project/{project}/queue", json={"model_pref": "google"})

    assert code(refused) == (403, "consent_required")
    assert accepted.status_code == 202


async def test_a_project_that_uses_a_face_nobody_shared_is_run_by_its_person_alone(owner, org, member):
    project = await owner.project(organisation_id=org)

    assert code(await member.post(f"/project/{project}/queue")) == (404, "not_found")
    assert (await owner.post(f"/project/{project}/queue")).status_code == 202


async def test_what_is_not_shared_stays_its_owners(owner, org, member):
    selfie, reference = await owner.selfie(), await owner.reference()
    project = await owner.project()

    for path in (f"/assets/{selfie}", f"/assets/{reference}", f"/project/{project}"):
        assert code(await member.get(path)) == (404, "not_found")
    assert code(await member.put(f"/assets/{reference}/organisation", json={"organisation_id": org})) == (
        404,
        "not_found",
    )


async def test_sharing_is_taken_back(things, owner, member):
    path = f"/assets/{things.made['reference']}"
    taken_back = await owner.delete(f"{path}/organisation")

    assert taken_back.json()["organisation_id"] is None
    assert code(await member.get(path)) == (404, "not_found")


async def test_who_leaves_takes_their_face_along(owner, org, member):
    await member.consented(org)
    selfie = await member.selfie()
    await member.put(f"/assets/{selfie}/organisation", json={"organisation_id": org})
    before = await owner.get(f"/assets/{selfie}", headers={"accept": "application/json"})
    await member.delete(f"/organisations/{org}/members/{member.user}")
    after = await owner.get(f"/assets/{selfie}", headers={"accept": "application/json"})

    assert (before.status_code, after.status_code) == (200, 404)


async def test_only_its_owner_keeps_a_face_for_longer(things, member):
    path = f"/assets/{things.made['selfie']}/pin"

    assert code(await member.post(path)) == (403, "forbidden")


async def test_the_owner_pays_and_the_books_say_for_whom(owner, org, member, database):
    made = await job_in(member, org, database)
    (posted,) = await database.select("outbox", job_id=made["job"])
    await database.call("reserve_credits", ticket=posted["payload"]["ticket"])
    (held,) = await database.select("audit", key=f"hold:{made['job']}")

    assert (held["user_id"], held["delta_credits"]) == (owner.user, -2)
    assert held["meta"] == {"job_id": made["job"], "member": member.user}
    assert (await owner.get("/me")).json()["held"] == 2
    assert (await member.get("/me")).json()["credits"] == 50


async def test_a_member_runs_on_the_owners_plan_in_the_organisation_and_on_their_own_elsewhere(org, member):
    shared = await member.project(organisation_id=org)
    own = await member.project()

    assert (await member.post(f"/project/{shared}/queue", json={"quality": "4k"})).status_code == 202
    assert code(await member.post(f"/project/{own}/queue", json={"quality": "4k"})) == (403, "plan_required")


async def test_when_the_plan_loses_its_seats_nothing_is_lost_and_nothing_new_runs(things, owner, member, on_plan):
    on_plan(owner, "pro")

    assert (await member.get(f"/project/{things.made['project']}")).status_code == 200
    for visitor in (owner, member):
        refused = await visitor.post(f"/project/{things.made['project']}/queue")
        assert code(refused) == (403, "plan_required")
        assert refused.json()["required_plan"] == "team"


@pytest.mark.parametrize("body", [{}, {"prompts": [{"headline": "THIS"}, {"headline": "OR THAT"}]}])
async def test_when_the_plan_loses_its_seats_a_dry_run_says_what_the_run_would(things, owner, member, on_plan, body):
    on_plan(owner, "pro")
    path = f"/project/{things.made['project']}/queue"

    for visitor in (owner, member):
        refused = (await visitor.post(path, json=body)).json()
        rehearsal = await visitor.post(f"{path}?dry_run=true", json=body)
        first = rehearsal.json()["blockers"][0]
        assert (rehearsal.status_code, rehearsal.json()["ok"]) == (200, False)
        assert {name: first[name] for name in ("code", "status", "detail", "required_plan")} == {
            name: refused[name] for name in ("code", "status", "detail", "required_plan")
        }


async def test_when_it_ends_everything_goes_back_to_whom_it_belongs(things, owner, member, new_visitor, database):
    leaver = await join(owner, things.org, await new_visitor().consented())
    left = await job_in(leaver, things.org, database)
    stays = await job_in(member, things.org, database)
    await leaver.delete(f"/organisations/{things.org}/members/{leaver.user}")

    assert (await owner.delete(f"/organisations/{things.org}")).status_code == 204
    for visitor, made in ((owner, things.made), (owner, left), (member, stays)):
        for path in ("/project/{project}", "/jobs/{job}", "/renders/{render}", "/assets/{picture}"):
            response = await reach(visitor, "GET", path.format(**made))
            assert response.status_code in {200, 503}, (path, response.text)
    assert code(await reach(member, "GET", f"/jobs/{things.made['job']}")) == (404, "not_found")
    assert code(await reach(leaver, "GET", f"/jobs/{left['job']}")) == (404, "not_found")
    assert code(await owner.get(f"/organisations/{things.org}")) == (404, "not_found")
