"""An organisation's rows, read as PostgREST would read them for its members and for everybody else."""

import json
from uuid import uuid4

import asyncpg
import pytest

from common.database import AsyncpgDatabase
from common.ids import new_id

PROJECTS_ROWS = ("projects", "prompts", "jobs", "job_variants", "renders", "revisions", "selections")


async def new_user(database: AsyncpgDatabase, plan: str = "team") -> str:
    user = str(uuid4())
    await database.call("ensure_user", user=user, email=None, name="", plan=plan)
    return user


async def organisation(database: AsyncpgDatabase, owner: str, *members: str) -> str:
    org = new_id("org")
    await database.call("create_organisation", user=owner, id=org, name="The Channel")
    for member in members:
        invitation = {"id": new_id("inv"), "organisation_id": org, "role": "member", "token_hash": str(uuid4())}
        await database.call("invite", user=owner, invitation=invitation | {"expires_at": "2099-01-01T00:00:00Z"})
        await database.call("accept_invitation", user=member, token_hash=invitation["token_hash"], email=None)
    return org


async def picture(database: AsyncpgDatabase, user: str, ticket, org: str | None) -> str:
    """A project with a row in each of its tables; answers the picture's asset."""
    project = {"id": ticket.project_id, "mode": "design", "platform": "youtube", "width": 9, "height": 9, "brief": {}}
    await database.call("create_project", user=user, project=project | {"organisation_id": org})
    job = {"id": ticket.job_id, "project_id": ticket.project_id, "model": "studio", "quality": "std", "variants": 2}
    job |= {"est_credits": 2, "queue_expires_at": ticket.queue_expires_at.isoformat()}
    prompt = {"id": new_id("prm"), "raw": {}, "normalized": {}, "seed": 1, "model_pref": "auto"}
    event = {"message_id": str(uuid4()), "job_id": ticket.job_id, "subject": "job.requested.credits.x", "payload": {}}
    await database.call("queue_job", user=user, job=job, prompt=prompt, event=event)
    page = {"files": {"png": "a.png"}, "width": 8, "height": 8, "bytes": {"png": 1}}
    composited = {"variant": 1, "attempt": 1, "at": "2026-11-25T00:00:00Z", "ticket": {"render": page}}
    await database.call("project_event", seq=9, subject=f"render.composited.credits.{ticket.job_id}", event=composited)
    render = f"rnd_{ticket.job_id.removeprefix('job_')}_1"
    revision = {"id": new_id("rnd"), "from_id": render, "asset_id": new_id("ast"), "path": "b.png", "meta": {}}
    revision |= {"width": 8, "height": 8, "bytes": 1, "media_type": "image/png"}
    await database.call("save_revisions", user=user, revisions=[revision])
    await database.call("select_render", id=render, user=user)
    return render.replace("rnd_", "ast_")


@pytest.fixture
async def counts(database_url: str):
    """How many rows of each table somebody sees."""

    async def of(user: str, *tables: str) -> dict[str, int]:
        connection = await asyncpg.connect(database_url)
        await connection.execute("select set_config('request.jwt.claims', $1, false)", json.dumps({"sub": user}))
        await connection.execute("set role authenticated")
        seen = {table: await connection.fetchval(f"select count(*) from {table}") for table in tables}  # noqa: S608 - ours
        await connection.close()
        return seen

    return of


async def test_members_read_what_belongs_to_their_organisation(database, new_ticket, counts):
    owner, member = await new_user(database), await new_user(database, "starter")
    org = await organisation(database, owner, member)
    await picture(database, owner, new_ticket(user_id=owner), org)

    seen = await counts(member, *PROJECTS_ROWS, "organisations", "memberships", "assets")

    assert seen == {**dict.fromkeys(PROJECTS_ROWS, 1), "organisations": 1, "memberships": 1, "assets": 2}


@pytest.mark.parametrize("who", ["outsider", "ex-member", "member of another"])
async def test_nobody_else_reads_any_of_it(database, new_ticket, counts, who):
    owner, attacker = await new_user(database), await new_user(database, "starter")
    org = await organisation(database, owner, *([attacker] if who == "ex-member" else []))
    await picture(database, owner, new_ticket(user_id=owner), org)
    if who == "ex-member":
        await picture(database, attacker, new_ticket(user_id=attacker), org)
        await database.call("remove_member", organisation=org, user=owner, member=attacker)
    elif who == "member of another":
        await organisation(database, await new_user(database), attacker)

    seen = await counts(attacker, *PROJECTS_ROWS, "assets")

    assert not any(seen.values()), seen


