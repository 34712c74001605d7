"""Item 24: what was looked up is carried along, as Google's terms ask."""

from google.genai import types
from tests.unit.gen_gemini.conftest import answer

from gen_gemini.grounding import searches_of, sources_of

METADATA = {
    "web_search_queries": ["tallest bridge 2026"],
    "image_search_queries": ["bridge photo"],
    "grounding_chunks": [
        {"web": {"uri": "https://example.org/a", "title": "Bridges", "domain": "example.org"}},
        {"image": {"source_uri": "https://example.org/b", "image_uri": "https://example.org/b.jpg", "title": "B"}},
        {"web": {"title": "no address"}},
    ],
    "search_entry_point": {"rendered_content": "<div>chips</div>"},
}


def grounded() -> types.GenerateContentResponse:
    response = answer()
    assert response.candidates
    response.candidates[0].grounding_metadata = types.GroundingMetadata.model_validate(METADATA)
    return response


def test_item_24_pages_are_linked_never_the_picture_file():
    web, image, chips = sources_of(grounded())

    assert (web.kind, web.uri, web.domain) == ("web", "https://example.org/a", "example.org")
    assert (image.kind, image.uri) == ("image", "https://example.org/b")
    assert (chips.kind, chips.html) == ("suggestions", "<div>chips</div>")


def test_item_24_every_query_is_billed():
    assert searches_of(grounded()) == 2


def test_item_24_without_a_search_there_is_nothing_to_show():
    assert sources_of(answer()) == ()
    assert searches_of(types.GenerateContentResponse()) == 0
