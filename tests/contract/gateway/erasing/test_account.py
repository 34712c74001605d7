"""`DELETE /me`: nothing of the person is left in a table, in the store or on the bus; the ledger still adds up."""

import json
import time

import asyncpg
import jwt
import pytest
from tests.contract.gateway.conftest import SECRET
from tests.contract.gateway.erasing.conftest import Owner

from common.events import RenderComposited
from gateway.erasing import Eraser

pytestmark = pytest.mark.usefixtures("full")


def email(owner: Owner) -> str:
    """Nobody else's: those who came back in other tests are still there."""
    return f"{owner.user}@erased.example.org"


def token(owner: Owner, **more: object) -> dict[str, str]:
    claims = {"sub": owner.user, "aud": "authenticated", "exp": time.time() + 300, "email": email(owner), **more}
    return {"authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}


@pytest.fixture
async def tables(database_url: str):
    """Which tables still hold a text, whatever the column."""
    connection = await asyncpg.connect(database_url)

    async def holding(text: str) -> set[str]:
        names = await connection.fetch(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        )
        found = set[str]()
        for name in (row["relname"] for row in names):
            query = f"select exists (select from public.{name} t where t::text ilike '%' || $1 || '%')"  # noqa: S608 - from the catalogue
            if await connection.fetchval(query, text):
                found.add(name)
        return found

    yield holding
    await connection.close()


@pytest.fixture
async def full(eve: Owner) -> dict[str, str]:
    """Something in every place."""
    eve.headers.update(token(eve))
    await eve.get("/me")
    selfie = await eve.stored_selfie()
    await eve.stored_reference()
    job = await eve.finished_job(selfie)
    await eve.post(f"/renders/{job.renders[0].id}/select")
    await eve.post("/upload/selfie", json={"mime": "image/jpeg", "bytes": 9, "sha256": "0" * 64, "filename": eve.mark})
    return {"job": job.id, "selfie": selfie}


async def test_nothing_is_left_but_a_ledger_of_nobody(full, eve, until_done, tables, database):
    receipt = (await eve.delete("/me")).json()
    done = await until_done(eve, receipt["url"])

    kept = {"audit", "holds", "consents", "attestations", "erasures", "policy_decisions", "profiles", "users"}
    assert await tables(eve.user) <= kept
    assert await tables(eve.mark) | await tables(email(eve)) == set()
    assert await eve.files() == []
    assert await eve.jobs_stream.told(full["job"]) == []
    assert await database.select("ledger_violations") == []
    assert done["erased"] | {"credits": 50, "selfies": 1, "references": 1, "renders": 1, "jobs": 1} == done["erased"]
    assert done["erased"]["messages"] >= 4
    assert done["erased"]["files"] == 8
    assert "audit" in {one["what"] for one in done["kept"]}


async def test_the_receipt_says_what_is_still_to_come(eve):
    receipt = (await eve.delete("/me")).json()

    assert receipt["state"] == "erased"
    assert [one["what"] for one in receipt["pending"]] == ["late work"]


@pytest.mark.usefixtures("books")
async def test_running_jobs_are_closed_before_anything_goes(full, eve, until_done, stream, wired):
    project = (await eve.post("/project", json={"headline": eve.mark, "refs": [full["selfie"]]})).json()["id"]
    job = (await eve.post(f"/project/{project}/queue", json={"variants": 2})).json()["id"]
    await wired.relay.sweep()
    await stream.until(job, "credits.reserved")

    receipt = (await eve.delete("/me")).json()
    await wired.relay.sweep()
    events = await stream.until(job, "credits.settled")
    assert receipt["state"] == "settling"
    assert await eve.files() != []

    await wired.store.projection.apply(10_000, events[-1])
    await until_done(eve, receipt["url"])

    assert events[-1].settlement.status == "canceled"
    assert await stream.told(job) == []


async def test_the_token_that_asked_is_good_for_nothing_but_the_receipt(eve):
    first = (await eve.delete("/me")).json()
    refused = await eve.get("/me")
    again = (await eve.delete("/me")).json()

    assert (refused.status_code, refused.json()["code"]) == (401, "account_erased")
    assert again["id"] == first["id"]


async def test_a_token_issued_before_does_not_bring_the_account_back(eve, until_done):
    await until_done(eve, (await eve.delete("/me")).json()["url"])
    eve.headers.update(token(eve, iat=int(time.time()) - 60))

    assert (await eve.post("/project", json={"headline": "I AM BACK"})).json()["code"] == "account_erased"


async def test_a_token_that_was_only_refreshed_does_not_either(eve, until_done):
    await until_done(eve, (await eve.delete("/me")).json()["url"])
    signed_in = [{"method": "password", "timestamp": int(time.time()) - 60}]
    eve.headers.update(token(eve, iat=int(time.time()) + 5, amr=signed_in))

    assert (await eve.get("/me")).json()["code"] == "account_erased"


async def test_who_signs_in_afterwards_begins_anew_without_a_second_grant(eve, until_done, database):
    await until_done(eve, (await eve.delete("/me")).json()["url"])
    eve.headers.update(token(eve, iat=int(time.time()) + 5))

    me = (await eve.get("/me")).json()

    assert (me["email"], me["credits"], me["consent"]) == (email(eve), 0, None)
    assert await database.select("ledger_violations") == []


async def test_a_receipt_is_read_by_its_link_alone(eve):
    receipt = (await eve.delete("/me")).json()
    del eve.headers["authorization"]

    assert (await eve.get(receipt["url"])).json()["id"] == receipt["id"]
    assert (await eve.get(receipt["url"][:-1] + "x")).status_code == 404


@pytest.mark.parametrize("dies_at", ["files", "rows", "messages"])
async def test_whoever_dies_in_the_middle_is_gone_on_with(eve, wired, dies_at, until_done, database_url, tables):
    """The steps before it ran; its own begins, and nothing is written of it."""
    erasure = await wired.store.erasures.of_account(eve.user)
    eraser = Eraser(wired.store, wired.blobs, wired.bus, wired.relay)
    while erasure.step != dies_at:
        erasure = await eraser._steps[erasure.step](erasure)
    await eraser._steps[dies_at](erasure)
    connection = await asyncpg.connect(database_url)
    back = "update erasures set step = $2, due_at = now() where id = $1"
    await connection.execute(back, erasure.id, dies_at)
    await connection.close()

    done = await until_done(eve, wired.receipts.link(erasure.id))

    assert done["erased"]["files"] == 8
    assert done["erased"]["messages"] >= 4
    assert await tables(eve.mark) == set()


async def test_an_event_that_comes_late_writes_nothing(full, eve, until_done, wired, tables):
    late = next(e for e in await eve.jobs_stream.told(full["job"]) if isinstance(e, RenderComposited))
    await until_done(eve, (await eve.delete("/me")).json()["url"])

    assert await wired.store.projection.apply(99_999, late) is None
    assert await tables(full["job"]) <= {"holds", "outcomes", "audit"}


async def test_nobody_elses_things_are_touched(eve, until_done, new_visitor):
    other = await new_visitor().consented()
    project = (await other.post("/project", json={"headline": "MINE", "refs": []})).json()

    await until_done(eve, (await eve.delete("/me")).json()["url"])

    assert (await other.get(f"/project/{project['id']}")).status_code in {200, 405}
    assert (await other.get("/me")).json()["consent"]
    assert json.dumps((await other.get("/me/erasures")).json()) == "[]"
