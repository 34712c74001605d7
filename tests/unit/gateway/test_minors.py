"""When a guardian is asked for, and when nobody is bothered."""

import pytest

from common.errors import Code, PermanentError
from gateway.consents import GUARDIAN, allow_comparing, recipients_under
from gateway.minors import age_in, came_from_a_guardian, cautions, decided, is_a_childs, must_have_a_guardian
from gateway.policy.children import Mention
from gateway.store.rows import Agreed, Asset


def selfie(age: str) -> Asset:
    about = {"id": "ast_1", "user_id": "u", "type": "selfie", "path": "x", "width": 9, "height": 9, "bytes": 1}
    about |= {"media_type": "image/jpeg", "md5": None, "created_at": "2026-01-01T00:00:00Z"}
    return Asset.model_validate(about | {"meta": {"screened": {"age": age}}})


@pytest.mark.parametrize(
    ("ages", "verdict"),
    [
        (["minor"], "minor"),
        (["minor", "minor", "adult"], "minor"),
        (["minor", "adult"], "adult"),
        (["minor", "minor_possible"], "minor_possible"),
        (["minor_possible"], "minor_possible"),
        (["adult", "unchecked"], "adult"),
        (["unchecked"], "unchecked"),
        ([], "unchecked"),
    ],
)
def test_most_of_the_selfies_have_to_say_so(ages, verdict):
    assert age_in([selfie(age) for age in ages]) == verdict


def test_a_guardians_word_is_needed_for_each_selfie():
    word, other = Agreed(statement=GUARDIAN, recipients=()), Agreed(statement="2026-12", recipients=())

    assert came_from_a_guardian([word, word])
    assert not came_from_a_guardian([word, other])
    assert not came_from_a_guardian([None])


def test_without_it_is_said_what_to_do():
    must_have_a_guardian(given=True)
    with pytest.raises(PermanentError) as error:
        must_have_a_guardian(given=False)

    assert error.value.code is Code.GUARDIAN_REQUIRED
    assert GUARDIAN in error.value.message


CHILD = Mention("en-age", "a_child", "/headline", "9 year old")
MYSELF = Mention("en-myself", "myself", "/title", "i am 12")


@pytest.mark.parametrize(
    ("age", "spoken", "childs"),
    [
        ("minor", None, True),
        ("minor", CHILD, True),
        ("minor_possible", None, False),
        ("minor_possible", CHILD, True),
        ("unchecked", None, False),
        ("unchecked", CHILD, False),
        ("unchecked", MYSELF, True),
        ("adult", CHILD, False),
        ("adult", MYSELF, False),
    ],
)
def test_what_selfies_look_like_and_words_say_settles_it_together(age, spoken, childs):
    assert is_a_childs(age, spoken) is childs


def test_words_about_a_child_are_a_caution_for_everybody():
    assert cautions("adult", None) == []
    assert ["9 year old" in caution for caution in cautions("adult", CHILD)] == [True]
    assert len(cautions("minor_possible", CHILD)) == 2


def test_what_was_decided_is_written_down_and_is_no_strike():
    missing = decided("minor_possible", CHILD, guardian=False)
    given = decided("minor", None, guardian=True)

    assert [(one["verdict"], one["rule"], one["place"]) for one in missing] == [
        ("flagged", "speaks-of-a-child:en-age", "/headline")
    ]
    assert [(one["verdict"], one["rule"]) for one in given] == [("allowed", "")]
    assert decided("adult", None, guardian=False) == []


def test_a_guardians_consent_names_nobody_outside_and_allows_comparing():
    assert recipients_under(GUARDIAN, ("google",)) == ()
    assert recipients_under("2026-12", ("google",)) == ("google",)
    assert allow_comparing([GUARDIAN])
