"""What a creator does with a finished picture, from the first click to the zip."""

import io
import json
import zipfile

import httpx
from PIL import Image
from tests.e2e.house.conftest import MakeIt

from common.catalog import PLATFORMS


def test_one_paid_picture_becomes_a_pack_for_every_platform_and_language(make_it: MakeIt, api: httpx.Client) -> None:
    made = make_it(subtext="AI portfolio mistakes")
    render = made.job["variants"][0]["render"]
    before = api.get("/me").json()["credits"]
    again = api.post(render["links"]["text"], json={"headline": "NEVER AGAIN", "disclosure": "on"}).json()
    pack = {"de": {"headline": "HÖR AUF DAMIT"}, "ar": {"headline": "توقف عن هذا"}, "ja": {"headline": "今すぐやめて"}}
    api.post(again["links"]["locales"], json={"locales": pack}).raise_for_status()
    packed = api.post(again["links"]["export"], json={"sizes": ["all"], "formats": ["jpg"], "locales": True})
    archive = zipfile.ZipFile(io.BytesIO(packed.content))
    manifest = json.loads(archive.read("manifest.json"))
    sizes = {Image.open(archive.open(entry["file"])).size for entry in manifest["files"]}

    assert sizes == {(size.w, size.h) for row in PLATFORMS.values() for size in row.sizes}
    assert {entry["file"].partition("/")[0] for entry in manifest["files"] if "/" in entry["file"]} == set(pack)
    assert len(manifest["files"]) == 4 * len(sizes)
    assert all(entry["within_budget"] for entry in manifest["files"])
    assert api.get("/me").json()["credits"] == before


def test_a_photograph_before_a_drawn_scene_needs_no_label(make_it: MakeIt) -> None:
    disclosure = make_it().job["variants"][0]["render"]["disclosure"]

    assert (disclosure["choice"], disclosure["shown"]) == ("auto", False)
    assert disclosure["why"]
