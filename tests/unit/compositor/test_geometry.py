from hypothesis import given
from hypothesis import strategies as st

from compositor.geometry import Rect, free_rects

lengths = st.integers(1, 2000)
rects = st.builds(Rect, st.integers(-500, 1500), st.integers(-500, 1500), lengths, lengths)
AREA = Rect(0, 0, 1280, 720)


@given(st.lists(rects, max_size=5))
def test_free_rectangles_lie_in_the_area_and_meet_no_obstacle(obstacles):
    free = free_rects(AREA, obstacles)

    assert all(AREA.holds(rect) for rect in free)
    assert not any(rect.grown(-1e-6).meets(obstacle) for rect in free for obstacle in obstacles)


@given(st.lists(rects, max_size=4))
def test_no_free_rectangle_lies_inside_another(obstacles):
    free = free_rects(AREA, obstacles)

    assert not any(one is not other and other.holds(one) for one in free for other in free)


def test_an_obstacle_in_the_middle_leaves_four_rectangles_the_largest_first():
    free = free_rects(Rect(0, 0, 100, 60), [Rect(60, 20, 20, 20)])

    assert free[0] == Rect(0, 0, 60, 60)
    assert set(free[1:]) == {Rect(0, 0, 100, 20), Rect(0, 40, 100, 20), Rect(80, 0, 20, 60)}


def test_nothing_is_free_when_the_obstacle_covers_everything():
    assert free_rects(Rect(10, 10, 50, 50), [Rect(0, 0, 100, 100)]) == []


def test_a_rectangle_with_crossed_sides_is_empty_and_never_negative():
    crossed = Rect.between(10, 10, 5, 20)

    assert crossed.area == 0
    assert crossed.w == 0


@given(rects, st.floats(0, 2000))
def test_seen_twice_in_a_mirror_a_rectangle_is_itself(rect, width):
    back = rect.mirrored(width).mirrored(width)

    assert abs(back.x - rect.x) < 1e-6
    assert (back.y, back.w, back.h) == (rect.y, rect.w, rect.h)
