"""Vertex's own store: pictures it left there instead of in its answer, batches in and out."""

import asyncio

from google.genai import types

from common.blobs import Blobs
from common.claims import AnswerLostError
from common.errors import TransientError

PICTURES = "pictures"
MEDIA = {"png": "image/png", "webp": "image/webp"}


class Bucket:
    """`blobs` is what lies under `address`, such as `gs://bucket/prefix`."""

    def __init__(self, address: str, blobs: Blobs) -> None:
        self.address, self.blobs = address.rstrip("/"), blobs

    @property
    def output(self) -> types.GenerationOutputConfig:
        return types.GenerationOutputConfig(output_uri_prefix=f"{self.address}/{PICTURES}/")

    async def fetched(self, response: types.GenerateContentResponse) -> types.GenerateContentResponse:
        """The same answer with its pictures inside, and nothing of them left in the bucket.

        Raises `AnswerLostError` where they cannot be had: they were bought.
        """
        contents = [candidate.content for candidate in response.candidates or () if candidate.content]
        parts = [part for content in contents for part in content.parts or ()]
        try:
            await asyncio.gather(*(self._fill(part) for part in parts if self._is_ours(part)))
        except TransientError as error:  # it was bought, and is out of reach
            raise AnswerLostError(error.code, error.message) from error
        return response

    def _is_ours(self, part: types.Part) -> bool:
        return bool(part.file_data and (part.file_data.file_uri or "").startswith(f"{self.address}/"))

    async def _fill(self, part: types.Part) -> None:
        file = part.file_data or types.FileData()
        key = (file.file_uri or "").removeprefix(f"{self.address}/")
        data = await self.blobs.get(key)
        media = file.mime_type or MEDIA.get(key.rpartition(".")[2], "image/jpeg")
        part.inline_data, part.file_data = types.Blob(data=data, mime_type=media), None
        await self.blobs.delete(key)
