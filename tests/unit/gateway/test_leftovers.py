import pytest

from common.blobs import ObjectBlobs
from gateway.leftovers import clear, is_left_over

KEPT = [
    "jobs/job_1/images/1-1.png",
    "jobs/job_1/renders/1-1.png",
    "jobs/job_1/layout/spec.json",
    "jobs/job_1/sessions/1-1",
    "jobs/job_1/sessions/1-1-0",
    "jobs/job_2/identity/a",
]
GONE = [
    "jobs/job_1/identity/cutout",
    "jobs/job_1/images/2-1.png",
    "jobs/job_1/renders/2-1.json",
    "jobs/job_1/sessions/2-1",
    "jobs/job_1/sessions/2-1-0",
]


@pytest.fixture
async def blobs():
    store = ObjectBlobs("memory:///")
    for key in KEPT + GONE:
        await store.put(key, b"x")
    return store


async def test_the_face_and_undelivered_pictures_go_and_the_rest_stays(blobs):
    await clear(blobs, "job_1", {1})

    assert sorted(await blobs.list("jobs")) == sorted(KEPT)


async def test_clearing_twice_is_clearing_once(blobs):
    await clear(blobs, "job_1", {1})
    await clear(blobs, "job_1", {1})

    assert sorted(await blobs.list("jobs")) == sorted(KEPT)


def test_variant_12_is_not_variant_1():
    assert is_left_over("jobs/job_1/renders/12-1.png", "job_1", {1})
    assert not is_left_over("jobs/job_1/renders/12-1.png", "job_1", {12})
