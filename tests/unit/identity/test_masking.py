"""Over the real detector: what is masked has nobody in it any more."""

import cv2
import numpy as np
import pytest
from skimage import data

from common.blobs import ObjectBlobs
from common.errors import Code, PermanentError
from common.ticket import Reference
from identity import handlers
from identity.faces import Box
from identity.masking import covered, masked
from identity.photos import decoded
from identity.portraits import Portraits, jpeg


@pytest.fixture
def portraits(inspector, matting):
    return Portraits(inspector, matting, "blazeface")


async def stored(blobs: ObjectBlobs, rgb: np.ndarray) -> Reference:
    await blobs.put("uploads/a/ast_1.jpg", jpeg(rgb))
    return Reference(asset_id="ast_1", key="uploads/a/ast_1.jpg", width=rgb.shape[1], height=rgb.shape[0])


async def test_no_detector_finds_a_face_in_what_was_masked(portraits, inspector, blazeface, astronaut):
    blobs = ObjectBlobs("memory:///")
    answer = await handlers.mask(await stored(blobs, astronaut), portraits, blobs)
    seen = decoded(await blobs.get(answer.key))

    assert answer.key == "uploads/a/ast_1.masked.jpg"
    assert len(answer.faces) >= 1
    assert inspector.everybody(astronaut)
    assert not inspector.everybody(seen)
    assert not blazeface.faces(seen, thorough=True)
    assert inspector.inspect(seen).face is None


async def test_a_cup_that_is_hidden_to_be_sure_is_nobody(portraits):
    blobs = ObjectBlobs("memory:///")
    answer = await handlers.mask(await stored(blobs, data.coffee()), portraits, blobs)

    assert (len(answer.faces), answer.shows_somebody) == (1, False)


async def test_it_is_said_again_who_was_in_a_picture_that_was_masked_before(portraits, astronaut):
    blobs = ObjectBlobs("memory:///")
    picture = await stored(blobs, astronaut)
    answers = [await handlers.mask(picture, portraits, blobs) for _ in range(2)]

    assert [answer.shows_somebody for answer in answers] == [True, True]


async def test_every_face_of_a_crowd_is_masked(portraits, inspector, astronaut):
    crowd = np.concatenate([astronaut[:, ::-1], cv2.resize(astronaut, (512, 512)), astronaut], axis=1)
    data, boxes = portraits.without_faces(jpeg(crowd))
    columns = {int(box.center[0] // 512) for box in boxes}

    assert columns == {0, 1, 2}
    assert not inspector.everybody(decoded(data))


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_a_face_that_lies_on_its_side_is_masked(portraits, inspector, astronaut, quarter_turns):
    data, boxes = portraits.without_faces(jpeg(np.rot90(astronaut, quarter_turns)))

    assert boxes
    assert not inspector.everybody(decoded(data))


async def test_who_asks_again_gets_what_was_made_meanwhile(portraits, astronaut):
    blobs = ObjectBlobs("memory:///")
    picture = await stored(blobs, astronaut)
    first = await handlers.mask(picture, portraits, blobs)
    await blobs.put(first.key, b"as it was made")
    again = await handlers.mask(picture, portraits, blobs)

    assert again.key == first.key
    assert await blobs.get(again.key) == b"as it was made"


def test_what_may_be_a_face_is_hidden_too(portraits, inspector, coffee):
    data, boxes = portraits.without_faces(jpeg(coffee))

    assert boxes
    assert not inspector.everybody(decoded(data))


async def test_a_picture_of_nobody_is_used_as_it_is(portraits, brick):
    blobs = ObjectBlobs("memory:///")
    answer = await handlers.mask(await stored(blobs, brick), portraits, blobs)

    assert (answer.key, answer.faces) == ("uploads/a/ast_1.jpg", ())
    assert await blobs.list("uploads") == ["uploads/a/ast_1.jpg"]


async def test_what_is_no_picture_is_refused(portraits):
    blobs = ObjectBlobs("memory:///")
    await blobs.put("x.jpg", b"no picture")
    with pytest.raises(PermanentError) as caught:
        await handlers.mask(Reference(asset_id="a", key="x.jpg", width=1, height=1), portraits, blobs)

    assert caught.value.code is Code.IMAGE_UNREADABLE


def test_only_the_head_is_changed_and_its_colors_stay(astronaut):
    box = Box(180, 70, 90, 90)
    changed = covered(astronaut, box)
    head = (slice(70, 160), slice(180, 270))

    assert np.array_equal(changed[300:], astronaut[300:])
    assert np.abs(changed[head].mean((0, 1)) - astronaut[head].mean((0, 1))).max() < 25
    assert changed[head].std() < astronaut[head].std()


@pytest.mark.parametrize("box", [Box(-50, -50, 60, 60), Box(500, 500, 90, 90), Box(900, 0, 10, 10), Box(5, 5, 0, 0)])
def test_a_face_at_the_edge_is_covered_as_far_as_there_is_picture(astronaut, box):
    assert covered(astronaut, box).shape == astronaut.shape


def test_what_keeps_looking_like_a_face_ends_flat(astronaut):
    box = Box(180, 70, 90, 90)
    changed, boxes = masked(astronaut, lambda _: [box])

    assert len(boxes) == 4
    assert changed[90:140, 200:250].std(axis=(0, 1)).max() < 1


async def test_faces_are_found_for_whoever_sets_words(portraits, astronaut, coffee):
    blobs = ObjectBlobs("memory:///")
    found = await handlers.find(await stored(blobs, astronaut), portraits, blobs)
    nobody = await handlers.find(await stored(blobs, coffee), portraits, blobs)
    x, y, w, h = found.faces[0]

    assert (150 < x < 200, 40 < y < 130, 70 < w < 130, 70 < h < 140) == (True,) * 4
    assert nobody.faces == ()
