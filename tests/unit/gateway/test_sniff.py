import pytest

from common.errors import Code, PermanentError
from gateway.sniff import sniff


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_pictures_are_known_by_their_content(encode, kind):
    assert sniff(encode(kind)) == kind


def test_heic_is_known_by_its_brands(heic):
    assert sniff(heic) == "HEIF"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"BM" + b"\0" * 100,
        b"II*\0" + b"\0" * 100,
        b"\0\0\0\x20ftypisom" + b"\0" * 40,
    ],
    ids=["nothing", "html", "svg", "pdf", "eps", "bmp", "tiff", "video"],
)
def test_everything_else_is_no_picture_whatever_it_is_called(content):
    with pytest.raises(PermanentError) as refused:
        sniff(content)

    assert refused.value.code is Code.UNSUPPORTED_MEDIA


def test_a_moving_gif_is_told_to_be_a_still(animation):
    with pytest.raises(PermanentError) as refused:
        sniff(animation("GIF"))

    assert refused.value.code is Code.IMAGE_ANIMATED


def test_a_still_gif_is_of_a_kind_we_do_not_read(encode):
    with pytest.raises(PermanentError) as refused:
        sniff(encode("GIF", mode="P", color=3))

    assert refused.value.code is Code.UNSUPPORTED_MEDIA
