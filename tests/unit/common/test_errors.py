import pytest
from pydantic import BaseModel, ValidationError, field_validator

from common.errors import MEANINGS, Code, PermanentError, ThumbworksError, TransientError, refusal


@pytest.mark.parametrize("code", Code)
def test_every_code_is_a_word_for_programs_and_a_sentence_for_people(code):
    assert code.value == code.name.lower()
    assert MEANINGS[code][0].isupper()
    assert MEANINGS[code].endswith((".", ")."))


def test_an_error_without_a_message_says_what_its_code_means():
    assert PermanentError(Code.NO_FACE_FOUND).message == MEANINGS[Code.NO_FACE_FOUND]


def test_the_tree_has_two_branches():
    assert set(ThumbworksError.__subclasses__()) == {TransientError, PermanentError}


def test_a_transient_error_may_say_when_to_come_back():
    assert TransientError(Code.BUS_UNAVAILABLE, retry_after=2.5).retry_after == 2.5
    assert TransientError(Code.BUS_UNAVAILABLE).retry_after is None


@pytest.mark.parametrize("message", ["plain", "with {braces} and {0}", "{"])
def test_a_refused_field_answers_with_our_code_and_our_words(message):
    class Form(BaseModel):
        answer: str

        @field_validator("answer")
        @classmethod
        def refuse(cls, _: str) -> str:
            raise refusal(Code.UNKNOWN_MODEL, message)

    with pytest.raises(ValidationError) as caught:
        Form(answer="x")

    assert caught.value.errors()[0]["type"] == "unknown_model"
    assert caught.value.errors()[0]["msg"] == message
