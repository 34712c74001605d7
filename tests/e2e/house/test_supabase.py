"""The main job with everything kept in Supabase: the house has no Postgres and knows an address and a key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.house.conftest import RunningHouse
from tests.postgrest import PostgREST

from thumbworks.home import Home


@pytest.fixture(scope="module")
def house(postgrest: PostgREST, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    running = RunningHouse(
        tmp_path_factory.mktemp("house") / "home",
        THUMBWORKS_STORE="supabase",
        THUMBWORKS_SUPABASE_URL=postgrest.url,
        THUMBWORKS_SUPABASE_REST_URL=postgrest.url,
        THUMBWORKS_SUPABASE_KEY=postgrest.key,
    )
    yield running
    running.stop()


def test_a_selfie_becomes_thumbnails(house, make_it, postgrest):
    made = make_it()

    with postgrest.asked() as service:
        (job,) = service.get("/jobs").json()
        booked = [row["delta_credits"] for row in service.get("/audit?order=id").json()]
        violations = service.get("/ledger_violations").json()
    assert len(made.files) == 2
    assert (job["status"], job["cost_credits"]) == ("succeeded", 2)
    assert booked[-1] == -2
    assert violations == []
    assert house.children("postgres") == []


def test_the_key_is_nowhere_in_what_the_house_keeps(house: RunningHouse, make_it, postgrest):
    make_it()

    home = Home.open(house.home)
    kept = [file for file in home.path.rglob("*") if file.is_file() and Path("blobs") not in file.parents]
    assert [file for file in kept if postgrest.key.encode() in file.read_bytes()] == []
    assert postgrest.key not in house.said
