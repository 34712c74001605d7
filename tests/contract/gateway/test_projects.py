import pytest

PATCH = {"content-type": "application/merge-patch+json"}


async def test_a_project_comes_back_whole(ann):
    created = (await ann.post("/project", json={"headline": "GO FAST", "platform": "reels"})).json()
    found = (await ann.get(f"/project/{created['id']}")).json()

    assert found == created
    assert found["size"] == {"w": 1080, "h": 1920}
    assert found["brief"]["variants"] == 4


async def test_a_project_answers_in_the_plural_too(ann):
    created = (await ann.post("/projects", json={"headline": "GO FAST"})).json()

    assert (await ann.get(f"/projects/{created['id']}")).json() == created


@pytest.mark.parametrize(
    "headline",
    [
        "WOW 🤯 REALLY",
        "توقف عن هذا",
        "यह मत करो",
        "别再这样做了",
        "E\u0301LAN VITAL",
        "<script>alert(1)</script>",
        "{0} {} %s",
    ],
    ids=["emoji", "arabic", "hindi", "chinese", "combining", "markup", "braces"],
)
async def test_a_headline_in_any_script_is_kept_as_it_is_read(ann, headline):
    response = await ann.post("/project", json={"headline": headline})

    assert response.status_code == 201
    assert response.json()["brief"]["headline"] == headline.replace("E\u0301", "\u00c9")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"headline": ""}, "headline_empty"),
        ({"headline": "WORD " * 40}, "headline_too_long"),
        ({"headline": "GO", "platform": "custom", "size": {"w": 0, "h": 0}}, "size_out_of_range"),
        ({"headline": "GO", "platform": "custom", "size": {"w": -1, "h": 720}}, "size_out_of_range"),
        ({"headline": "GO", "platform": "custom", "size": {"w": 100_000, "h": 720}}, "size_out_of_range"),
        ({"headline": "GO", "platform": "youtube", "size": {"w": 640, "h": 480}}, "size_out_of_range"),
        ({"headline": "GO", "platform": "friendster"}, "unknown_platform"),
        ({"headline": "GO", "nonsense": 1}, "validation_failed"),
        ({}, "validation_failed"),
    ],
)
async def test_a_brief_that_cannot_be_made_is_refused_by_name(ann, answers, code):
    response = await ann.post("/project", json=answers)

    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_a_patch_changes_what_it_names_and_null_takes_it_back(ann):
    answers = {"headline": "GO FAST", "emotion": "joy", "typography": {"stroke": 6, "shadow": True}}
    project = (await ann.post("/project", json=answers)).json()["id"]
    patch = {"headline": "GO SLOW", "emotion": None, "typography": {"stroke": None}}
    changed = (await ann.patch(f"/project/{project}", json=patch, headers=PATCH)).json()

    assert changed["brief"]["headline"] == "GO SLOW"
    assert changed["brief"]["emotion"] is None
    assert (changed["brief"]["typography"]["stroke"], changed["brief"]["typography"]["shadow"]) == (None, True)
    assert changed["version"] == 2


async def test_a_patch_may_be_plain_json(ann):
    project = (await ann.post("/project", json={"headline": "GO FAST"})).json()["id"]

    assert (await ann.patch(f"/project/{project}", json={"headline": "STOP"})).json()["brief"]["headline"] == "STOP"


async def test_a_patch_that_breaks_the_brief_is_pointed_at(ann):
    project = (await ann.post("/project", json={"headline": "GO FAST"})).json()["id"]
    response = await ann.patch(f"/project/{project}", json={"platform": "friendster"})

    assert response.json()["code"] == "unknown_platform"
    assert response.json()["errors"][0]["pointer"] == "/platform"


async def test_a_patch_on_an_old_version_is_refused(ann):
    created = await ann.post("/project", json={"headline": "GO FAST"})
    project, tag = created.json()["id"], created.headers["etag"]
    first = await ann.patch(f"/project/{project}", json={"headline": "ONE"}, headers={"if-match": tag})
    second = await ann.patch(f"/project/{project}", json={"headline": "TWO"}, headers={"if-match": tag})

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (412, "precondition_failed")


async def test_without_a_version_patches_are_merged_one_after_the_other(ann):
    import asyncio

    project = (await ann.post("/project", json={"headline": "GO FAST"})).json()["id"]
    changes = [{"headline": "STOP"}, {"emotion": "joy"}, {"subtext": "right now"}]
    await asyncio.gather(*(ann.patch(f"/project/{project}", json=change) for change in changes))
    brief = (await ann.get(f"/project/{project}")).json()["brief"]

    assert (brief["headline"], brief["emotion"], brief["subtext"]) == ("STOP", "joy", "right now")


async def test_the_same_key_makes_one_project(ann):
    once = {"idempotency-key": "project-1"}
    first = await ann.post("/project", json={"headline": "GO FAST"}, headers=once)
    again = await ann.post("/project", json={"headline": "GO FAST"}, headers=once)
    other = await ann.post("/project", json={"headline": "GO SLOW"}, headers=once)

    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")


async def test_a_json_body_of_two_megabytes_is_too_large(ann):
    response = await ann.post("/project", json={"headline": "GO", "title": "x" * 2_000_000})

    assert (response.status_code, response.json()["code"]) == (413, "payload_too_large")
