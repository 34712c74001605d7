"""What a model looked up, as sources to show: Google asks for links to the pages and its suggestions as they are."""

from typing import Any

from common.ticket import Source

MOST_SOURCES = 20
MOST_HTML = 20_000


def sources_of(response: Any) -> tuple[Source, ...]:
    metadata = _metadata(response)
    if metadata is None:
        return ()
    found = [source for chunk in metadata.grounding_chunks or () if (source := _source(chunk))]
    html = metadata.search_entry_point.rendered_content if metadata.search_entry_point else ""
    suggestions = [Source(uri="", kind="suggestions", html=html)] if html and len(html) <= MOST_HTML else []
    return (*found[:MOST_SOURCES], *suggestions)


def searches_of(response: Any) -> int:
    """Queries that were made; each is billed."""
    metadata = _metadata(response)
    if metadata is None:
        return 0
    return len(metadata.web_search_queries or ()) + len(metadata.image_search_queries or ())


def _metadata(response: Any) -> Any | None:
    return response.candidates[0].grounding_metadata if response.candidates else None


def _source(chunk: Any) -> Source | None:
    """For a picture the link goes to the page that shows it, not to the file."""
    if chunk.image and chunk.image.source_uri:
        return Source(
            uri=chunk.image.source_uri, title=chunk.image.title or "", domain=chunk.image.domain or "", kind="image"
        )
    if chunk.web and chunk.web.uri:
        return Source(uri=chunk.web.uri, title=chunk.web.title or "", domain=chunk.web.domain or "")
    return None
