from common.abilities import Abilities, Engine, together

DLIB = {"engine": "dlib", "license": "CC0"}


def test_a_silent_house_can_judge_nothing():
    assert together([]) == Abilities()


def test_rooms_add_up_and_null_takes_nothing_away():
    can = together([{"recognition": DLIB, "nsfw": None}, {"recognition": None, "nsfw": {**DLIB, "engine": "other"}}])

    assert can.recognition == Engine(engine="dlib", license="CC0")
    assert can.nsfw == Engine(engine="other", license="CC0")


def test_what_a_newer_room_can_do_is_passed_over():
    assert together([{"clairvoyance": DLIB, "recognition": {**DLIB, "since": 2031}}]).recognition is not None
