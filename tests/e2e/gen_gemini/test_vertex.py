"""Checklist items 29 and 35 in a project of Vertex: its bucket, its batches, its ratio; a service account signs in."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr
from tests.e2e.gen_gemini.conftest import MODEL, SELFIE, Booth

from common.catalog import Size
from common.errors import Code
from common.events import JobCanceled
from common.wishes import Wishes

BUCKET = "gs://house/gemini"
BATCH = Wishes(batch=True)

Vertex = dict[str, Any]


@pytest.fixture(scope="module")
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(kind, form, serialization.NoEncryption()).decode()


@pytest.fixture
def project(private_key: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vertex:
    """Settings of a project; both Google's SDK and the object store sign in with the same service account."""
    account = {
        "type": "service_account",
        "client_email": "room@house.iam.gserviceaccount.com",
        "private_key": private_key,
        "private_key_id": "1",
        "token_uri": f"{url}/token",
        "gcs_base_url": f"{url}/store",
        "disable_oauth": True,
    }
    file = tmp_path / "account.json"
    file.write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT", str(file))
    return {
        "gemini_backend": "vertex",
        "vertex_base_url": url,
        "google_cloud_project": "house",
        "gemini_bucket": BUCKET,
    }


def jobs(booth: Booth) -> list[dict[str, Any]]:
    return [request for request in booth.world.requests if request["method"] == "batch"]


async def outcomes(booth: Booth, job_id: str, count: int) -> list[str]:
    async with asyncio.timeout(booth.patience):
        while True:
            found = [name for name in await booth.stream.names(job_id) if name in {"image.generated", "image.failed"}]
            if len(found) == count:
                return sorted(found)
            await asyncio.sleep(0.02)


async def test_item_35_a_project_is_signed_in_to(booth: Booth, project: Vertex) -> None:
    await booth.open(**project)

    page = await booth.page(await booth.ticket())

    asked = booth.world.requests[-1]["path"]
    assert asked == f"/v1beta1/projects/house/locations/global/publishers/google/models/{MODEL}:generateContent"
    assert page.model == MODEL


async def test_item_35_pictures_are_read_from_the_bucket_and_not_left_there(booth: Booth, project: Vertex) -> None:
    await booth.open(**project, gemini_bucket_pictures=True)

    page = await booth.page(await booth.ticket())

    assert booth.asked[-1]["outputConfig"] == {"outputUriPrefix": f"{BUCKET}/pictures/"}
    assert (page.width, page.height) == (1365, 768)
    assert await booth.blobs.exists(page.key)
    assert booth.world.buckets.stored == {}


async def test_item_35_a_tall_ratio_is_drawn_there_and_only_there(booth: Booth, project: Vertex) -> None:
    tall = Size(w=672, h=1584)
    await booth.open(**project)

    page = await booth.page(await booth.ticket(size=tall))

    assert booth.config()["imageConfig"]["aspectRatio"] == "9:21"
    assert (page.width, page.height) == (672, 1584)
    assert "9:21" in (await booth.cards())[MODEL]["can"]["ratios"]


async def test_item_35_the_developer_api_is_not_asked_for_a_tall_ratio(booth: Booth) -> None:
    await booth.open()

    page = await booth.page(await booth.ticket(size=Size(w=672, h=1584)))

    assert booth.config()["imageConfig"]["aspectRatio"] != "9:21"
    assert page.width / page.height == pytest.approx(672 / 1584, rel=0.01)
    assert "9:21" not in (await booth.cards())[MODEL]["can"]["ratios"]


async def test_item_29_on_vertex_variants_share_a_job_through_the_bucket(booth: Booth, project: Vertex) -> None:
    await booth.open(**project)
    ticket = await booth.ticket(wishes=BATCH)

    pages = await booth.pages(ticket, variants=3)

    body = jobs(booth)[0]["body"]
    [source] = body["inputConfig"]["gcsSource"]["uris"]
    assert len(jobs(booth)) == 1
    assert body["model"] == f"publishers/google/models/{MODEL}"
    assert source.startswith(f"{BUCKET}/thumbworks-")
    assert len({await booth.blobs.get(page.key) for page in pages}) == 3
    assert [sale["batch"] for sale in booth.world.bought] == [True] * 3


