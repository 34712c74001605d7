"""`retext` and `export` of the command line, against the real API."""

import json
import zipfile
from collections.abc import AsyncIterator

import pytest
import typer
from PIL import Image

from thumbworks.api import Api, ApiError
from thumbworks.finishing import exported, read_json, retexted


@pytest.fixture
async def api(ann, transport) -> AsyncIterator[Api]:
    async with Api("http://thumbs.test", ann.headers["authorization"].removeprefix("Bearer "), transport) as client:
        yield client


async def test_other_words_are_written_as_a_picture(api, ann, finished, tmp_path):
    render = await finished(ann)
    done = await retexted(api, render["id"], {"headline": "NEVER AGAIN"}, tmp_path / "new")
    (file,) = done["files"]

    assert Image.open(file).size == (1280, 720)
    assert done["renders"][0]["id"] in file


async def test_a_pack_of_languages_is_written_by_language_and_exported_as_one_zip(api, ann, finished, tmp_path):
    render = await finished(ann)
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps({"de": {"headline": "HALT"}, "he": {"headline": "הפסק"}}))
    done = await retexted(api, render["id"], {"locales": read_json(pack)}, tmp_path)
    took = await exported(api, render["id"], {"sizes": ["instagram"], "locales": True}, tmp_path)

    assert [file.rpartition("-")[2] for file in done["files"]] == ["de.png", "he.png"]
    assert {name.partition("/")[0] for name in zipfile.ZipFile(took["files"][0]).namelist()} >= {"de", "he"}


async def test_a_file_lands_under_the_name_the_api_gives_it(api, ann, finished, tmp_path):
    done = await exported(api, (await finished(ann))["id"], {"sizes": ["reels"], "formats": ["webp"]}, tmp_path)

    assert done["files"] == [str(tmp_path / "stop-doing-this-reels-1080x1920.webp")]
    assert Image.open(done["files"][0]).size == (1080, 1920)


async def test_what_the_api_refuses_is_said(api, ann, finished, tmp_path):
    with pytest.raises(ApiError) as refused:
        await exported(api, (await finished(ann))["id"], {"formats": ["psd"]}, tmp_path / "none")

    assert refused.value.code == "option_unavailable"
    assert not (tmp_path / "none").exists()


def test_a_pack_that_is_no_json_is_named(tmp_path):
    (tmp_path / "pack.json").write_text("{de")
    with pytest.raises(typer.BadParameter, match=r"pack\.json"):
        read_json(tmp_path / "pack.json")
