"""What must hold of a wallet whatever dies: the sum of its entries is its balance, and a job is settled once."""

import time
from typing import Any

import httpx

PATIENCE = 120.0


def balance(api: httpx.Client) -> int:
    return api.get("/me").raise_for_status().json()["credits"]


def entries(api: httpx.Client) -> list[dict[str, Any]]:
    return api.get("/credits/ledger", params={"limit": 100}).raise_for_status().json()["items"]


def settled(api: httpx.Client, job_id: str) -> dict[str, Any]:
    """The job once the ledger's word on it can be read: a canceled one is over before it is settled."""
    deadline = time.monotonic() + PATIENCE
    while (job := api.get(f"/jobs/{job_id}").raise_for_status().json())["charged"] is None:
        assert time.monotonic() < deadline, f"{job_id} is not settled"
        time.sleep(0.1)
    return job


def settled_once(api: httpx.Client, job_id: str, before: int) -> tuple[int, int]:
    """(charged, refunded) of a job that is settled; `before` is what was in the wallet when it was asked for."""
    job = settled(api, job_id)
    names = [entry["event"] for entry in api.get(f"/jobs/{job_id}/events").json()["items"]]
    moved = [entry["delta"] for entry in entries(api) if entry["job_id"] == job_id]

    assert names.count("credits.settled") == 1
    assert -sum(moved) == job["charged"] == before - balance(api)
    assert sum(entry["delta"] for entry in entries(api)) == balance(api)
    return job["charged"], job["refunded"]
