"""What the model looks at, made ready: normalised once, then by address where the backend keeps files, else inline.

Selfies come normalised from the gateway and pass as they are. What is larger than a model can use, carries metadata, or
is in another format is encoded anew: upright, sRGB, at most 2048 pixels a side.
"""

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import cv2
from google.genai import types

from common.blobs import Blobs
from common.errors import Code, PermanentError
from common.generation import ImageRequest
from common.wishes import DocumentSource, LabeledReference, VideoSource
from gen_gemini.cards import Backend
from gen_gemini.files import SAFETY_SECONDS, Uploads
from gen_gemini.pictures import decoded, is_damaged, sniff
from gen_gemini.ready import Ready
from gen_gemini.requests import Materials, part_resolution, video_metadata

LONGEST_SIDE = 2048
JPEG_QUALITY = 92
MOST_PIXELS = 50_000_000
INLINE_BYTES: dict[Backend, int] = {"developer": 20_000_000, "vertex": 7_000_000}
"""For one file. Vertex names its limit, the developer API allows more in a whole request."""

Load = Callable[[], Awaitable[tuple[bytes, str]]]
Address = Callable[[str], Awaitable[str | None]]


@dataclass(frozen=True)
class Way:
    """How pictures reach the model: encoded `afresh` and inline, or fetched where Google can; there for how long."""

    afresh: bool = False
    fetch: bool = True
    lasts: float = SAFETY_SECONDS


USUAL, AFRESH, UNFETCHED = Way(), Way(afresh=True), Way(fetch=False)


class References:
    """`uploads` is None where files travel inline; `address` says where Google may fetch a blob by itself."""

    def __init__(
        self, blobs: Blobs, sealed: Blobs, uploads: Uploads | None, backend: Backend, address: Address | None = None
    ) -> None:
        self._blobs, self._sealed, self._uploads = blobs, sealed, uploads
        self._backend: Backend = backend
        self._address = address
        self._ready = Ready()

    async def materials(self, request: ImageRequest, way: Way = USUAL) -> Materials:
        """Everything the request names."""
        parts = await asyncio.gather(*(self.picture(one, request, way) for one in request.references))
        return Materials(
            references=list(zip(request.references, parts, strict=True)),
            video=await self._video(request.wishes.video, way) if request.wishes.video else None,
            document=await self._document(request.wishes.document, way) if request.wishes.document else None,
        )

    async def picture(self, reference: LabeledReference, request: ImageRequest, way: Way = USUAL) -> types.Part:
        made = partial(self._made, reference, way)
        name = f"{reference.role == 'mask'}:{reference.key}"
        # What is uploaded is made ready once anyway; what goes inline is wanted by every variant.
        load = made if way.afresh or self._uploads else partial(self._ready.get, name, made)
        part = await self._part(reference.key, load, way, fetchable=not reference.sealed)
        part.media_resolution = part_resolution(request.wishes.media_resolution)
        return part

    async def _made(self, reference: LabeledReference, way: Way) -> tuple[bytes, str]:
        data = await (self._sealed if reference.sealed else self._blobs).get(reference.key)
        return await asyncio.to_thread(normalized, data, lossless=reference.role == "mask", afresh=way.afresh)

    async def _video(self, video: VideoSource, way: Way) -> types.Part:
        part = await self._source(video.uri, video.key, video.mime_type, way)
        part.video_metadata = video_metadata(video)
        return part

    async def _document(self, document: DocumentSource, way: Way) -> types.Part:
        return await self._source(document.uri, document.key, document.mime_type, way)

    async def _source(self, uri: str, key: str, mime_type: str, way: Way) -> types.Part:
        if uri:
            return types.Part(file_data=types.FileData(file_uri=uri, mime_type=mime_type))

        async def load() -> tuple[bytes, str]:
            return await self._blobs.get(key), mime_type

        return await self._part(key, load, Way(fetch=way.fetch, lasts=way.lasts), fetchable=True, mime_type=mime_type)

    async def _part(
        self, key: str, load: Load, way: Way, *, fetchable: bool = False, mime_type: str | None = None
    ) -> types.Part:
        if self._address and fetchable and way.fetch and not way.afresh and (address := await self._address(key)):
            media = mime_type or mimetypes.guess_type(key)[0] or "image/jpeg"
            return types.Part(file_data=types.FileData(file_uri=address, mime_type=media))
        if self._uploads and not way.afresh:
            return await self._uploads.part_for(key, load, way.lasts)
        data, media = await load()
        if len(data) > INLINE_BYTES[self._backend]:
            raise PermanentError(Code.PAYLOAD_TOO_LARGE)
        return types.Part(inline_data=types.Blob(data=data, mime_type=media))

    async def forget(self, request: ImageRequest) -> None:
        keys = [reference.key for reference in request.references]
        wishes = request.wishes
        keys += [source.key for source in (wishes.video, wishes.document) if source and source.key]
        if self._uploads:
            await self._uploads.forget(*keys)


def normalized(data: bytes, *, lossless: bool = False, afresh: bool = False) -> tuple[bytes, str]:
    """(bytes, MIME type). Raises `image_unreadable` or `image_too_large`; pixels are never enlarged."""
    found = sniff(data)
    if found and found.width * found.height > MOST_PIXELS:
        raise PermanentError(Code.IMAGE_TOO_LARGE)
    if is_damaged(data, found):
        raise PermanentError(Code.IMAGE_UNREADABLE)
    fits = found is not None and max(found.width, found.height) <= LONGEST_SIDE
    if found and fits and not afresh and found.mime_type != "image/webp" and b"Exif\x00\x00" not in data[:65_536]:
        return data, found.mime_type
    try:
        pixels = decoded(data)  # upright: OpenCV heeds the orientation and drops the rest
    except (ValueError, cv2.error) as error:
        raise PermanentError(Code.IMAGE_UNREADABLE) from error
    scale = LONGEST_SIDE / max(pixels.shape[:2])
    if scale < 1:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if lossless:
        return cv2.imencode(".png", pixels)[1].tobytes(), "image/png"
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes(), "image/jpeg"
