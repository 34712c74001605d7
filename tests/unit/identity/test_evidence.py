import numpy as np

from identity.matting.evidence import color_evidence

RED, BLUE, GRAY = (210, 40, 30), (30, 60, 200), (120, 120, 120)


def halves(left, right):
    picture = np.zeros((64, 96, 3), np.uint8)
    picture[:, :48], picture[:, 48:] = left, right
    return picture


def test_a_color_of_the_person_speaks_for_the_person():
    picture = halves(RED, BLUE)
    picture[30:34, 60:70] = RED
    left = np.zeros((64, 96), np.bool_)
    left[:, :40] = True
    right = np.zeros_like(left)
    right[:, 75:] = True
    evidence = color_evidence(picture, left, right, 32)

    assert evidence[32, 65] > 0.95
    assert evidence[10, 65] < 0.05


def test_a_color_of_both_says_nothing():
    left = np.zeros((64, 96), np.bool_)
    left[:, :48] = True

    assert np.abs(color_evidence(halves(GRAY, GRAY), left, ~left, 32) - 0.5).max() < 0.05


def test_a_color_of_neither_says_nothing():
    picture = halves(RED, BLUE)
    picture[28:36, 44:52] = (20, 230, 40)
    person, background = np.zeros((64, 96), np.bool_), np.zeros((64, 96), np.bool_)
    person[:, :40], background[:, 56:] = True, True

    assert abs(color_evidence(picture, person, background, 32)[32, 48] - 0.5) < 0.05


def test_what_is_near_counts_more_than_what_is_far():
    picture = np.zeros((64, 256, 3), np.uint8)
    picture[:, :64], picture[:, 64:128] = RED, BLUE
    picture[:, 128:192], picture[:, 192:] = BLUE, RED
    person = np.zeros((64, 256), np.bool_)
    person[:, :56], person[:, 136:184] = True, True
    background = np.zeros_like(person)
    background[:, 72:120], background[:, 200:] = True, True
    evidence = color_evidence(picture, person, background, 64)

    assert evidence[32, 60] > 0.8
    assert evidence[32, 188] > 0.8
