"""When a guardian is asked for, and when nobody is bothered."""

import pytest

from common.errors import Code, PermanentError
from gateway.consents import GUARDIAN, allow_comparing, recipients_under
from gateway.minors import age_in, must_have_a_guardian
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

    must_have_a_guardian([word, word])
    for missing in ([word, other], [None]):
        with pytest.raises(PermanentError) as error:
            must_have_a_guardian(missing)
        assert error.value.code is Code.GUARDIAN_REQUIRED
        assert GUARDIAN in error.value.message


def test_a_guardians_consent_names_nobody_outside_and_allows_comparing():
    assert recipients_under(GUARDIAN, ("google",)) == ()
    assert recipients_under("2026-12", ("google",)) == ("google",)
    assert allow_comparing([GUARDIAN])
