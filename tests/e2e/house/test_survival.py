"""Things die while a job runs; it still ends once and is paid once."""

import asyncio
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.gen_gemini.simulated import MODEL, Simulated
from tests.e2e.house.books import balance, settled_once
from tests.e2e.house.conftest import THUMBWORKS, RunningHouse, environment

PATIENCE = 240.0
STANDARD = 2
"""Credits for standard thumbnails, without what a model's pictures add."""
OVER = {"succeeded", "partially_succeeded", "failed", "blocked", "canceled", "expired"}


@pytest.fixture(scope="module")
def whole_street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    """A house with one process per service and a provider that is played; whoever is killed in it is started again."""
    running = Simulated(tmp_path_factory.mktemp("street") / "home", "--processes")
    yield running
    running.house.stop()


@pytest.fixture
def simulated(whole_street: Simulated) -> Simulated:
    """With a provider that was asked nothing yet."""
    whole_street.provider.post("/simulator/reset").raise_for_status()
    return whole_street


@pytest.fixture
def street(whole_street: Simulated) -> RunningHouse:
    return whole_street.house


def start_job(api: httpx.Client, selfie: Path, variants: int = 4, recipients: Sequence[str] = (), **brief: Any) -> str:
    api.post("/me/consent", json={"recipients": list(recipients)}).raise_for_status()
    asset = api.post("/upload/selfie", files={"file": selfie.read_bytes()}).raise_for_status().json()
    brief = {"headline": "STOP DOING THIS", "refs": [asset["id"]]} | brief
    project = api.post("/project", json=brief).raise_for_status().json()
    queued = api.post(f"/project/{project['id']}/queue", json={"variants": variants, "seed": 1})
    return queued.raise_for_status().json()["id"]


