"""Hands on real photographs are found, and nothing else is taken for one."""

import pytest


@pytest.fixture
def palms_of(blazeface, palms):
    """Middles of the palms of each face of a picture, faces from left to right."""

    def found(rgb):
        boxes = sorted((face.box for face in blazeface.faces(rgb)), key=lambda box: box.x)
        around = [palms.around(rgb, box, [other for other in boxes if other is not box]) for box in boxes]
        return [[palm.center for palm in of_one] for of_one in around]

    return found


def test_a_hand_in_a_hand_is_found_once_and_belongs_to_one_of_four(palms_of, photo):
    each = palms_of(photo("sample6"))

    assert sum(len(of_one) for of_one in each) == 1
    assert next(center for of_one in each for center in of_one) == pytest.approx((1382, 1405), abs=40)


def test_necks_shoulders_and_walls_are_no_palms(palms_of, astronaut, brick, photo):
    assert palms_of(astronaut) == [[]]
    assert palms_of(brick) == []
    assert not any(palms_of(photo("sample1")))
