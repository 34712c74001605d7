import asyncio
import hashlib
import io
import zlib
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from common.blobs import ObjectBlobs
from gateway.app import application


def png(size: tuple[int, int], mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (80, 80), color) for color in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = (10_000).to_bytes(4, "big") * 2
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\x02\0\0\0") + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


async def send(visitor, data: bytes, name: str = "me.jpg", **fields):
    return await visitor.post("/upload/selfie", files={"file": (name, data, "image/jpeg")}, data=fields)


async def test_a_selfie_becomes_an_asset(ann, picture):
    response = await send(ann, picture)
    body = response.json()

    assert response.status_code == 201
    assert response.headers["location"] == body["url"] == f"/assets/{body['id']}"
    assert (body["type"], body["width"], body["height"]) == ("selfie", 200, 160)


async def test_its_face_is_pending_while_nobody_can_look(ann, picture):
    body = (await send(ann, picture)).json()

    assert (body["usable"], body["face"]["status"]) == (None, "pending")


@pytest.mark.one_road("refused before anything is written down")
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"not a picture", 415, "unsupported_media"),
        (b"<!doctype html><script>alert(1)</script>", 415, "unsupported_media"),
        (b"", 415, "unsupported_media"),
        (png((200, 200))[:-40], 422, "image_unreadable"),
        (bomb(), 422, "image_too_large"),
        (moving(), 422, "image_animated"),
        (png((20, 20)), 422, "image_too_small"),
    ],
    ids=["no picture", "html", "nothing", "truncated", "100 megapixels", "animated", "tiny"],
)
async def test_a_file_that_cannot_be_used_is_refused_by_name(ann, data, status, code):
    response = await send(ann, data)

    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.one_road("refused before anything is written down")
async def test_an_upload_of_forty_megabytes_is_too_large(ann):
    response = await send(ann, b"\xff\xd8\xff" + bytes(40_000_000))

    assert (response.status_code, response.json()["code"]) == (413, "payload_too_large")


@pytest.mark.one_road("refused before anything is written down")
async def test_an_upload_that_hides_its_length_is_cut_off(ann):
    sent = 0

    async def endless():
        nonlocal sent
        yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n\xff\xd8\xff'
        while sent < 400_000_000:
            sent += 1_000_000
            yield bytes(1_000_000)
            await asyncio.sleep(0)

    headers = {"content-type": "multipart/form-data; boundary=b"}
    response = await ann.post("/upload/selfie", content=endless(), headers=headers)

    assert response.json()["code"] == "payload_too_large"
    assert sent < 150_000_000