def until(api: httpx.Client, job_id: str, *, event: str | None = None) -> dict[str, Any]:
    """Wait until the job is over, or until its history holds `event`."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            job = api.get(f"/jobs/{job_id}").raise_for_status().json()
            names = [entry["event"] for entry in api.get(f"/jobs/{job_id}/events").json()["items"]] if event else []
        except httpx.HTTPError:
            time.sleep(0.2)
            continue
        if job["status"] in OVER or (event and event in names):
            return job
        time.sleep(0.02)
    raise AssertionError(f"job {job_id} is not over")


def until_told(api: httpx.Client, job_id: str, event: str) -> None:
    """A canceled job says so at once, and is settled when what was bought for it is in."""
    deadline = time.monotonic() + PATIENCE
    while event not in [entry["event"] for entry in api.get(f"/jobs/{job_id}/events").json()["items"]]:
        assert time.monotonic() < deadline, f"{job_id}: no {event}"
        time.sleep(0.1)


def paid_for(api: httpx.Client, job_id: str, before: int) -> tuple[str, int, int]:
    """(status, charged, what left the wallet)"""
    job = until(api, job_id)
    return job["status"], job["charged"], before - balance(api)


@pytest.mark.parametrize("victim", ["compositor", "credits", "identity", "gen-studio"])
def test_a_service_killed_in_the_middle_of_a_job_costs_neither_the_job_nor_a_second_payment(
    street: RunningHouse, selfie: Path, victim: str
) -> None:
    with httpx.Client(base_url=street.url, timeout=PATIENCE, trust_env=False) as api:
        before = balance(api)
        job_id = start_job(api, selfie)
        until(api, job_id, event="job.requested")
        street.kill(f"/{victim}$")

        assert paid_for(api, job_id, before) == ("succeeded", 2, 2)
        assert [entry["event"] for entry in api.get(f"/jobs/{job_id}/events").json()["items"]].count(
            "credits.settled"
        ) == 1
    street.until_said(f"{victim} ended with status")


def test_what_is_bought_when_a_job_is_canceled_finishes_and_counts_and_the_rest_is_refunded(
    simulated: Simulated, selfie: Path
) -> None:
    """Two of four variants are with the provider, two were turned away and wait: only those are taken back."""
    with httpx.Client(base_url=simulated.house.url, timeout=PATIENCE, trust_env=False) as api:
        before = balance(api)
        simulated.tell("slow:6", "slow:6", "rate_limit:120", "rate_limit:120")
        job_id = start_job(api, selfie, 4, ["google"], model_pref=MODEL)
        simulated.until_asked(4)
        api.post(f"/jobs/{job_id}/cancel").raise_for_status()
        until_told(api, job_id, "credits.settled")

        charged, refunded = settled_once(api, job_id, before)
        variants = [variant["status"] for variant in api.get(f"/jobs/{job_id}").json()["variants"]]

    assert sorted(variants) == ["canceled", "canceled", "succeeded", "succeeded"]
    assert charged > 0
    assert refunded > 0
    assert len(simulated.said()["bought"]) == 2


def test_a_generator_killed_between_request_and_answer_costs_neither_the_job_nor_a_second_payment(
    simulated: Simulated, selfie: Path
) -> None:
    """The provider is asked again, at our cost; the wallet is charged for the pictures that came, once."""
    with httpx.Client(base_url=simulated.house.url, timeout=PATIENCE, trust_env=False) as api:
        before = balance(api)
        simulated.tell("slow:45", "slow:45")
        job_id = start_job(api, selfie, 2, ["google"], model_pref=MODEL)
        simulated.until_asked(2)
        simulated.house.kill("/gen-gemini$")

        status, charged, gone = paid_for(api, job_id, before)
        job = api.get(f"/jobs/{job_id}").json()
        names = [entry["event"] for entry in api.get(f"/jobs/{job_id}/events").json()["items"]]
        until_told(api, job_id, "credits.settled")
        settled_once(api, job_id, before)

    assert (status, charged) == ("succeeded", job["est_credits"])
    assert gone == charged
    assert names.count("image.generated") == 2
    assert simulated.asked > 2  # what was lost with the process was asked for again
    simulated.house.until_said("gen-gemini ended with status")


def test_identity_killed_while_faces_are_compared_buys_nothing_twice(simulated: Simulated, selfie: Path) -> None:
    """Strict: two strangers are drawn, each is tried once more, then the photographed faces are taken."""
    with httpx.Client(base_url=simulated.house.url, timeout=PATIENCE, trust_env=False) as api:
        before = balance(api)
        simulated.tell(*["stranger"] * 6)
        job_id = start_job(api, selfie, 2, ["google"], model_pref=MODEL, face_lock="strict")
        until_told(api, job_id, "image.generated")
        simulated.house.kill("/identity$")
        job = until(api, job_id)
        charged, _ = settled_once(api, job_id, before)

    assert (job["status"], charged) == ("succeeded", STANDARD)
    assert len(simulated.said()["bought"]) == 4
    simulated.house.until_said("identity ended with status")


def test_a_killed_nats_server_is_named_and_the_job_survives_its_restart(house: RunningHouse, selfie: Path) -> None:
    with httpx.Client(base_url=house.url, timeout=PATIENCE, trust_env=False) as api:
        before = balance(api)
        job_id = start_job(api, selfie)
        until(api, job_id, event="credits.reserved")
        house.kill("nats-server")

        assert paid_for(api, job_id, before) == ("succeeded", 2, 2)
    house.until_said("nats-server stopped unexpectedly")


def test_a_second_make_joins_the_stack_of_the_first(selfie: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"

    async def one(number: int) -> tuple[int, str]:
        await asyncio.sleep(0.5 * number)
        process = await asyncio.create_subprocess_exec(
            THUMBWORKS,
            *("make", selfie, "--headline", "STOP DOING THIS", "--variants", "2", "--out", tmp_path / str(number)),
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    async def both() -> list[tuple[int, str]]:
        return list(await asyncio.gather(one(0), one(1)))

    for status, said in asyncio.run(both()):
        assert status == 0, said


def test_a_stopped_house_takes_its_servers_with_it(tmp_path: Path) -> None:
    running = RunningHouse(tmp_path / "home")
    servers = running.children("nats-server") + running.children("postgres")

    status = running.stop()

    assert status == 0
    assert servers
    assert not any(Path(f"/proc/{pid}").exists() for pid in servers)
