"""Announced files: put where they were told to, taken in when they are what was announced."""

import asyncio
import hashlib
from dataclasses import replace
from typing import Any

import httpx
import pytest

from common.blobs import ObjectBlobs
from gateway.app import application
from gateway.incoming import Incoming, Pace
from gateway.sweep import Sweep


def told(data: bytes, **more) -> dict[str, Any]:
    sha256 = hashlib.sha256(data).hexdigest()
    return {"filename": "../me.jpg", "mime": "image/jpeg", "bytes": len(data), "sha256": sha256, **more}


async def announced(visitor, data: bytes, kind: str = "selfie", **more) -> dict[str, Any]:
    response = await visitor.post(f"/upload/{kind}", json=told(data, **more))
    assert response.status_code == 201, response.text
    return response.json()


async def put(client, slot: dict[str, Any], data) -> httpx.Response:
    upload = slot["upload"]
    return await client.request(upload["method"], upload["url"], content=data, headers=upload["headers"])


async def test_a_file_goes_straight_in_and_is_an_asset_once_it_was_looked_at(ann, stranger, picture, ports):
    slot = await announced(ann, picture)
    before = await ann.get(f"/assets/{slot['asset_id']}")
    sent = await put(stranger, slot, picture)  # the link is the permission
    done = await ann.post(slot["complete"])
    body = done.json()

    assert (before.status_code, sent.status_code, done.status_code) == (404, 204, 200)
    assert (body["id"], body["type"], body["width"], body["filename"]) == (slot["asset_id"], "selfie", 200, "me.jpg")
    assert body["face"]["status"] == "pending"
    assert await ports.blobs.list("incoming") == []


async def test_completing_it_again_or_twice_at_once_makes_one_asset(ann, picture):
    slot = await announced(ann, picture)
    await put(ann, slot, picture)
    both = await asyncio.gather(ann.post(slot["complete"]), ann.post(slot["complete"]))
    again = await ann.post(slot["complete"])

    assert {one.status_code for one in both} <= {200, 409}
    assert again.json()["id"] == slot["asset_id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert (await ann.get(f"/assets/{slot['asset_id']}")).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"mime": "text/html"}, 415, "unsupported_media"),
        ({"bytes": 25_000_001}, 413, "payload_too_large"),
        ({"bytes": 0}, 422, "validation_failed"),
        ({"sha256": "x"}, 422, "validation_failed"),
        ({"path": "/etc"}, 422, "validation_failed"),
    ],
)
async def test_what_cannot_come_in_is_refused_when_it_is_announced(ann, picture, change, status, code):
    response = await ann.post("/upload/selfie", json=told(picture) | change)

    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_a_selfie_is_not_even_announced_without_consent(new_visitor, picture):
    response = await new_visitor().post("/upload/selfie", json=told(picture))

    assert (response.status_code, response.json()["code"]) == (403, "consent_required")


async def test_more_or_less_than_announced_is_not_kept(ann, picture, ports):
    slot = await announced(ann, picture)
    long, short = await put(ann, slot, picture + b"x"), await put(ann, slot, picture[:-1])
    done = await ann.post(slot["complete"])

    assert [one.json()["code"] for one in (long, short)] == ["upload_differs"] * 2
    assert (done.status_code, done.json()["code"]) == (409, "upload_missing")
    assert await ports.blobs.list("incoming") == []


async def test_another_file_of_the_same_length_is_found_out(ann, picture):
    slot = await announced(ann, picture)
    await put(ann, slot, picture[:-1] + b"?")
    refused = await ann.post(slot["complete"])
    await put(ann, slot, picture)

    assert (refused.status_code, refused.json()["code"]) == (422, "upload_differs")
    assert (await ann.post(slot["complete"])).status_code == 200


async def test_what_is_no_picture_never_becomes_an_asset(ann):
    slot = await announced(ann, html := b"<!doctype html><script>alert(1)</script>")
    await put(ann, slot, html)
    refused = await ann.post(slot["complete"])

    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_media")
    assert (await ann.get(f"/assets/{slot['asset_id']}")).status_code == 404


async def test_nobody_else_can_complete_it(ann, bob, picture):
    slot = await announced(ann, picture)
    await put(ann, slot, picture)

    assert (await bob.post(slot["complete"])).status_code == 404


