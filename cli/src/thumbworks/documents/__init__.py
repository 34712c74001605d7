"""`docs`: the pages that can be read out of the code are written by it. A test fails when one of them is stale.

No server is needed, and nothing of this machine gets into what is written.
"""

from pathlib import Path

from thumbworks.documents import errors, events, interfaces, settings


def generate() -> dict[str, str]:
    """Every generated page by its path in the repository."""
    workers = interfaces.workers()
    return {
        ".env.example": settings.example(),
        "docs/settings.md": settings.page(),
        "docs/events.md": events.page(workers),
        "docs/errors.md": errors.page(),
        "docs/openapi.json": interfaces.openapi(),
        **{f"docs/asyncapi/{name}.json": interfaces.asyncapi(worker) for name, worker in workers.items()},
    }


def write(root: Path) -> list[str]:
    """Bring every page up to date; the names of those that changed."""
    pages = generate()
    stale = [name for name, text in pages.items() if not is_current(root / name, text)]
    for name in stale:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(pages[name])
    return stale


def is_current(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text() == text
