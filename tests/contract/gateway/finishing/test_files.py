"""Files to take away: sizes, formats, bounds."""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image
from tests.buses import PATIENCE

PLATFORM_SIZES = {(1280, 720), (1080, 1350), (1080, 1080), (1080, 1920), (1500, 500), (1080, 608)}


async def test_without_a_wish_the_picture_comes_as_it_is(ann, finished, pixels):
    render = await finished(ann)
    response = await ann.post(render["links"]["export"])
    exported = np.asarray(Image.open(io.BytesIO(response.content)).convert("RGB"))

    assert response.headers["content-disposition"] == 'attachment; filename="stop-doing-this-youtube-1280x720.png"'
    assert response.headers["content-type"] == "image/png"
    assert (exported == await pixels(ann, render["url"])).all()


@pytest.mark.one_road("one picture is looked up, and then drawn twenty times")
async def test_every_platform_gets_its_exact_pixels_within_its_bytes(ann, finished, members):
    render = await finished(ann)
    response = await ann.post(
        render["links"]["export"], json={"sizes": ["all", "1600x900"], "formats": ["png", "webp", "json"]}
    )
    manifest, files = members(response)
    sizes = {Image.open(io.BytesIO(data)).size for name, data in files.items() if name.endswith((".png", ".webp"))}

    assert sizes == PLATFORM_SIZES | {(1600, 900)}
    assert len(files) == 21 == int(response.headers["x-file-count"])
    assert all(entry["within_budget"] for entry in manifest["files"])
    assert manifest["render"] == render["id"]
    assert {entry["file"] for entry in manifest["files"]} == set(files)


async def test_what_was_packed_does_not_stay(ann, finished, ports):
    render = await finished(ann)
    exports = f"jobs/{render['job_id']}/exports"
    await ann.post(render["links"]["export"], json={"zip": True})

    async with asyncio.timeout(PATIENCE):  # it goes after the last byte, behind the visitor's back
        while await ports.blobs.list(exports):  # noqa: ASYNC110 - a store offers no event
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"formats": ["png", "psd"]}, 422, "option_unavailable", "/formats/1"),
        ({"sizes": ["youtube", "myspace"]}, 422, "unknown_platform", "/sizes/1"),
        ({"sizes": ["100x100"]}, 422, "size_out_of_range", "/sizes/0"),
        ({"sizes": ["youtube:100x100"]}, 422, "size_out_of_range", "/sizes/0"),
        ({"sizes": ["custom"]}, 422, "size_out_of_range", "/sizes/0"),
        ({"formats": ["gif"]}, 422, "validation_failed", "/formats/0"),
        ({"formats": []}, 422, "validation_failed", "/formats"),
    ],
)
async def test_a_file_nobody_can_make_is_refused(ann, finished, body, status, code, pointer):
    response = await ann.post((await finished(ann))["links"]["export"], json=body)
    problem = response.json()

    assert (response.status_code, problem["code"]) == (status, code)
    assert problem["errors"][0]["pointer"] == pointer


async def test_too_many_files_are_refused_before_one_is_drawn(ann, finished):
    sizes = [f"{1000 + step}x1000" for step in range(16)]
    response = await ann.post(
        (await finished(ann))["links"]["export"], json={"sizes": sizes, "formats": ["png", "jpg", "webp", "json"]}
    )

    assert (response.status_code, response.json()["code"]) == (413, "payload_too_large")
