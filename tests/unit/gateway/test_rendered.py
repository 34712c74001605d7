"""What the API says of a finished picture: drawn or photographed, marked, looked up, editable."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.bodies.renders import RenderBody, render_body
from gateway.store.rows import Render

DRAWN = {
    "draws": "picture", "picture_key": "jobs/j/images/1-1.jpg", "model": "gemini-nano-banana-2.1",
    "provenance": {"provider": "google", "watermark": "SynthID", "c2pa": "kept"},
}  # fmt: skip
PAINTED = {"draws": "scene", "picture_key": "jobs/j/images/1-1.png", "model": "studio-1", "provenance": {}}


def body(**meta: Any) -> RenderBody:
    return render_body(
        Render(
            id="rnd_1", job_id="job_1", project_id="prj_1", asset_id="ast_1", variant=1, width=1280, height=720,
            bytes=9, media_type="image/png", meta=meta, thumbnail_path="", created_at=datetime.now(UTC),
        )
    )  # fmt: skip


def test_a_drawn_picture_says_so_and_names_its_mark():
    origin = body(**DRAWN).origin

    assert (origin.ai_generated, origin.face, origin.watermark) == (True, "generated", "SynthID")
    assert (origin.provider, origin.model) == ("google", "gemini-nano-banana-2.1")


@pytest.mark.parametrize(
    ("said", "shown"), [("kept", "lost"), ("lost_in_crop", "lost"), ("none", "none"), (None, "none")]
)
def test_credentials_do_not_survive_the_setting_of_words(said: str | None, shown: str):
    provenance = {"c2pa": said} if said else {}

    assert body(**DRAWN | {"provenance": provenance}).origin.content_credentials == shown


def test_a_photographed_face_on_a_painted_scene_is_not_called_generated():
    origin = body(**PAINTED).origin

    assert (origin.ai_generated, origin.face, origin.watermark) == (False, "photographed", None)


def test_only_what_a_model_drew_can_be_edited():
    assert body(**DRAWN).links["edit"] == "/renders/rnd_1/edit"
    assert (body(**PAINTED).editable, "edit" in body(**PAINTED).links) == (False, False)


def test_sources_are_listed_and_suggestions_stand_apart():
    page = {"uri": "https://a.b/c", "title": "A", "domain": "a.b", "kind": "web", "html": ""}
    found = body(**DRAWN, sources=[page, {"uri": "", "kind": "suggestions", "html": "<b>x</b>"}])

    assert [(source.uri, source.kind) for source in found.sources] == [("https://a.b/c", "web")]
    assert found.search_suggestions == "<b>x</b>"


def test_a_render_of_an_earlier_release_is_still_shown():
    found = body(score=80, files={"png": "k"})

    assert (found.origin.face, found.sources, found.editable, found.parent_id) == ("photographed", [], False, None)
