"""What a file is, told by its first bytes: names and declared types are never trusted."""

from typing import Literal

from common.errors import Code, PermanentError

Format = Literal["JPEG", "PNG", "WEBP", "AVIF", "HEIF"]

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})

_GIF_FRAME = b"!\xf9\x04"  # the graphic control block before each picture of an animation


def sniff(data: bytes) -> Format:
    """The picture format of `data`; raises `unsupported_media`, or `image_animated` for a moving GIF."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and (found := _of_brands(data)):
        return found
    if data[:4] == b"GIF8" and data.count(_GIF_FRAME) > 1:
        raise PermanentError(Code.IMAGE_ANIMATED)
    raise PermanentError(Code.UNSUPPORTED_MEDIA)


def _of_brands(data: bytes) -> Format | None:
    """ISO base media names its brands in the first box: major brand, version, then the compatible ones."""
    size = int.from_bytes(data[:4], "big")
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, min(size, 256), 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else None