async def test_a_consent_taken_back_in_between_counts(ann, picture, sql):
    slot = await announced(ann, picture)
    await put(ann, slot, picture)
    sql(f"update consents set revoked_at = now() where user_id = '{ann.user}'")  # noqa: S608 - an id of our own

    assert (await ann.post(slot["complete"])).json()["code"] == "consent_required"


async def test_a_link_is_good_for_its_own_file_and_time_alone(stranger, ann, picture):
    url = (await announced(ann, picture))["upload"]["url"]
    other = (await announced(ann, picture))["asset_id"]
    changed = [
        url.replace("signature=", "signature=0"),
        url.replace("expires=", "expires=9"),
        url.replace("bytes=", "bytes=9"),
        url.replace(url.split("?")[0], f"/upload/incoming/{other}"),
    ]
    answers = [await stranger.put(one, content=picture) for one in changed]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "upload_link_invalid")}


@pytest.mark.parametrize("place", ["..%2F..%2Fetc%2Fpasswd", "ast_1", "%00", "ast_" + "A" * 27])
async def test_no_path_leads_out_of_the_folder(stranger, place):
    response = await stranger.put(f"/upload/incoming/{place}?bytes=1&expires=99999999999&signature=x", content=b"x")

    assert response.status_code in {404, 422}


async def test_a_store_that_signs_uploads_is_sent_to(ann, ports, picture):
    """Nothing is sent here: the link is signed on this machine."""
    cloud = ObjectBlobs("s3://bucket", aws_access_key_id="id", aws_secret_access_key="key", region="eu-north-1")
    transport = httpx.ASGITransport(application(replace(ports, blobs=cloud)))
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=ann.headers) as client:
        slot = (await client.post("/upload/selfie", json=told(picture))).json()

    assert slot["upload"]["url"].startswith("https://s3.eu-north-1.amazonaws.com/bucket/incoming/ast_")
    assert "X-Amz-Signature=" in slot["upload"]["url"]
    assert slot["upload"]["headers"] == {"content-type": "image/jpeg"}


async def test_the_same_announcement_with_the_same_key_is_one_upload(ann, picture):
    once = {"idempotency-key": "direct-1"}
    first, again = [await ann.post("/upload/selfie", json=told(picture), headers=once) for _ in range(2)]
    other = await ann.post("/upload/selfie", json=told(picture + b"x"), headers=once)

    assert again.json()["asset_id"] == first.json()["asset_id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["code"] == "idempotency_mismatch"


async def test_announced_files_that_never_came_are_forgotten(ann, picture, ports, sql):
    gone, kept = await announced(ann, picture), await announced(ann, picture)
    await put(ann, gone, picture)
    sql(f"update uploads set expires_at = now() - interval '2 hours' where id = '{gone['asset_id']}'")  # noqa: S608 - an id of our own
    await Sweep(ports.store, ports.blobs).once()

    assert (await ann.post(gone["complete"])).status_code == 404
    assert (await ann.post(kept["complete"])).json()["code"] == "upload_missing"
    assert await ports.blobs.list("incoming") == []


async def test_a_link_whose_time_is_over_says_so(ann, picture, sql):
    slot = await announced(ann, picture)
    sql(f"update uploads set expires_at = now() - interval '1 minute' where id = '{slot['asset_id']}'")  # noqa: S608 - an id of our own
    done = await ann.post(slot["complete"])

    assert (done.status_code, done.json()["code"]) == (410, "upload_expired")


async def drip():
    yield b"--b\r\n"
    await asyncio.sleep(5)


async def test_a_sender_that_stands_still_is_let_go(ann, ports, picture):
    slow = replace(ports, incoming=Incoming(pace=Pace(silence=0.05), links=ports.incoming.links))
    transport = httpx.ASGITransport(application(slow))
    slot = await announced(ann, picture)
    form = {"content-type": "multipart/form-data; boundary=b"}
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=ann.headers) as client:
        answers = [
            await client.post("/upload/selfie", content=drip(), headers=form),
            await client.put(slot["upload"]["url"], content=drip()),
        ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(408, "upload_too_slow")] * 2
    assert await ports.blobs.list("incoming") == []
