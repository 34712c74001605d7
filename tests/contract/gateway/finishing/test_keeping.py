"""The chosen one, what is kept, and the label."""

import json


async def test_one_picture_of_a_project_is_chosen(ann, finished, database):
    first = await finished(ann)
    second = await finished(ann, project=(await ann.get(f"/jobs/{first['job_id']}")).json()["project_id"])
    new = (await ann.post(first["links"]["text"], json={"headline": "AGAIN"})).json()
    for render in (first, second, new):
        assert (await ann.post(render["links"]["select"])).json()["selected"] is True
    chosen = [(await ann.get(one["links"]["self"])).json()["selected"] for one in (first, second, new)]
    log = await database.select("render_choices", user_id=ann.user, action="selected")

    assert chosen == [False, False, True]
    assert [row["render_id"] for row in log] == [first["id"], second["id"], new["id"]]


async def test_a_render_is_pinned_and_let_go(ann, finished):
    render = await finished(ann)
    here = f"/assets/{render['asset_id']}/pin"
    kept = (await ann.post(here)).json()["pinned"], (await ann.get(render["links"]["self"])).json()["pinned"]

    assert kept == (True, True)
    assert (await ann.delete(here)).json()["pinned"] is False


async def test_a_selfie_is_kept_only_with_a_consent_given_since(ann):
    selfie = await ann.selfie()
    refused = await ann.post(f"/assets/{selfie}/pin")
    await ann.consented()

    assert (refused.status_code, refused.json()["code"]) == (403, "consent_required")
    assert (await ann.post(f"/assets/{selfie}/pin")).json()["pinned"] is True


async def test_a_label_is_asked_for_drawn_and_logged(ann, finished, database):
    render = await finished(ann)
    new = (await ann.post(render["links"]["text"], json={"disclosure": "on"})).json()
    spec = (await ann.get(new["files"]["json"])).json()
    (log,) = await database.select("render_choices", user_id=ann.user, action="disclosure")

    assert (render["disclosure"]["shown"], render["disclosure"]["rule"]) == (False, None)
    assert (new["disclosure"]["choice"], new["disclosure"]["shown"]) == ("on", True)
    assert [layer["content"] for layer in spec["layers"] if layer["role"] == "label"] == ["AI"]
    assert (log["render_id"], log["detail"]["choice"]) == (new["id"], "on")


async def test_a_picture_a_model_drew_has_the_label_until_its_creator_says_no(ann, finished):
    render = await finished(ann, draws="picture")
    new = (await ann.post(render["links"]["text"], json={"disclosure": "off"})).json()
    spec = (await ann.get(new["files"]["json"])).json()

    assert (render["disclosure"]["shown"], render["disclosure"]["rule"]) == (True, "eu-ai-act-50-4")
    assert (new["disclosure"]["shown"], new["disclosure"]["rule"]) == (False, "eu-ai-act-50-4")
    assert not [layer for layer in spec["layers"] if layer["role"] == "label"]


async def test_the_project_says_what_it_wants(ann, finished):
    assert (await finished(ann, disclosure="on"))["disclosure"]["shown"] is True


async def test_a_label_goes_with_the_picture_to_every_size(ann, finished, members):
    render = await finished(ann, disclosure="on")
    _, files = members(await ann.post(render["links"]["export"], json={"sizes": ["all"], "formats": ["json"]}))
    specs = [json.loads(data) for data in files.values()]

    assert all([layer["role"] for layer in spec["layers"]].count("label") == 1 for spec in specs)
