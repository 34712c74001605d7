"""Whoever sends a request twice must not get two things, or pay twice."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[3]

# They may be sent as often as one likes: what each one leaves behind is the same however often it is done.
REPEATABLE = {
    "/auth/sign-out": "out is out",
    "/estimate": "writes nothing",
    "/jobs/{job_id}/ticket": "makes nothing that stays",
    "/auth/callback": "an account is made once; the rest is what the token says each time",
    "/jobs/{job_id}/cancel": "a job is taken back once",
    "/assets/{asset_id}/pin": "kept is kept",
    "/assets/{asset_id}/complete": "an announced file is taken in once, under the id it was announced with",
    "/renders/{render_id}/export": "makes nothing that stays",
    "/webhooks/deliveries/{delivery_id}/replay": "the same call under the same id, which its receiver knows",
    "/upload/brand-guide": "fills a kit with the same however often it is read",
    "/invitations/{token}/accept": "a seat is taken once",
    "/webhooks/stripe": "an event is known by its own id",
    "/webhooks/provider": "a delivery is known by its own id",
    "/webhooks/provider/{name}": "a delivery is known by its own id",
}


def posts() -> dict[str, set[str]]:
    """The headers that each POST of the API documents."""
    paths = json.loads((ROOT / "docs/openapi.json").read_text())["paths"]
    return {
        path: {one["name"].lower() for one in methods["post"].get("parameters", ())}
        for path, methods in paths.items()
        if "post" in methods
    }


def test_every_post_that_makes_something_takes_an_idempotency_key():
    careless = [
        path for path, headers in posts().items() if "idempotency-key" not in headers and path not in REPEATABLE
    ]

    assert careless == [], "add `once: Once` (gateway.deps) to the route, or say in REPEATABLE why it is safe"


def test_nothing_is_excused_that_is_not_there():
    assert set(REPEATABLE) <= set(posts())
