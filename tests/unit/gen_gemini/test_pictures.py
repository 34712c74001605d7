"""Items 7 and 45: bytes are believed, labels are not; shapes are cut exactly."""

import cv2
import numpy as np
import pytest
from tests.unit.gen_gemini.conftest import encoded

from common.catalog import Size
from gen_gemini.pictures import crop_box, cropped_to, sniff


@pytest.mark.parametrize(("kind", "mime"), [(".jpg", "image/jpeg"), (".png", "image/png"), (".webp", "image/webp")])
def test_item_07_type_and_size_are_read_from_the_bytes(kind, mime):
    found = sniff(encoded(320, 180, kind))

    assert found is not None
    assert (found.mime_type, found.width, found.height) == (mime, 320, 180)


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(20)])
def test_item_07_what_is_no_picture_is_none(data):
    assert sniff(data) is None


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp"])
def test_item_07_what_was_cut_short_is_none(kind):
    data = encoded(320, 180, kind)

    assert sniff(data[: len(data) * 2 // 3]) is None


@pytest.mark.parametrize(
    ("got", "shape", "cut"),
    [
        ((1376, 768), Size(w=1280, h=720), (1365, 768)),
        ((768, 1376), Size(w=1080, h=1920), (768, 1365)),
        ((1584, 672), Size(w=1500, h=500), (1584, 528)),
        ((928, 1152), Size(w=1080, h=1350), (922, 1152)),
        ((1024, 1024), Size(w=1080, h=1080), (1024, 1024)),
        ((5504, 3072), Size(w=3840, h=2160), (5461, 3072)),
    ],
)
def test_item_45_the_cut_has_the_platforms_exact_shape(got, shape, cut):
    box = crop_box(got[0], got[1], shape)

    assert (box.w, box.h) == cut
    assert box.w <= got[0]
    assert box.h <= got[1]


def test_item_45_the_middle_is_kept_and_nothing_is_stretched():
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, 90:110] = 255
    data = cv2.imencode(".png", pixels)[1].tobytes()
    sniffed = sniff(data)
    assert sniffed is not None

    cut, extension, w, h = cropped_to(data, sniffed, Size(w=100, h=100))

    image = cv2.imdecode(np.frombuffer(cut, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert (extension, w, h) == ("png", 100, 100)
    assert image is not None
    assert np.flatnonzero(image[0]).tolist() == list(range(40, 60))


def test_item_40_the_right_shape_keeps_its_bytes():
    data = encoded(1024, 1024)
    sniffed = sniff(data)
    assert sniffed is not None

    assert cropped_to(data, sniffed, Size(w=1080, h=1080))[0] is data
