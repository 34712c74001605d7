"""The port over a folder, over memory and over S3: the same promises."""

import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.buses import PATIENCE
from tests.simulators.s3 import Bucket, serving

from common.blobs import ObjectBlobs, SealedBlobs, delete_prefix
from common.errors import Code, PermanentError, TransientError

SECRET = "a secret of at least thirty-two characters"
KEY = "jobs/job_1/identity/cutout.png"


S3_KEYS = {"access_key_id": "key", "secret_access_key": "secret", "region": "eu-central-1"}


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@contextlib.asynccontextmanager
async def s3_over(bucket: Bucket) -> AsyncGenerator[ObjectBlobs]:
    async with serving(bucket) as url:
        yield ObjectBlobs("s3://thumbworks/some/place", endpoint=url, client_options={"allow_http": True}, **S3_KEYS)


@pytest.fixture
async def s3(bucket: Bucket) -> AsyncIterator[ObjectBlobs]:
    async with s3_over(bucket) as blobs:
        yield blobs


@pytest.fixture(params=["folder", "memory", "s3"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path, bucket: Bucket) -> AsyncIterator[ObjectBlobs]:
    async with contextlib.AsyncExitStack() as leaving:
        match request.param:
            case "s3":
                yield await leaving.enter_async_context(s3_over(bucket))
            case "memory":
                yield ObjectBlobs("memory:///")
            case _:
                yield ObjectBlobs((tmp_path / "blobs").as_uri())


async def code_of(reading) -> Code:
    with pytest.raises(PermanentError) as caught:
        await reading
    return caught.value.code


async def test_what_was_put_can_be_got(blobs):
    await blobs.put("a/b.png", b"\x00\xff")

    assert await blobs.get("a/b.png") == b"\x00\xff"


async def test_putting_again_replaces(blobs):
    await blobs.put("a", b"one")
    await blobs.put("a", b"two")

    assert await blobs.get("a") == b"two"


async def test_what_is_not_there_is_missing(blobs):
    assert await code_of(blobs.get("nothing")) is Code.ASSET_MISSING
    assert not await blobs.exists("nothing")


async def test_a_list_holds_what_lies_under_a_prefix_and_nothing_beside_it(blobs):
    for key in ("jobs/1/a", "jobs/1/deep/b", "jobs/10/c", "other"):
        await blobs.put(key, b".")

    assert sorted(await blobs.list("jobs/1")) == ["jobs/1/a", "jobs/1/deep/b"]
    assert await blobs.list("nothing") == []


async def test_deleting_twice_is_no_error(blobs):
    await blobs.put("a", b".")
    await blobs.delete("a", "never-there")
    await blobs.delete("a")

    assert not await blobs.exists("a")


async def test_a_prefix_is_deleted_whole_and_counted(blobs):
    for key in ("jobs/1/a", "jobs/1/deep/b", "jobs/2/c"):
        await blobs.put(key, b".")

    assert await delete_prefix(blobs, "jobs/1") == 2
    assert await blobs.list("jobs") == ["jobs/2/c"]


@pytest.mark.parametrize("url", ["memory:///", "file:///tmp"])
async def test_a_store_on_this_machine_gives_no_links(url):
    blobs = ObjectBlobs(url)

    assert (await blobs.link("a", 60), await blobs.upload_link("a", 60)) == (None, None)


async def test_s3_serves_and_takes_files_by_signed_links(s3):
    await s3.put("a b/ü.png", b"a picture")
    url, headers = await s3.upload_link("sent.png", 60)
    async with httpx.AsyncClient(trust_env=False) as browser:
        served = await browser.get(await s3.link("a b/ü.png", 60))
        sent = await browser.put(url, content=b"another", headers=headers)
        bare = await browser.get(url.partition("?")[0])

    assert (served.content, sent.is_success, bare.status_code) == (b"a picture", True, 403)
    assert await s3.get("sent.png") == b"another"
    assert "secret" not in url


async def test_a_file_comes_and_goes_in_pieces(blobs):
    async def pieces():
        for _ in range(12):
            yield b"x" * (1 << 20)

    await blobs.put_stream("large", pieces())

    assert await blobs.size("large") == 12 << 20
    assert sum([len(piece) async for piece in await blobs.stream("large")]) == 12 << 20


async def test_a_store_that_is_away_is_worth_another_try_and_is_said_soon(s3, bucket):
    bucket.away = True
    begun = time.monotonic()
    with pytest.raises(TransientError) as away:
        await s3.get("a")

    assert away.value.code is Code.STORE_UNAVAILABLE
    assert bucket.asked > 1
    assert time.monotonic() - begun < PATIENCE  # and not minutes, as the library alone would


async def test_supabase_storage_is_named_by_its_project():
    blobs = ObjectBlobs("supabase://abcdef/thumbworks/pictures", **S3_KEYS)

    link = await blobs.link("jobs/1/a.png", 60) or ""

    assert link.startswith(
        "https://abcdef.storage.supabase.co/storage/v1/s3/thumbworks/pictures/jobs/1/a.png?X-Amz-Algorithm="
    )


async def test_a_sealed_file_opens_with_its_secret(blobs):
    await SealedBlobs(blobs, SECRET).put(KEY, b"a face")

    assert await SealedBlobs(blobs, SECRET).get(KEY) == b"a face"


async def test_a_sealed_file_tells_nothing_without_its_secret(blobs):
    await SealedBlobs(blobs, SECRET).put(KEY, b"a face" * 10)
    lying_there = await blobs.get(KEY)

    assert b"a face" not in lying_there
    assert await code_of(SealedBlobs(blobs, SECRET + "!").get(KEY)) is Code.ASSET_MISSING


async def test_a_sealed_file_under_another_name_is_refused(blobs):
    await SealedBlobs(blobs, SECRET).put(KEY, b"a face")
    await blobs.put("jobs/job_2/identity/cutout.png", await blobs.get(KEY))

    assert await code_of(SealedBlobs(blobs, SECRET).get("jobs/job_2/identity/cutout.png")) is Code.ASSET_MISSING


@pytest.mark.parametrize("kept", [0, 5, 12, 33])
async def test_a_sealed_file_that_was_cut_short_is_refused(blobs, kept):
    await SealedBlobs(blobs, SECRET).put(KEY, b"a face")
    await blobs.put(KEY, (await blobs.get(KEY))[:kept])

    assert await code_of(SealedBlobs(blobs, SECRET).get(KEY)) is Code.ASSET_MISSING


async def test_sealing_the_same_twice_never_looks_the_same(blobs):
    sealed = SealedBlobs(blobs, SECRET)
    await sealed.put(KEY, b"a face")
    first = await blobs.get(KEY)
    await sealed.put(KEY, b"a face")

    assert await blobs.get(KEY) != first


@pytest.mark.parametrize("secret", ["", "short"])
def test_sealing_without_a_real_secret_is_refused(secret):
    with pytest.raises(ValueError, match="THUMBWORKS_SECRET"):
        SealedBlobs(ObjectBlobs("memory:///"), secret)


@pytest.mark.parametrize("key", ["../outside", "a/../../outside"])
async def test_no_key_leads_out_of_the_folder(tmp_path, key):
    blobs = ObjectBlobs((tmp_path / "blobs").as_uri())
    with pytest.raises(ValueError, match="illegal"):
        await blobs.put(key, b".")

    assert not (tmp_path / "outside").exists()