async def test_item_29_on_vertex_it_costs_half(booth: Booth, project: Vertex) -> None:
    await booth.open(**project)
    whole = await booth.page(await booth.ticket())

    half = await booth.page(await booth.ticket(wishes=BATCH))

    assert half.cost_micro_usd == pytest.approx(whole.cost_micro_usd / 2, rel=0.02)


@pytest.mark.parametrize(
    ("play", "expected"),
    [
        ("batch_partial", ["image.failed", "image.generated"]),
        ("batch_unfinished", ["image.failed", "image.generated"]),
        ("batch_expired", ["image.failed", "image.failed"]),
        ("batch_failed", ["image.failed", "image.failed"]),
    ],
)
async def test_item_29_on_vertex_what_was_answered_is_collected(
    booth: Booth, project: Vertex, play: str, expected: list[str]
) -> None:
    booth.world.script.then(play, model="batch")
    await booth.open(**project)
    ticket = await booth.ticket(wishes=BATCH)
    for variant in (1, 2):
        await booth.ask(ticket, variant)

    assert await outcomes(booth, ticket.job_id, 2) == expected


async def test_item_29_on_vertex_a_job_that_is_over_is_canceled_there(booth: Booth, project: Vertex) -> None:
    booth.world.script.then("batch_stuck", model="batch")
    await booth.open(**project)
    ticket = await booth.ticket(wishes=BATCH)
    await booth.ask(ticket)
    await booth.until(lambda: bool(booth.world.batches))

    await booth.stream.bus.announce(JobCanceled(next="credits", job_id=ticket.job_id))

    await booth.until(lambda: {batch.state for batch in booth.world.batches.values()} == {"CANCELLED"})


async def test_item_35_without_a_bucket_vertex_offers_no_batches(booth: Booth, project: Vertex) -> None:
    await booth.open(**project | {"gemini_bucket": ""})

    failure = await booth.failure(await booth.ticket(wishes=BATCH))

    assert failure.code == Code.OPTION_UNAVAILABLE
    assert (await booth.cards())[MODEL]["can"]["batch"] is False


async def test_item_27_vertex_reads_references_from_its_bucket(booth: Booth, project: Vertex) -> None:
    booth.settings = booth.settings.model_copy(update={"blobs_url": "gs://house/blobs"})
    await booth.open(**project, gemini_fetches=True)

    page = await booth.page(await booth.ticket())

    named = [part["fileData"]["fileUri"] for part in booth.parts() if "fileData" in part]
    assert named == [f"gs://house/blobs/{SELFIE}"]
    assert f"house/blobs/{page.key}" in booth.world.buckets.stored


async def test_item_27_what_vertex_may_not_read_travels_in_the_request(booth: Booth, project: Vertex) -> None:
    booth.settings = booth.settings.model_copy(update={"blobs_url": "gs://house/blobs"})
    booth.world.buckets.walled = True
    await booth.open(**project, gemini_fetches=True)

    await booth.page(await booth.ticket())

    assert [any("inlineData" in part for part in booth.parts(n)) for n in range(2)] == [False, True]
    assert len(booth.world.bought) == 1


DEVELOPER: Vertex = {"gemini_backend": "developer", "gemini_api_key": SecretStr("first")}


async def test_item_47_the_other_backend_takes_over_where_that_is_allowed(booth: Booth, project: Vertex) -> None:
    await booth.open(**project | DEVELOPER | {"gemini_failover": True})
    booth.world.spent_keys.add("first")

    page = await booth.page(await booth.ticket())

    paths = [request["path"] for request in booth.world.requests if request["method"] == "generate"]
    assert page.surcharge_micro_usd == 33_600
    assert ["/projects/" in path for path in paths] == [True]


async def test_item_47_and_nowhere_else(booth: Booth, project: Vertex) -> None:
    await booth.open(**project | DEVELOPER)
    booth.world.spent_keys.add("first")

    failure = await booth.failure(await booth.ticket())

    assert failure.code == Code.PROVIDER_QUOTA_EXHAUSTED
    assert all("/projects/" not in request["path"] for request in booth.world.requests)
