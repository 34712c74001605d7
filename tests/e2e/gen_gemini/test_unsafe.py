"""A model draws something indecent: what becomes of it through the whole house, with a provider that is played.

The house's engine is the real one, with weights that take magenta for indecent.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from tests.e2e.gen_gemini.simulated import Simulated
from tests.e2e.house.books import balance, settled_once
from tests.e2e.house.conftest import PATIENCE, run
from tests.e2e.house.test_survival import start_job
from tests.eyes import assets_with_eyes

from common.errors import MEANINGS, Code
from thumbworks.home import Home, assets_folder

VARIANTS = 4
ENGINE = "nsfwjs-4.3.0"


@dataclass(frozen=True)
class Seen:
    """One job of four pictures, the first one magenta: as it ended, and what its stream said."""

    job: dict[str, Any]
    frames: list[tuple[str, dict[str, Any]]]
    charged: int
    refunded: int

    @property
    def blocked(self) -> dict[str, Any]:
        (variant,) = (one for one in self.job["variants"] if one["status"] == "blocked")
        return variant


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    folder = tmp_path_factory.mktemp("unsafe")
    running = Simulated(folder / "home", THUMBWORKS_ASSETS=str(assets_with_eyes(assets_folder(), folder / "assets")))
    yield running
    running.house.stop()


@pytest.fixture(scope="module")
def seen(seeing: Simulated, selfie: Path) -> Seen:
    seeing.tell("magenta")
    with httpx.Client(base_url=seeing.house.url, timeout=PATIENCE, trust_env=False) as api:
        before = balance(api)
        job_id = start_job(api, selfie, VARIANTS, ["google"], model_pref="nano-banana-2.1")
        frames = listened(api, job_id)
        charged, refunded = settled_once(api, job_id, before)
        return Seen(api.get(f"/jobs/{job_id}").json(), frames, charged, refunded)


def listened(api: httpx.Client, job_id: str) -> list[tuple[str, dict[str, Any]]]:
    """The stream of a job to its end."""
    found: list[tuple[str, dict[str, Any]]] = []
    with api.stream("GET", f"/stream/jobs/{job_id}") as stream:
        name = ""
        for line in stream.iter_lines():
            field, _, value = line.partition(": ")
            name = value if field == "event" else name
            if field == "data":
                found.append((name, json.loads(value)))
    return found


def rows(house: Simulated, query: str, *values: str) -> list[dict[str, Any]]:
    async def read() -> list[dict[str, Any]]:
        stack = Home.open(house.home).stack()
        assert stack
        connection = await asyncpg.connect(stack.database_url)
        try:
            return [dict(row) for row in await connection.fetch(query, *values)]
        finally:
            await connection.close()

    return asyncio.run(read())


def test_it_is_blocked_and_the_others_are_delivered(seen: Seen) -> None:
    shown = [variant["render"]["decency"] for variant in seen.job["variants"] if variant["render"]]

    assert seen.job["status"] == "partially_succeeded"
    assert (seen.blocked["error"]["code"], seen.blocked["render"]) == ("content_unsafe", None)
    assert [(page["verdict"], page["of"], page["engine"]) for page in shown] == [("safe", "picture", ENGINE)] * 3


def test_only_the_others_are_charged(seen: Seen) -> None:
    assert seen.refunded > 0
    assert seen.charged + seen.refunded == seen.job["quoted"]


def test_nothing_of_it_stays(seeing: Simulated, seen: Seen) -> None:
    mine = f"/{seen.blocked['variant']}"
    kept = [file.relative_to(seeing.home).as_posix() for file in seeing.home.rglob("*") if file.is_file()]
    of_the_job = [file for file in kept if seen.job["id"] in file]

    assert of_the_job
    assert [file for file in of_the_job if mine in file] == []


def test_the_audit_says_what_judged_it_and_counts_no_strike(seeing: Simulated, seen: Seen) -> None:
    written = rows(
        seeing,
        "select verdict, rule, engine from policy_decisions"
        " where subject like $1 and category = 'sexual' and place = '/picture'",
        f"{seen.job['id']}%",
    )

    assert sorted((row["verdict"], row["rule"]) for row in written) == [
        *[("allowed", "")] * 3,
        ("flagged", "picture-unsafe"),
    ]
    assert {row["engine"] for row in written} == {ENGINE}


def test_whoever_watches_is_told_at_once(seen: Seen) -> None:
    failed = [told for name, told in seen.frames if name == "variant.failed"]

    assert [(one["variant"], one["code"]) for one in failed] == [(seen.blocked["variant"], "content_unsafe")]
    assert failed[0]["message"] == MEANINGS[Code.CONTENT_UNSAFE]
    assert seen.frames[-1][0] == "job.completed"


def test_the_command_line_says_it_and_writes_the_others(seeing: Simulated, selfie: Path, tmp_path: Path) -> None:
    seeing.tell("magenta")
    order = ("--headline", "STOP DOING THIS", "--model", "nano-banana-2.1", "--variants", str(VARIANTS))
    done = run(seeing.home, "make", selfie, *order, "--allow", "google", "--out", tmp_path / "out")

    assert len(list((tmp_path / "out").glob("*.png"))) == VARIANTS - 1
    assert "partially succeeded" in done.stdout
    assert MEANINGS[Code.CONTENT_UNSAFE] in done.stderr
    assert done.returncode == 1  # not all of what was ordered
