from dataclasses import replace

import pytest

from common.errors import MEANINGS
from identity.selfies.covering import Covering
from identity.selfies.depicted import Depiction
from identity.selfies.measures import Measures
from identity.selfies.verdicts import RULES, Sight, judge, score

GOOD = Measures(
    eye_distance=120,
    yaw=3,
    pitch=0,
    roll=2,
    presence=1,
    sharpness=500,
    noise=1.5,
    brightness=150,
    blown_out=0,
    side_light=0.05,
    eyes_open=0.3,
    mouth_open=0.1,
    smile=0.1,
    outside=0,
    headroom=0.6,
)


def issues(sight):
    return [rule.issue for rule in judge(sight)]


def test_a_good_selfie_has_nothing_wrong():
    assert issues(Sight(GOOD)) == []


@pytest.mark.parametrize(
    ("change", "issue"),
    [
        ({"eye_distance": 45}, "small"),
        ({"brightness": 35}, "too_dark"),
        ({"brightness": 225}, "too_bright"),
        ({"blown_out": 0.5}, "too_bright"),
        ({"sharpness": 20}, "blurry"),
        ({"noise": 8}, "noisy"),
        ({"yaw": 40}, "look_at_camera"),
        ({"yaw": -40}, "look_at_camera"),
        ({"yaw": 50}, "side_view"),
        ({"covering": Covering(eye_contrast=0.03, lens_darkness=0.7)}, "sunglasses"),
        ({"covering": Covering(eye_contrast=0.05, lens_tint=40)}, "sunglasses"),
        ({"covering": Covering(eye_contrast=0.05)}, "eyes_hidden"),
        ({"covering": Covering(mouth_contrast=0.04, lip_redness=0.1)}, "mouth_covered"),
        ({"covering": Covering(mouth_contrast=0.09, mouth_darkness=0.6, lip_redness=1)}, "mouth_covered"),
        ({"covering": Covering(mouth_contrast=0.12, lip_redness=0.2)}, "mouth_covered"),
        ({"pitch": 35}, "chin_down"),
        ({"pitch": -35}, "chin_up"),
        ({"roll": -45}, "tilted"),
        ({"eyes_open": 0.08}, "eyes_closed"),
        ({"outside": 0.3}, "cropped_head"),
        ({"headroom": 0.05}, "cropped_head"),
        ({"side_light": 0.5}, "half_in_shadow"),
        ({"depiction": Depiction(flat=0.4, few_colors=0.6, hard_lines=0.3)}, "drawing"),
        ({"depiction": Depiction(color=3, color_around=40)}, "statue"),
    ],
)
def test_what_is_wrong_is_named_and_lowers_the_score(change, issue):
    measures = replace(GOOD, **change)
    rules = judge(Sight(measures))

    assert [rule.issue for rule in rules] == [issue]
    assert score(measures, rules) < score(GOOD, ())


@pytest.mark.parametrize(
    ("sight", "code"),
    [
        (Sight(None), "no_face_found"),
        (Sight(None, hazy=True), "face_unusable"),
        (Sight(None, hidden=True), "face_unusable"),
        (Sight(replace(GOOD, yaw=-60)), "face_unusable"),
        (Sight(GOOD, rivals=1), "multiple_faces"),
        (Sight(replace(GOOD, eye_distance=10)), "face_too_small"),
    ],
)
def test_what_makes_a_selfie_unusable_is_the_only_thing_said(sight, code):
    (rule,) = judge(sight)

    assert rule.error == code
    assert rule.issue == code


def test_an_unusable_selfie_scores_nothing():
    assert score(GOOD, judge(Sight(GOOD, rivals=2))) == 0


def test_every_rule_has_a_name_of_its_own_and_advice():
    advising = [rule.issue for rule in RULES if not rule.error]

    assert len(set(advising)) == len(advising)
    assert len({rule.advice for rule in RULES}) == len(RULES)
    assert all(rule.advice.endswith(".") for rule in RULES)
    assert all(rule.error in MEANINGS for rule in RULES if rule.error)


@pytest.mark.parametrize("change", [{"sharpness": 20}, {"brightness": 35}, {"brightness": 225}, {"yaw": 28}])
def test_nothing_is_said_to_cover_a_face_that_is_hard_to_see(change):
    covered = Covering(eye_contrast=0.03, lens_darkness=0.7, mouth_contrast=0.03, lip_redness=0)
    said = issues(Sight(replace(GOOD, covering=covered, **change)))

    assert not {"sunglasses", "eyes_hidden", "mouth_covered"} & set(said)


def test_several_faults_are_all_named():
    assert issues(Sight(replace(GOOD, brightness=30, yaw=50))) == ["too_dark", "side_view"]
