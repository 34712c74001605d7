import base64
import json

import pytest

LISTS = ("/projects", "/jobs", "/projects/{project}/jobs", "/projects/{project}/renders")


async def ids(client, path, **query):
    """Every id of a list, page by page, and how long the pages were."""
    found, lengths, cursor = [], [], None
    while True:
        page = (await client.get(path, params=query | ({"cursor": cursor} if cursor else {}))).json()
        found += [item["id"] for item in page["items"]]
        lengths.append(len(page["items"]))
        if (cursor := page["next_cursor"]) is None:
            return found, lengths


@pytest.fixture
async def project(ann):
    return await ann.project()


async def queued(client, project, times):
    return [(await client.post(f"/project/{project}/queue", json={"variants": 2})).json()["id"] for _ in range(times)]


async def test_projects_come_newest_first_page_by_page(ann):
    made = [(await ann.post("/project", json={"headline": f"GO {number}"})).json()["id"] for number in range(5)]

    assert await ids(ann, "/projects", limit=2) == (made[::-1], [2, 2, 1])


async def test_rows_of_one_moment_are_each_listed_once(ann, sql):
    made = [(await ann.post("/project", json={"headline": "GO"})).json()["id"] for _ in range(5)]
    sql("update projects set created_at = '2026-01-01'")

    assert await ids(ann, "/projects", limit=2) == (sorted(made, reverse=True), [2, 2, 1])


async def test_jobs_are_listed_for_their_owner_and_for_their_project(ann, bob, project):
    first = await queued(ann, project, 3)
    other = await queued(ann, await ann.project(), 1)
    await queued(bob, await bob.project(), 1)

    assert await ids(ann, "/jobs", limit=3) == ([*other, *first[::-1]], [3, 1])
    assert await ids(ann, f"/projects/{project}/jobs", limit=1) == (first[::-1], [1, 1, 1])


async def test_a_list_of_one_state_has_only_those(ann, project, sql):
    (running,) = await queued(ann, project, 1)
    sql("update jobs set status = 'running'")
    (waiting,) = await queued(ann, project, 1)
    await ann.project()

    assert (await ids(ann, "/jobs", status="running"))[0] == [running]
    assert (await ids(ann, f"/projects/{project}/jobs", status="queued"))[0] == [waiting]
    assert (await ids(ann, "/projects", status="queued"))[0] == [project]
    assert len((await ids(ann, "/projects", status="draft"))[0]) == 1


async def test_a_row_that_comes_meanwhile_does_not_shift_the_pages(ann, project):
    old = await queued(ann, project, 2)
    page = (await ann.get("/jobs", params={"limit": 1})).json()
    await queued(ann, project, 1)
    following = (await ann.get("/jobs", params={"limit": 1, "cursor": page["next_cursor"]})).json()

    assert [one["items"][0]["id"] for one in (page, following)] == old[::-1]


async def test_what_belongs_to_somebody_else_has_no_list(bob, project):
    for path in (f"/projects/{project}/jobs", f"/projects/{project}/renders"):
        assert (await bob.get(path)).json()["code"] == "not_found"

    assert (await bob.get("/projects")).json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"limit": "many"}, {"cursor": "no"}, {"cursor": "\ud800"}]
)
async def test_a_page_that_cannot_be_is_refused(ann, project, path, query):
    raw = query.get("cursor") == "\ud800"
    url = path.format(project=project)
    response = await ann.get(f"{url}?cursor=%ED%A0%80" if raw else url, params=None if raw else query)

    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_a_cursor_belongs_to_its_list(ann, project):
    await queued(ann, project, 2)
    for path in ("/projects", f"/projects/{project}/jobs", f"/projects/{project}/renders"):
        cursor = (await ann.get("/jobs", params={"limit": 1})).json()["next_cursor"]
        response = await ann.get(path, params={"cursor": cursor})

        assert (response.status_code, response.json()["code"]) == (422, "validation_failed"), path
        assert response.json()["errors"][0]["name"] == "cursor"


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("0001-01-01T00:00:00+23:59", 422),
        ("9999-12-31T23:59:59.999999-23:59", 422),
        ("2000-01-01T00:00:00+00:00:30", 422),
        ("2000-01-01T00:00:00Z", 200),
        ("2999-12-31T23:59:59.999999-14:00", 422),
        ("2999-12-31T23:59:59.999999Z", 200),
    ],
)
async def test_the_ends_of_time_are_no_reason_to_break(ann, project, at, status):
    for path in ("/jobs", "/projects", "/projects/{project}/jobs", "/projects/{project}/renders"):
        of = {"/projects/{project}/jobs": "jobs/", "/projects/{project}/renders": "renders/"}.get(path)
        place = {"of": of + project if of else path[1:], "at": at, "id": "x", "n": 1_000}
        cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
        response = await ann.get(path.format(project=project), params={"cursor": cursor})

        assert response.status_code == status, path


async def test_an_unchanged_job_is_not_sent_again(ann, project, sql):
    (job,) = await queued(ann, project, 1)
    tag = (await ann.get(f"/jobs/{job}")).headers["etag"]
    same = await ann.get(f"/jobs/{job}", headers={"if-none-match": tag})
    sql("update jobs set progress = 0.5")
    changed = await ann.get(f"/jobs/{job}", headers={"if-none-match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert (changed.status_code, changed.json()["progress"]) == (200, 0.5)
    assert changed.headers["etag"] != tag


async def test_a_projects_tag_tells_its_state_and_still_names_its_version(ann, project):
    tag = (await ann.get(f"/project/{project}")).headers["etag"]
    same = await ann.get(f"/project/{project}", headers={"if-none-match": tag})
    await queued(ann, project, 1)
    moved = await ann.get(f"/project/{project}", headers={"if-none-match": tag})
    changed = await ann.patch(f"/project/{project}", json={"headline": "STOP"}, headers={"if-match": tag})
    late = await ann.patch(f"/project/{project}", json={"headline": "GO"}, headers={"if-match": tag})

    assert (same.status_code, moved.status_code) == (304, 200)
    assert (changed.status_code, late.status_code) == (200, 412)
