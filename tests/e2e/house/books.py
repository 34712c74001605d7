"""What must hold of a wallet whatever dies: the sum of its entries is its balance, and a job is settled once."""

from typing import Any

import httpx


def balance(api: httpx.Client) -> int:
    return api.get("/me").raise_for_status().json()["credits"]


def entries(api: httpx.Client) -> list[dict[str, Any]]:
    return api.get("/credits/ledger", params={"limit": 100}).raise_for_status().json()["items"]


def settled_once(api: httpx.Client, job_id: str, before: int) -> tuple[int, int]:
    """(charged, refunded) of a job that is settled; `before` is what was in the wallet when it was asked for."""
    job = api.get(f"/jobs/{job_id}").raise_for_status().json()
    names = [entry["event"] for entry in api.get(f"/jobs/{job_id}/events").json()["items"]]
    moved = [entry["delta"] for entry in entries(api) if entry["job_id"] == job_id]

    assert names.count("credits.settled") == 1
    assert -sum(moved) == job["charged"] == before - balance(api)
    assert sum(entry["delta"] for entry in entries(api)) == balance(api)
    return job["charged"], job["refunded"]
