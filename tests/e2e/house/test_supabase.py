"""The main job with everything kept in Supabase: the house has no Postgres and knows an address and a key."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.house.conftest import RunningHouse, run
from tests.postgrest import PostgREST

from thumbworks.home import Home
from thumbworks.running import Exit


@pytest.fixture(scope="module")
def store(postgrest: PostgREST) -> dict[str, str]:
    return {
        "THUMBWORKS_STORE": "supabase",
        "THUMBWORKS_SUPABASE_URL": postgrest.url,
        "THUMBWORKS_SUPABASE_REST_URL": postgrest.url,
        "THUMBWORKS_SUPABASE_KEY": postgrest.key,
    }


@pytest.fixture(scope="module")
def house(store: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    running = RunningHouse(tmp_path_factory.mktemp("house") / "home", **store)
    yield running
    running.stop()


def test_a_selfie_becomes_thumbnails(house, make_it, postgrest):
    made = make_it()

    with postgrest.asked() as service:
        (job,) = service.get(f"/jobs?id=eq.{made.job['id']}").json()
        (held,) = service.get(f"/audit?key=eq.hold:{made.job['id']}").json()
        violations = service.get("/ledger_violations").json()
    assert len(made.files) == 2
    assert (job["status"], job["cost_credits"]) == ("succeeded", 2)
    assert held["delta_credits"] == -2
    assert violations == []
    assert house.children("postgres") == []


def test_the_key_is_nowhere_in_what_the_house_keeps(house: RunningHouse, make_it, postgrest):
    make_it()

    home = Home.open(house.home)
    kept = [file for file in home.path.rglob("*") if file.is_file() and Path("blobs") not in file.parents]
    assert [file for file in kept if postgrest.key.encode() in file.read_bytes()] == []
    assert postgrest.key not in house.said


def test_an_operator_reads_the_books_and_gives_a_charge_back(house, make_it, store):
    job = make_it().job["id"]

    given = [run(house.home, "credits", "refund", job, "--json", **store) for _ in range(2)]
    checked = run(house.home, "credits", "check", **store)

    assert [json.loads(answer.stdout)["refunded"] for answer in given] == [2, 0]
    assert (checked.returncode, checked.stdout.strip()) == (0, "Every credit is accounted for.")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"THUMBWORKS_SUPABASE_KEY": ""}, "needs THUMBWORKS_SUPABASE_KEY"),
        ({"THUMBWORKS_SUPABASE_KEY": "sb_secret_of_nobody"}, "does not answer, or not to this key"),
        ({"THUMBWORKS_STORE": "oracle"}, "is not known"),
    ],
    ids=["no key", "another key", "another store"],
)
def test_a_store_that_cannot_be_reached_is_named_before_anything_starts(tmp_path, store, wrong, said):
    refused = run(tmp_path / "home", "up", "--port", "0", **(store | wrong))

    assert refused.returncode == Exit.CANNOT_STAND
    assert said in refused.stdout + refused.stderr
