"""Quality comes first; expression and side decide between selfies that are about equally good."""

from dataclasses import replace

import pytest

from common.brief import Emotion, FacePosition
from common.errors import Code, PermanentError
from identity.selfies.choosing import Look, chosen
from identity.selfies.expressions import EMOTIONS, WORDS, serves
from identity.selfies.inspection import Inspection
from identity.selfies.measures import Measures
from identity.selfies.verdicts import RULES

FRONTAL = Measures(
    eye_distance=120,
    yaw=0,
    pitch=0,
    roll=0,
    presence=1,
    sharpness=300,
    noise=1,
    brightness=140,
    blown_out=0,
    side_light=0,
    eyes_open=0.3,
    mouth_open=0,
    smile=0,
    outside=0,
    headroom=0.5,
)
HAPPY, NEUTRAL = {"happy": 0.97, "neutral": 0.03}, {"neutral": 1.0}


@pytest.fixture
def brief(new_ticket):
    """The default brief with other answers."""

    def answered(**answers):
        return new_ticket().brief.model_copy(update=answers)

    return answered


def look(score=0.8, expressions=None, yaw=0.0, rules=()):
    return Look(Inspection(rules, score, measures=replace(FRONTAL, yaw=yaw)), expressions=expressions)


def rule(issue):
    return next(rule for rule in RULES if rule.issue == issue)


def test_the_better_picture_is_chosen_when_nothing_is_asked(brief):
    assert chosen([look(0.7), look(0.9), look(0.8)], brief()).place == 1


def test_between_good_pictures_the_asked_expression_decides(brief):
    looks = [look(0.82, NEUTRAL), look(0.80, HAPPY)]

    assert chosen(looks, brief(emotion=Emotion.JOY)).place == 1
    assert chosen(looks, brief(emotion=Emotion.DEADPAN)).place == 0


def test_a_blurry_picture_is_not_chosen_for_its_expression(brief):
    blurry = look(0.8 * (1 - rule("blurry").cost), HAPPY)

    assert chosen([blurry, look(0.8, NEUTRAL)], brief(emotion=Emotion.JOY)).place == 1


@pytest.mark.parametrize(("side", "place"), [(FacePosition.LEFT, 0), (FacePosition.CENTER, 1), (FacePosition.RIGHT, 2)])
def test_a_face_at_the_side_looks_into_the_picture(brief, side, place):
    looks = [look(yaw=15), look(yaw=0), look(yaw=-15)]

    assert chosen(looks, brief(face=side)).place == place


def test_the_choice_says_why(brief):
    choice = chosen([look(0.8, NEUTRAL), look(0.8, HAPPY, yaw=15)], brief(emotion=Emotion.JOY, face=FacePosition.LEFT))

    assert choice.why == (
        "Of the selfies that can be used, this one is clear, looks joyful as asked and faces the right way."
    )


def test_the_only_usable_one_says_so(brief):
    unusable = look(0.0, rules=(rule("multiple_faces"),))

    assert chosen([unusable, look()], brief()).why == "It is the only selfie that can be used."


def test_somebody_else_is_never_chosen(brief):
    assert chosen([look(0.9), look(0.7)], brief(), frozenset({0})).place == 1


def test_when_none_can_be_used_the_nearest_miss_is_the_reason(brief):
    looks = [look(0, rules=(rule("no_face_found"),)), look(0, rules=(rule("face_too_small"),))]
    with pytest.raises(PermanentError) as caught:
        chosen(looks, brief())
    assert caught.value.code is Code.FACE_TOO_SMALL


def test_every_emotion_of_the_questionnaire_has_expressions_and_a_word():
    assert EMOTIONS.keys() == WORDS.keys() == set(Emotion)


def test_an_expression_serves_an_emotion_as_the_table_says():
    assert serves(Emotion.SHOCK, {"surprised": 0.5, "fearful": 0.5}) == pytest.approx(0.85)
    assert serves(Emotion.JOY, {"sad": 1.0}) == 0
