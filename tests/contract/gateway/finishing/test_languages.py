"""One picture in many languages."""

import pytest

PACK = {
    "ar": {"headline": "توقف عن هذا", "subtext": "يكلفك ساعات"},
    "de": {"headline": "HÖR AUF DAMIT"},
    "hi": {"headline": "यह बंद करो"},
    "ja": {"headline": "今すぐやめて"},
}


async def test_one_picture_in_many_languages_is_a_zip_named_by_language(ann, finished, members):
    render = await finished(ann)
    made = await ann.post(render["links"]["locales"], json={"locales": PACK})
    packed = await ann.post(render["links"]["export"], json={"locales": True, "formats": ["jpg"], "sizes": ["reels"]})
    manifest, files = members(packed)

    assert made.status_code == 201
    assert [one["locale"] for one in made.json()] == sorted(PACK)
    assert sorted(files) == sorted(
        [
            "stop-doing-this-reels-1080x1920.jpg", "ar/thumbnail-reels-1080x1920.jpg",
            "de/hor-auf-damit-reels-1080x1920.jpg", "hi/thumbnail-reels-1080x1920.jpg",
            "ja/thumbnail-reels-1080x1920.jpg",
        ]
    )  # fmt: skip
    assert {one["about"]["headline"] for one in manifest["files"]} >= {"HÖR AUF DAMIT", "今すぐやめて"}


async def test_the_newest_words_of_a_language_are_exported(ann, finished):
    render = await finished(ann)
    for headline in ("HALT", "SCHLUSS"):
        await ann.post(render["links"]["locales"], json={"locales": {"de": {"headline": headline}}})
    response = await ann.post(render["links"]["export"], json={"locales": ["de"]})

    assert "schluss-youtube-1280x720.png" in response.headers["content-disposition"]


@pytest.mark.parametrize(
    ("locales", "code", "pointer"),
    [
        ({"de": {"headline": "HALT"}, "fr": {"headline": ""}}, "headline_empty", "/locales/fr"),
        ({"german!": {"headline": "HALT"}}, "validation_failed", "/locales/german!/[key]"),
        ({}, "validation_failed", "/locales"),
    ],
)
async def test_a_language_at_fault_is_named_and_none_is_made(ann, finished, locales, code, pointer):
    render = await finished(ann)
    problem = (await ann.post(render["links"]["locales"], json={"locales": locales})).json()

    assert (problem["status"], problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"].startswith(pointer)
    assert (await ann.get(f"/renders/{render['id']}")).json()["revisions"] == []


async def test_a_language_that_was_not_made_cannot_be_exported(ann, finished):
    response = await ann.post((await finished(ann))["links"]["export"], json={"locales": ["de"]})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