@pytest.mark.one_road("refused before anything is written down")
@pytest.mark.parametrize(
    "request_",
    [
        {"json": {"file": "me.jpg"}},
        {"data": {"name": "me"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        {"content": b""},
    ],
    ids=["json", "urlencoded", "no boundary", "nothing"],
)
async def test_a_request_without_a_file_says_what_is_wanted(ann, request_):
    response = await ann.post("/upload/selfie", **request_)

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_no_face_is_taken_in_without_consent(new_visitor, picture):
    response = await send(new_visitor(), picture)

    assert (response.status_code, response.json()["code"]) == (403, "consent_required")


async def test_an_upload_may_name_its_consent(ann, bob, picture):
    mine = (await ann.post("/me/consent", json={})).json()["id"]
    await ann.post("/me/consent", json={"recipients": ["google"]})

    assert (await send(ann, picture, consent_id=mine)).status_code == 201
    assert (await send(bob, picture, consent_id=mine)).json()["code"] == "consent_required"


async def test_the_same_key_and_picture_make_one_asset(ann, ports, picture):
    once = {"idempotency-key": "upload-1"}
    files = {"file": ("me.jpg", picture)}
    first = await ann.post("/upload/selfie", files=files, headers=once)
    again = await ann.post("/upload/selfie", files=files, headers=once)

    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await ports.blobs.list(f"uploads/{ann.user}")) == 1


async def test_uploads_at_once_with_one_key_make_one_asset(ann, ports, database, picture):
    once = {"idempotency-key": "upload-3"}
    answers = await asyncio.gather(
        *(ann.post("/upload/selfie", files={"file": ("me.jpg", picture)}, headers=once) for _ in range(4))
    )
    made = {one.json()["id"] for one in answers if one.status_code == 201}

    assert len(made) == len(await database.select("assets", user_id=ann.user)) == 1
    assert {one.json()["code"] for one in answers if one.status_code != 201} <= {"idempotency_in_progress"}
    assert len(await ports.blobs.list(f"uploads/{ann.user}")) == 1


async def test_the_same_key_for_another_picture_is_refused(ann, picture):
    once = {"idempotency-key": "upload-2"}
    await ann.post("/upload/selfie", files={"file": ("me.jpg", picture)}, headers=once)
    response = await ann.post("/upload/selfie", files={"file": ("me.png", png((300, 300)))}, headers=once)

    assert response.json()["code"] == "idempotency_mismatch"


async def test_what_is_stored_is_what_is_served(ann, picture):
    asset = (await send(ann, picture)).json()
    response = await ann.get(asset["url"])

    assert response.headers["content-type"] == "image/jpeg"
    assert response.headers["cache-control"].startswith("private")
    assert hashlib.md5(response.content, usedforsecurity=False).hexdigest() == asset["md5"]


async def test_who_has_it_already_is_not_sent_it_again(ann, picture):
    url = (await send(ann, picture)).json()["url"]
    tag = (await ann.get(url)).headers["etag"]
    response = await ann.get(url, headers={"if-none-match": tag})

    assert (response.status_code, response.content) == (304, b"")


async def test_an_asset_describes_itself_when_asked_for_json(ann, picture):
    asset = (await send(ann, picture)).json()
    response = await ann.get(asset["url"], headers={"accept": "application/json"})

    assert response.json()["width"] == 200
    assert "path" not in response.json()


async def test_a_format_an_asset_does_not_have_is_not_there(ann, picture):
    url = (await send(ann, picture)).json()["url"]

    assert (await ann.get(f"{url}?format=psd")).json()["code"] == "not_found"


async def test_a_store_that_can_serve_files_itself_is_sent_to(ann, ports, picture):
    """Nothing is fetched here: the link is signed on this machine."""
    asset = (await send(ann, picture)).json()
    cloud = ObjectBlobs("s3://bucket", aws_access_key_id="id", aws_secret_access_key="key", region="eu-north-1")
    transport = httpx.ASGITransport(application(replace(ports, blobs=cloud)))
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=ann.headers) as client:
        response = await client.get(asset["url"])

    assert response.status_code == 302
    assert response.headers["cache-control"] == "private, no-store"
    assert f"uploads/{ann.user}/{asset['id']}.jpg?" in response.headers["location"]
    assert "X-Amz-Expires=300" in response.headers["location"]


async def test_an_asset_says_how_long_it_is_without_being_sent(ann, picture):
    asset = (await send(ann, picture)).json()
    head = await ann.head(asset["url"])
    known = await ann.head(asset["url"], headers={"if-none-match": f"W/{head.headers['etag']}"})

    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == asset["bytes"]
    assert head.headers["content-type"] == "image/jpeg"
    assert known.status_code == 304
    assert (await ann.head("/assets/ast_none")).status_code == 404


@pytest.mark.one_road("how one row is shown")
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("image/avif,image/webp,*/*;q=0.8", "image/jpeg"),
        ("image/*;q=0.5, application/json", "application/json"),
        ("application/json;q=0.5, image/*", "image/jpeg"),
        ("application/json;q=0", "image/jpeg"),
        ("*/*", "image/jpeg"),
        ("application/json;q=x", "image/jpeg"),
    ],
)
async def test_who_asks_for_json_more_than_for_pictures_gets_json(ann, picture, accept, kind):
    url = (await send(ann, picture)).json()["url"]

    assert (await ann.get(url, headers={"accept": accept})).headers["content-type"] == kind


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b.jpg", "..", "x" * 900 + ".jpg"])
async def test_a_files_name_leads_nowhere(ann, ports, picture, name):
    body = (await send(ann, picture, name)).json()

    assert "/" not in body["filename"]
    assert f"uploads/{ann.user}/{body['id']}.jpg" in await ports.blobs.list(f"uploads/{ann.user}")
