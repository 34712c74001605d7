"""What `make` asks of the API before a job runs, against the real API."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from common.catalog import Abilities, ModelCard
from gateway.wanting import House
from thumbworks.api import Api, ApiError
from thumbworks.asking import order
from thumbworks.jobs import listed
from thumbworks.making import Order, agree, queue, upload_pictures
from thumbworks.rehearsing import rehearse, sentences

BANANA = ModelCard(
    id="gemini-nano-banana-2.1", service="gen-gemini", title="Nano Banana 2.1", provider="google", draws="picture",
    max_references=14, sends_faces_to="google", can=Abilities(references={"object": 14}),
)  # fmt: skip
STUDIO = ModelCard(
    id="studio", service="gen-studio", title="Studio", provider="thumbworks", draws="scene", max_side=4096,
)  # fmt: skip


class Somebody:
    """Sits before the screen and answers one way."""

    def __init__(self, *, says_yes: bool = False) -> None:
        self.says_yes, self.said, self.asked = says_yes, list[str](), list[str]()

    def say(self, message: str) -> None:
        self.said.append(message)

    def confirm(self, question: str) -> bool:
        self.asked.append(question)
        return self.says_yes

    def progress(self, fraction: float, stage: str) -> None:
        assert 0 <= fraction <= 1, stage


@pytest.fixture
async def api(new_visitor, transport, ports) -> AsyncIterator[Api]:
    ports.models.house = House((BANANA,))
    token = new_visitor().headers["authorization"].removeprefix("Bearer ")
    async with Api("http://thumbs.test", token, transport) as client:
        yield client


async def test_consent_is_recorded_once_and_names_who_may_receive_the_selfies(api: Api):
    watcher = Somebody()
    await agree(api, ("google",), watcher)
    await agree(api, ("google",), watcher)
    await agree(api, (), watcher)

    assert len(watcher.said) == 1
    assert "google" in watcher.said[0]
    assert (await api.get("/me"))["consent"]["recipients"] == ["google"]


async def test_a_new_recipient_is_added_to_those_named_before(api: Api):
    await agree(api, ("google",), Somebody())
    await agree(api, ("openai",), Somebody())

    assert (await api.get("/me"))["consent"]["recipients"] == ["google", "openai"]


async def a_run(api: Api, selfie: Callable[..., Path]) -> str:
    await agree(api, (), Somebody())
    ref = (await api.upload(selfie(), "selfie"))["id"]
    project = await api.post("/project", {"headline": "STOP DOING THIS", "refs": [ref], "model_pref": BANANA.id})
    return f"/project/{project['id']}/queue"


@pytest.fixture
def photo(tmp_path, picture) -> Callable[..., Path]:
    def save(name: str = "me.jpg") -> Path:
        (tmp_path / name).write_bytes(picture)
        return tmp_path / name

    return save


async def test_who_says_yes_is_asked_once_and_the_job_runs(api: Api, photo):
    watcher = Somebody(says_yes=True)
    job = await queue(api, await a_run(api, photo), {}, watcher)

    assert job["model"] == BANANA.id
    assert len(watcher.asked) == 1
    assert "google" in watcher.asked[0]


async def test_who_says_no_learns_of_the_option(api: Api, photo):
    with pytest.raises(ApiError) as refused:
        await queue(api, await a_run(api, photo), {}, Somebody())

    assert refused.value.code == "consent_required"
    assert "--allow google" in str(refused.value)


async def test_pictures_are_uploaded_for_the_field_that_wants_them(api: Api, photo):
    found = await upload_pictures(api, {"style_refs": [photo("a.jpg"), photo("b.jpg")], "mask": photo("m.jpg")})

    assert [len(found["style_refs"]), isinstance(found["mask"], str)] == [2, True]


async def test_a_file_that_is_no_picture_is_named(api: Api, tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(ApiError, match=r"notes\.txt"):
        await upload_pictures(api, {"style_refs": [tmp_path / "notes.txt"]})


def an_order(*images: str, **given: Any) -> Order:
    return order({"headline": "GO NOW", **given}, [Path(image) for image in images], out=Path("out"), variants=2)


async def test_a_rehearsal_has_a_price_and_writes_nothing(api: Api):
    found = await rehearse(api, an_order("me.jpg", model="auto"))

    assert (found["variants"], found["model_plan"]["rule"] != "", "consent_required" in codes(found)) == (2, True, True)
    assert (await api.get("/projects"))["items"] == []
    assert (await api.get("/me"))["consent"] is None


async def test_what_make_does_itself_is_in_nobodys_way_but_sending_faces_is(api: Api, ports):
    ports.models.house = House((BANANA, STUDIO))
    here = await rehearse(api, an_order("me.jpg", model="studio"))
    away = await rehearse(api, an_order("me.jpg", model=BANANA.id))
    nobody = await rehearse(api, an_order(model="studio"))

    assert (here["ok"], codes(here)) == (True, [])
    assert (away["ok"], codes(away)) == (False, ["consent_required"])
    assert codes(nobody) == ["references_missing"]


async def test_a_rehearsal_is_told_in_sentences(api: Api, ports):
    ports.models.house = House((BANANA, STUDIO))
    told = list(sentences(await rehearse(api, an_order("me.jpg"))))

    assert told[0] == "Cost: 2 credits at most, 2 with the first model."
    assert "  first: Studio (studio)" in told
    assert any(line.startswith("  passed over: Nano Banana 2.1") for line in told)
    assert told[-1] == "Nothing is in the way."


async def test_jobs_are_listed_page_by_page_and_by_how_they_stand(api: Api, photo):
    path = await a_run(api, photo)
    made = [(await queue(api, path, {}, Somebody(says_yes=True)))["id"] for _ in range(2)]
    first = await listed(api, limit=1, status=None, cursor=None)
    second = await listed(api, limit=1, status=None, cursor=first["next_cursor"])
    none = await listed(api, limit=5, status="succeeded", cursor=None)

    assert [page["items"][0]["id"] for page in (first, second)] == made[::-1]
    assert none == {"items": [], "next_cursor": None}


def codes(estimate: dict[str, Any]) -> list[str]:
    return [one["code"] for one in estimate["blockers"]]
