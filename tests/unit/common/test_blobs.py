"""The port over a folder and over memory: the same promises. S3 speaks the same library."""

from pathlib import Path

import pytest

from common.blobs import ObjectBlobs, SealedBlobs, delete_prefix
from common.errors import Code, PermanentError

SECRET = "a secret of at least thirty-two characters"
KEY = "jobs/job_1/identity/cutout.png"


@pytest.fixture(params=["folder", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectBlobs:
    return ObjectBlobs("memory:///" if request.param == "memory" else (tmp_path / "blobs").as_uri())


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


async def test_a_store_on_this_machine_gives_no_links(blobs):
    await blobs.put("a", b".")

    assert await blobs.link("a", 60) is None


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
