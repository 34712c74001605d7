"""Checklist item 51: what is really sent, against the schema Google publishes."""

import pytest
from tests.e2e.gen_gemini.conftest import LITE, MODEL, PRO, Booth

from common.catalog import Size
from common.wishes import VideoSource, Wishes

EVERYTHING = Wishes(
    thinking="high",
    grounding=("web", "image"),
    video=VideoSource(uri="https://www.youtube.com/watch?v=dQw4w9WgXcQ", start=1, end=5, fps=1),
    house_style="Matte film.",
    image_size="2K",
    commentary=True,
    keep_thoughts=True,
    safety="strict",
    media_resolution="high",
    tier="priority",
    temperature=0.5,
    top_p=0.9,
    max_output_tokens=10_000,
    stop=("END",),
)
WISHES: dict[str, tuple[str, Wishes]] = {
    "nothing special": (MODEL, Wishes()),
    "everything": (MODEL, EVERYTHING),
    "pro": (PRO, Wishes(grounding=("web",), image_size="4K")),
    "lite": (LITE, Wishes(thinking="minimal", media_resolution="low")),
    "the oldest": ("gemini-2.5-flash-image", Wishes(commentary=True)),
    "looked at most closely": (MODEL, Wishes(media_resolution="ultra_high")),
}


@pytest.mark.parametrize("wished", WISHES)
@pytest.mark.parametrize("uploads", [True, False])
async def test_item_51_every_request_is_in_the_published_schema(booth: Booth, wished: str, *, uploads: bool) -> None:
    if booth.world.spec is None:
        pytest.skip("THUMBWORKS_SPECS does not name the folder with Google's published schemas")
    model, wishes = WISHES[wished]
    await booth.open(gemini_uploads=uploads)

    await booth.page(await booth.ticket(model, wishes=wishes, size=Size(w=1280, h=720)))

    assert booth.world.spec.errors("GenerateContentRequest", without_pictures(booth.asked[-1])) == []


def without_pictures(body: dict[str, object]) -> dict[str, object]:
    """The record keeps a digest in place of the bytes; the bytes were checked when they came."""
    contents = [
        {**turn, "parts": [{k: v for k, v in part.items() if k != "inlineData"} for part in turn["parts"]]}
        for turn in body["contents"]  # type: ignore[attr-defined]
    ]
    return body | {"contents": contents}
