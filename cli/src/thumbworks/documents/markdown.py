"""The little Markdown that generated pages need."""

from collections.abc import Iterable

WRITTEN_BY = "Written by `./thumbworks docs`; change the code instead."


def table(head: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell(text) for text in line)} |\n" for line in lines)


def cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")


def code(text: str) -> str:
    return f"`{text}`" if text else ""
