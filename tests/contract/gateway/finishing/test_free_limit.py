"""What is free is bounded: so many pictures and files of one render in a day, counted before they are made."""

import asyncio

import pytest

from gateway.settings import GatewaySettings

DAY = 24 * 3_600
TWO = {"locales": {"de": {"headline": "HALT"}, "fr": {"headline": "ARRETE"}}}


@pytest.fixture
async def allowed(ports, one_day):  # noqa: ARG001 - it comes first
    async def say(pieces: int) -> None:
        await ports.store.house_rules.set(GatewaySettings(auth="local", free_per_render=pieces).house_rules)

    yield say
    await say(0)


async def retyped(visitor, render, words: str = "NEVER AGAIN"):
    return await visitor.post(render["links"]["text"], json={"headline": words})


async def test_words_languages_and_files_count_together_with_those_of_revisions(ann, finished, allowed):
    render = await finished(ann)
    await allowed(5)
    revision = await retyped(ann, render)
    languages = await ann.post(render["links"]["locales"], json=TWO)
    files = await ann.post(revision.json()["links"]["export"], json={"formats": ["jpg", "webp"]})
    refused = [await retyped(ann, revision.json()), await ann.post(render["links"]["export"])]

    assert [answer.status_code for answer in (revision, languages, files)] == [201, 201, 200]
    assert [(one.status_code, one.json()["code"], one.json()["left"]) for one in refused] == [
        (429, "free_limit_reached", 0)
    ] * 2
    assert all(0 < int(one.headers["retry-after"]) <= DAY for one in refused)


async def test_what_is_refused_counts_for_nothing_and_makes_nothing(ann, finished, allowed, database):
    render = await finished(ann)
    await allowed(1)
    too_many = await ann.post(render["links"]["locales"], json=TWO)
    made = await database.select("revisions", render_id=render["id"])

    assert (too_many.status_code, too_many.json()["left"], made) == (429, 1, [])
    assert (await retyped(ann, render)).status_code == 201


async def test_every_picture_and_every_day_begins_anew(ann, finished, allowed, sql):
    one, other = await finished(ann), await finished(ann)
    await allowed(1)
    answers = [await retyped(ann, one), await retyped(ann, one), await retyped(ann, other)]
    sql("update free_uses set day = day - 1")

    assert [answer.status_code for answer in answers] == [201, 429, 201]
    assert (await retyped(ann, one)).status_code == 201


async def test_a_repeat_counts_once(ann, finished, allowed):
    render, once = await finished(ann), {"idempotency-key": "free-1"}
    await allowed(1)
    answers = [
        await ann.post(render["links"]["text"], json={"headline": "NEVER AGAIN"}, headers=once) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


async def test_many_at_once_stay_within_it(ann, finished, allowed):
    render = await finished(ann)
    await allowed(2)
    answers = await asyncio.gather(*(retyped(ann, render, f"TRY {number}") for number in range(6)))

    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [429] * 4


async def test_somebody_elses_picture_is_not_found_and_counts_nothing(ann, bob, finished, allowed, database):
    render = await finished(ann)
    await allowed(1)

    assert (await retyped(bob, render)).status_code == 404
    assert await database.select("free_uses", render_id=render["id"]) == []


async def test_without_a_limit_nothing_is_refused(ann, finished, allowed):
    render = await finished(ann)
    await allowed(0)

    assert {(await retyped(ann, render)).status_code for _ in range(3)} == {201}
