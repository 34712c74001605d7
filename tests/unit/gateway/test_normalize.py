import io
import zlib

import pytest
from PIL import Image, ImageCms

from common.errors import Code, PermanentError
from gateway.intake_worker import answer
from gateway.normalize import MAX_SIDE, NEUTRAL, normalize
from gateway.sniff import sniff

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(normalize(data, sniff(data)).data))


def near(found: object, wanted: tuple[int, ...], within: int = 4) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


def refusal_of(data: bytes) -> Code:
    with pytest.raises(PermanentError) as refused:
        normalize(data, sniff(data))
    return refused.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_kind_becomes_a_jpeg_of_the_same_size_and_color(encode, kind):
    picture = opened(encode(kind))

    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (120, 80))
    assert near(picture.getpixel((60, 40)), (200, 40, 30), within=8)


def test_heic_is_read(heic):
    picture = opened(heic)

    assert picture.size == (96, 64)
    assert near(picture.getpixel((10, 32)), (20, 90, 200), within=12)
    assert near(picture.getpixel((85, 32)), (200, 40, 30), within=12)


def test_chroma_keeps_its_full_resolution(encode):
    from PIL import JpegImagePlugin

    assert JpegImagePlugin.get_sampling(opened(encode("PNG"))) == 0


def test_a_picture_taken_sideways_is_set_upright(encode):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    sideways = opened(encode("JPEG", size=(120, 80), exif=exif))

    assert sideways.size == (80, 120)


def test_nothing_is_left_of_the_metadata(encode):
    exif = Image.Exif()
    exif[MAKE] = "SecretCamera"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    data = encode("JPEG", exif=exif, comment=b"SecretComment", xmp=b"<x>SecretXmp</x>", dpi=(300, 300))
    normal = normalize(data, "JPEG").data

    assert b"Secret" in data
    assert b"Secret" not in normal
    assert b"Exif" not in normal
    assert not opened(data).getexif()


def test_text_in_a_png_does_not_come_along(encode):
    from PIL import PngImagePlugin

    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "SecretNote")

    assert b"SecretNote" not in normalize(encode("PNG", pnginfo=note), "PNG").data


def test_bytes_after_the_picture_are_cut_off(encode):
    polyglot = encode("JPEG") + b"<script>alert(1)</script>"

    assert b"<script>" not in normalize(polyglot, "JPEG").data


def test_sixteen_bit_gray_is_scaled_and_not_clipped():
    picture = Image.new("I;16", (100, 100), 0x4000)
    out = io.BytesIO()
    picture.save(out, "PNG")

    assert near(opened(out.getvalue()).getpixel((50, 50)), (64, 64, 64))


def test_print_colors_become_screen_colors(encode):
    assert near(opened(encode("JPEG", mode="CMYK", color=(0, 255, 255, 0))).getpixel((9, 9)), (255, 0, 0), within=12)


def test_an_embedded_profile_is_followed(encode):
    """The profile says that the numbers are linear light; on a screen the same gray is a brighter number."""
    profile = linear_gray_profile()
    picture = opened(encode("PNG", mode="L", color=128, icc_profile=profile))

    assert near(picture.getpixel((9, 9)), (188, 188, 188), within=5)


def linear_gray_profile() -> bytes:
    """The smallest gray ICC profile with a straight tone curve, built by hand."""
    import struct

    curve = b"curv" + b"\0" * 4 + struct.pack(">I", 0) + b"\0" * 4
    white = b"XYZ " + b"\0" * 4 + struct.pack(">iii", 63190, 65536, 54061)
    text = b"desc" + b"\0" * 4 + struct.pack(">I", 7) + b"linear\0" + b"\0" * 78
    text += b"\0" * (-len(text) % 4)
    offset, table, body = 128 + 4 + 3 * 12, b"", b""
    for name, data in ((b"desc", text), (b"wtpt", white), (b"kTRC", curve)):
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data
    head = struct.pack(">I", offset + len(body)) + b"\0" * 4 + struct.pack(">I", 0x02400000) + b"mntrGRAYXYZ "
    head += b"\0" * 12 + b"acsp" + b"\0" * 24 + b"\0" * 4 + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", 3) + table + body


def test_a_profile_that_lies_about_itself_does_not_stop_the_upload(encode):
    broken = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()[:200]

    assert near(opened(encode("JPEG", icc_profile=broken)).getpixel((9, 9)), (200, 40, 30))


def test_what_is_transparent_shows_a_neutral_gray(encode):
    picture = opened(encode("PNG", mode="RGBA", color=(255, 0, 0, 0)))

    assert near(picture.getpixel((9, 9)), NEUTRAL)


def test_a_palette_with_a_hole_in_it_is_flattened_too(encode):
    picture = opened(encode("PNG", mode="P", color=0, transparency=0))

    assert near(picture.getpixel((9, 9)), NEUTRAL)


def test_a_large_picture_is_scaled_to_what_anybody_needs(encode):
    picture = opened(encode("JPEG", size=(5000, 1000)))

    assert picture.size == (MAX_SIDE, round(MAX_SIDE / 5))


def test_a_phone_picture_with_a_second_view_in_it_is_no_animation():
    first, second = Image.new("RGB", (100, 80), "red"), Image.new("RGB", (100, 80), "blue")
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second])

    assert near(opened(out.getvalue()).getpixel((9, 9)), (254, 0, 0), within=8)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_animations_are_refused(animation, kind):
    assert refusal_of(animation(kind)) is Code.IMAGE_ANIMATED


def test_a_hundred_megapixels_in_eighty_bytes_are_refused_before_decoding(bomb):
    assert len(bomb) < 90
    assert refusal_of(bomb) is Code.IMAGE_TOO_LARGE


def test_a_picture_of_a_few_pixels_is_refused_and_told_how_many_it_needs(encode):
    with pytest.raises(PermanentError, match="60x34 pixels are too few: 64 a side") as refused:
        normalize(encode("PNG", size=(60, 34)), "PNG")

    assert refused.value.code is Code.IMAGE_TOO_SMALL
    assert refusal_of(encode("PNG", size=(63, 400))) is Code.IMAGE_TOO_SMALL


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_truncated_picture_is_unreadable(kind):
    whole = noisy(kind)
    head, picture = answer(whole[: len(whole) * 2 // 3])

    assert (head["code"], picture) == (Code.IMAGE_UNREADABLE, b"")


def noisy(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(out, kind)
    return out.getvalue()


def test_a_text_bomb_in_a_png_is_unreadable(encode):
    whole = encode("PNG")
    body = b"Comment\0\0" + zlib.compress(b"A" * 50_000_000)
    bomb = len(body).to_bytes(4, "big") + b"zTXt" + body + zlib.crc32(b"zTXt" + body).to_bytes(4, "big")
    head, _ = answer(whole[:33] + bomb + whole[33:])

    assert head["code"] is Code.IMAGE_UNREADABLE


def test_mutated_pictures_never_get_past_the_list_of_errors(encode, heic):
    """Anything else than `BROKEN` and our own errors would escape here, and end the worker there."""
    import random

    chance = random.Random(7)
    samples = [encode("JPEG"), encode("PNG"), encode("WEBP"), encode("AVIF"), heic]
    for _ in range(200):
        data = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        head, picture = answer(bytes(data[: chance.randint(len(data) // 2, len(data))]))

        assert picture or head["code"] in set(Code)