async def test_personal_projects_stay_personal(database, new_ticket, counts):
    owner, member = await new_user(database), await new_user(database, "starter")
    await organisation(database, owner, member)
    await picture(database, owner, new_ticket(user_id=owner), None)

    assert not any((await counts(member, *PROJECTS_ROWS, "assets")).values())
    assert all((await counts(owner, *PROJECTS_ROWS, "assets")).values())


async def test_a_shared_face_is_not_read_past_the_consent(database, counts):
    owner, member = await new_user(database), await new_user(database, "starter")
    org = await organisation(database, owner, member)
    await database.call("record_consent", id=new_id("cns"), user=owner, statement="", recipients=[org], source="test")
    for kind in ("selfie", "ref"):
        asset = {"id": new_id("ast"), "type": kind, "path": "x", "width": 9, "height": 9}
        await database.call("create_asset", user=owner, asset=asset)
        await database.call("share_asset", id=asset["id"], user=owner, organisation=org)

    assert (await counts(member, "assets")) == {"assets": 1}
    assert (await counts(owner, "assets")) == {"assets": 2}


async def test_invitations_are_read_by_nobody(database, counts):
    owner = await new_user(database)
    await organisation(database, owner)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await counts(owner, "invitations")


async def erase(database: AsyncpgDatabase, user: str) -> None:
    """As the steps do it, once the person's jobs are settled."""
    begun = await database.call("erase_account", id=new_id("ers"), user=user)
    await database.call("erasure_jobs", id=begun["id"])
    for _ in range(2):
        await database.call("erase_rows", id=begun["id"])


async def project_of_both(database: AsyncpgDatabase, new_ticket, org: str, maker: str, other: str) -> str:
    """Somebody's project of the organisation in which the other has run a job too."""
    ticket = new_ticket(user_id=maker)
    await picture(database, maker, ticket, org)
    job = {"id": new_id("job"), "project_id": ticket.project_id, "model": "studio", "quality": "std", "variants": 2}
    job |= {"est_credits": 2, "queue_expires_at": ticket.queue_expires_at.isoformat()}
    prompt = {"id": new_id("prm"), "raw": {}, "normalized": {}, "seed": 1, "model_pref": "auto"}
    event = {"message_id": job["id"], "job_id": job["id"], "subject": "job.requested.credits.x", "payload": {}}
    await database.call("queue_job", user=other, job=job, prompt=prompt, event=event)
    return ticket.project_id


@pytest.mark.parametrize("left_before", [True, False])
async def test_a_member_who_is_erased_leaves_what_is_not_theirs(database, new_ticket, left_before):
    owner, member = await new_user(database), await new_user(database, "starter")
    org = await organisation(database, owner, member)
    theirs = await project_of_both(database, new_ticket, org, member, owner)
    others = await project_of_both(database, new_ticket, org, owner, member)
    if left_before:
        await database.call("remove_member", organisation=org, user=member, member=member)

    await erase(database, member)

    kept = 2 if left_before else 1  # what somebody who left had made was the organisation's by then
    for project in (theirs, others):
        found = await database.call("get_project", id=project, user=owner)
        assert (found["user_id"], len(await database.select("prompts", project_id=project))) == (owner, kept)
    for table in ("memberships", "projects", "jobs", "assets", "revisions"):
        assert await database.select(table, user_id=member) == [], table


async def test_an_organisation_ends_with_its_owner_and_its_members_keep_their_projects(database, new_ticket):
    owner, member = await new_user(database), await new_user(database, "starter")
    org = await organisation(database, owner, member)
    kept = await project_of_both(database, new_ticket, org, member, owner)
    gone = await project_of_both(database, new_ticket, org, owner, member)

    await erase(database, owner)

    assert await database.select("organisations", id=org) == []
    assert (await database.call("get_project", id=kept, user=member))["organisation_id"] is None
    assert len(await database.select("jobs", project_id=kept, user_id=member)) == 2
    assert await database.select("projects", id=gone) == []
