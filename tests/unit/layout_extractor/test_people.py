import numpy as np
import pytest

from layout_extractor.people import People, Standing, bodies_in, main_person

SIZE = (1280, 720)


def person(people) -> Standing:
    found = main_person(people, SIZE)
    assert found is not None
    return found


@pytest.mark.parametrize(("x", "side"), [(100, "left"), (580, "center"), (1000, "right")])
def test_a_person_stands_where_their_head_is(x, side):
    found = person(People(((x, 200, 120, 150),)))

    assert found.side == side
    assert found.head[1] < 200 < found.head[1] + found.head[3]


def test_the_body_is_the_part_of_the_silhouette_under_the_head():
    silhouette = np.zeros((720, 1280), bool)
    silhouette[150:, 80:400] = True
    silhouette[300:, 900:1200] = True  # somebody else
    found = person(People(((180, 200, 120, 150),), silhouette))

    assert found.box == (80, 150, 320, 570)


def test_without_a_face_there_is_nobody():
    assert main_person(People((), np.ones((720, 1280), bool)), SIZE) is None


def standing(height: int, width: int) -> People:
    """A head of 70 pixels on a body of that size."""
    silhouette = np.zeros((720, 1280), bool)
    silhouette[200 : 200 + height, 600 : 600 + width] = True
    return People(((605, 210, 45, 50),), silhouette)


def test_a_small_face_in_the_scene_is_nobody_to_stand_for():
    assert main_person(standing(218, 54), SIZE) is None
    assert main_person(People(((600, 280, 70, 75),)), SIZE) is None  # whom nobody could cut out


def test_somebody_seen_from_head_to_foot_is():
    assert person(standing(500, 180)).head[3] < 80


def test_a_head_at_the_edge_stays_inside_the_picture():
    x, y, w, h = person(People(((0, 0, 100, 120),))).head

    assert x >= 0
    assert y >= 0
    assert x + w <= 1280
    assert y + h <= 720


def test_whoever_was_not_cut_out_is_taken_for_head_and_shoulders_down_to_the_edge():
    silhouette = np.zeros((720, 1280), bool)
    silhouette[100:, 700:1200] = True
    taken = bodies_in(People(((900, 200, 150, 180), (300, 200, 150, 180)), silhouette), (1280, 720))

    assert taken[290, 375]
    assert taken[700, 180]
    assert not taken[290, 180]
    assert not taken[:, 700:].any()


def test_a_crowd_far_away_belongs_to_the_scene():
    assert not bodies_in(People(((300, 200, 40, 50), (500, 200, 40, 50))), (1280, 720)).any()
