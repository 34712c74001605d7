"""Drafts and reasons of the model, kept only where somebody asked to see them."""

from common.blobs import Blobs
from common.generation import ImageRequest
from gen_gemini.outcomes import Outcome
from gen_gemini.pictures import EXTENSIONS, sniff


async def keep_thoughts(sealed: Blobs, request: ImageRequest, outcome: Outcome) -> None:
    prefix = f"jobs/{request.job_id}/thoughts/{request.variant}-{request.attempt}"
    words: list[str] = []
    for number, part in enumerate(outcome.thoughts):
        if part.text:
            words.append(part.text)
        elif part.inline_data and part.inline_data.data and (found := sniff(part.inline_data.data)):
            await sealed.put(f"{prefix}-{number}.{EXTENSIONS[found.mime_type]}", part.inline_data.data)
    if words:
        await sealed.put(f"{prefix}.txt", "\n\n".join(words).encode())
