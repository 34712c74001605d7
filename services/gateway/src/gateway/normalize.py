"""Any picture a camera or a phone makes -> upright 8-bit sRGB pixels with nothing else in the file.

Runs in the intake worker, never in the gateway's own process: decoders are the part of the house strangers can
feed. The order matters: size is checked before a pixel is decoded, orientation is applied before it is stripped,
colours are converted before alpha is flattened (Pillow 13; the refusals were measured on hostile files).
"""

import io
import warnings
from dataclasses import dataclass
from typing import Any, cast

import pi_heif  # pyright: ignore[reportMissingTypeStubs] - it ships none
from PIL import Image, ImageCms, ImageFile, ImageOps

from common.errors import Code, PermanentError
from gateway.sniff import Format

MAX_PIXELS = 50_000_000
MAX_SIDE = 4096
MIN_SIDE = 64
NEUTRAL = (128, 128, 128)
JPEG_QUALITY = 95

# JPEG files of phones often hold a second picture (a gain map, a depth view); that is no animation.
_MAY_MOVE = frozenset({"PNG", "WEBP", "AVIF"})
_SIXTEEN_BITS = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_WITH_ALPHA = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})
_SRGB = cast("Any", ImageCms).createProfile("sRGB")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)


@dataclass(frozen=True)
class Normalized:
    """Upright pixels without any metadata, as JPEG, or as PNG where transparency was kept; sizes in pixels."""

    data: bytes
    width: int
    height: int


def normalize(data: bytes, kind: Format, *, keep_alpha: bool = False) -> Normalized:
    """Decode within limits and encode again. Raises our errors for a rule, the decoder's own for a broken file."""
    image = _open(data, kind)
    _refuse_what_cannot_be_used(image)
    if kind == "JPEG":
        image.draft(None, (MAX_SIDE, MAX_SIDE))  # the decoder halves the picture itself where that is enough
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    color = _to_rgb(image, image.info.get("icc_profile"), flatten=not keep_alpha)
    return _encode(color, "PNG" if keep_alpha else "JPEG")


def _open(data: bytes, kind: Format) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(data), formats=(kind,))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise PermanentError(Code.IMAGE_TOO_LARGE) from error


def _refuse_what_cannot_be_used(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PermanentError(Code.IMAGE_TOO_LARGE)
    if min(width, height) < MIN_SIDE:
        raise PermanentError(Code.IMAGE_TOO_SMALL, f"{width}x{height} pixels are too few: {MIN_SIDE} a side, at least.")
    if image.format in _MAY_MOVE and getattr(image, "is_animated", False):
        raise PermanentError(Code.IMAGE_ANIMATED)


def _to_rgb(image: Image.Image, profile: bytes | None, *, flatten: bool = True) -> Image.Image:
    """8-bit sRGB. Flattened, what was transparent shows a neutral gray."""
    if image.mode in _SIXTEEN_BITS:
        image = image.point(lambda value: value / 256, "L")  # `convert` would clip at 255 instead of scaling
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    alpha = image.convert("RGBA").getchannel("A") if _has_alpha(image) else None
    color = _to_srgb(image.convert("L") if image.mode == "1" else image, profile)
    if alpha is None:
        return color
    if not flatten:
        color.putalpha(alpha)
        return color
    flat = Image.new("RGB", color.size, NEUTRAL)
    flat.paste(color, mask=alpha)
    return flat


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in _WITH_ALPHA or "transparency" in image.info


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Through the embedded profile where there is a usable one (print files need it), else by plain arithmetic.

    What is RGB already is not copied: of a large photograph that takes as long as decoding it.
    """
    source = image if image.mode in {"L", "CMYK"} else _as_rgb(image)
    if not profile:
        return _as_rgb(source)
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(embedded):
            return _as_rgb(source)  # what most cameras write; saves a third of the time
        converted = ImageCms.profileToProfile(source, embedded, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return _as_rgb(source)
    return converted or _as_rgb(source)


def _as_rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _encode(image: Image.Image, kind: str) -> Normalized:
    image.info.clear()  # Pillow writes comments and resolution back from here
    out = io.BytesIO()
    image.save(out, kind, **({"quality": JPEG_QUALITY, "subsampling": 0} if kind == "JPEG" else {}))
    return Normalized(out.getvalue(), image.width, image.height)
