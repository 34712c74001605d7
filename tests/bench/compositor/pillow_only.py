"""The same picture with Pillow alone, written as well as we could: the rival of the bench.

Like ours, it draws text in its own region only; unlike ours, its blurs, resizes and text strokes are Pillow's.
"""

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from common.layout import Glow, ImageLayer, LayoutSpec, Outline, Shadow, TextLayer

_Picture = Image.Image


def draw(spec: LayoutSpec, scene: bytes, person: bytes, font: Path) -> _Picture:
    background, subject, *lines = spec.layers
    assert isinstance(background, ImageLayer)
    assert isinstance(subject, ImageLayer)
    canvas = _background(_opened(scene), (spec.canvas.w, spec.canvas.h))
    _person(canvas, _opened(person), subject)
    for line in lines:
        if isinstance(line, TextLayer):
            _text(canvas, line, font)
    return canvas


def encode(picture: _Picture) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _opened(data: bytes) -> _Picture:
    return Image.open(io.BytesIO(data))


def _background(scene: _Picture, size: tuple[int, int]) -> _Picture:
    filled = ImageOps.fit(scene.convert("RGB"), size, Image.Resampling.BOX)
    soft = filled.filter(ImageFilter.GaussianBlur(2))
    # Pillow has no arithmetic on coordinates: its radial gradient, 255 in the corners, is curved by a table.
    radial = Image.radial_gradient("L").resize(size, Image.Resampling.BILINEAR)
    light = radial.point([round(255 - 255 * 0.35 * (i / 255) ** 3) for i in range(256)])
    return ImageChops.multiply(soft, Image.merge("RGB", (light, light, light)))


def _person(canvas: _Picture, person: _Picture, layer: ImageLayer) -> None:
    assert layer.bbox is not None
    x, y, w, h = (round(side) for side in layer.bbox)
    # RGBa is Pillow's premultiplied mode: straight alpha would bleed at the edge.
    scaled = person.convert("RGBa").resize((w, h), Image.Resampling.BOX).convert("RGBA")
    rgb, alpha = scaled.convert("RGB").point(_contrast(0.2) * 3), scaled.getchannel("A")
    pad = 64
    mask = Image.new("L", (w + 2 * pad, h + 2 * pad))
    mask.paste(alpha, (pad, pad))
    style = layer.style
    assert style.outline
    assert style.shadow
    assert style.rim
    wide = _outline(mask, style.outline)
    _cast(canvas, wide, style.shadow, (x - pad, y - pad))
    canvas.paste(Image.new("RGB", wide.size, style.outline.color), (x - pad, y - pad), wide)
    behind = canvas.crop((x, y, x + w, y + h)).filter(ImageFilter.GaussianBlur(15))
    canvas.paste(rgb, (x, y), alpha)
    inner = ImageChops.multiply(mask, ImageChops.invert(mask.filter(ImageFilter.GaussianBlur(7.7))))
    wrap = inner.crop((pad, pad, pad + w, pad + h)).point([round(i * style.light_wrap) for i in range(256)])
    canvas.paste(behind, (x, y), wrap)
    _light(canvas, mask, style.rim, (x, y, w, h), pad)


def _outline(mask: _Picture, outline: Outline) -> _Picture:
    """Pillow has no distance transform: a blurred mask cut at a low level is the nearest thing."""
    wide = mask.filter(ImageFilter.MaxFilter(2 * round(outline.width * 0.75) + 1))
    return wide.filter(ImageFilter.GaussianBlur(3)).point([min(255, max(0, (i - 40) * 3)) for i in range(256)])


def _cast(canvas: _Picture, mask: _Picture, shadow: Shadow, at: tuple[int, int]) -> None:
    soft = mask.filter(ImageFilter.GaussianBlur(shadow.blur)).point([round(i * shadow.opacity) for i in range(256)])
    where = at[0] + round(shadow.dx), at[1] + round(shadow.dy)
    canvas.paste(Image.new("RGB", soft.size, shadow.color), where, soft)


def _light(canvas: _Picture, mask: _Picture, rim: Glow, box: tuple[int, int, int, int], pad: int) -> None:
    x, y, w, h = box
    lower = ImageChops.offset(mask, 0, round(rim.blur * 0.45)).filter(ImageFilter.GaussianBlur(rim.blur))
    edge = ImageChops.multiply(mask, ImageChops.invert(lower)).crop((pad, pad, pad + w, pad + h))
    glow = Image.new("RGB", (w, h), rim.color)
    strength = edge.point([round(i * rim.opacity) for i in range(256)])
    lit = ImageChops.screen(
        canvas.crop((x, y, x + w, y + h)), ImageChops.multiply(glow, Image.merge("RGB", (strength,) * 3))
    )
    canvas.paste(lit, (x, y))


def _text(canvas: _Picture, line: TextLayer, path: Path) -> None:
    style = line.style
    assert style.size
    assert isinstance(style.shadow, Shadow)
    font = ImageFont.truetype(str(path), style.size)
    reach = 40
    left, top, right, bottom = (
        round(side) for side in font.getbbox(line.content, anchor="ls", stroke_width=style.stroke)
    )
    mask = Image.new("L", (right - left + 2 * reach, bottom - top + 2 * reach))
    at = reach - left, reach - top
    ImageDraw.Draw(mask).text(at, line.content, font=font, fill=255, stroke_width=style.stroke, anchor="ls")
    ink = mask.getbbox() or (0, 0, 1, 1)
    # As ours: ink at the left edge of the box, in the middle of its height.
    x, y, _, h = line.bbox
    corner = round(x) - ink[0], round(y + h / 2 - (ink[1] + ink[3]) / 2)
    _cast(canvas, mask, style.shadow, corner)
    canvas.paste(Image.new("RGB", mask.size, style.stroke_color or "#000000"), corner, mask)
    origin = corner[0] + at[0], corner[1] + at[1]
    ImageDraw.Draw(canvas).text(origin, line.content, font=font, fill=style.fill, anchor="ls")


def _contrast(amount: float) -> list[int]:
    levels = [i / 255 for i in range(256)]
    return [round(255 * (v + (v * v * (3 - 2 * v) - v) * amount)) for v in levels]
