"""Drafts and reasons of the model, kept only where somebody asked to see them."""

from common.blobs import Blobs
from common.generation import ImageRequest
from gen_gemini.outcomes import Outcome
from gen_gemini.pictures import EXTENSIONS, sniff


async def keep_thoughts(sealed: Blobs, request: ImageRequest, outcome: Outcome) -> list[str]:
    """The keys they are sealed under."""
    prefix = f"jobs/{request.job_id}/thoughts/{request.variant}-{request.attempt}"
    words: list[str] = []
    keys: list[str] = []
    for number, part in enumerate(outcome.thoughts):
        if part.text:
            words.append(part.text)
        elif part.inline_data and part.inline_data.data and (found := sniff(part.inline_data.data)):
            keys.append(f"{prefix}-{number}.{EXTENSIONS[found.mime_type]}")
            await sealed.put(keys[-1], part.inline_data.data)
    if words:
        keys.append(f"{prefix}.txt")
        await sealed.put(keys[-1], "\n\n".join(words).encode())
    return keys
