"""A refusal says what would be right."""

from thumbworks.api import ApiError


def test_a_refusal_says_of_each_answer_what_it_should_have_been():
    faults = [{"pointer": "/variants", "detail": "Input should be 2, 4 or 6"}]
    refused = ApiError({"code": "validation_failed", "detail": "Look at /variants.", "errors": faults})

    assert str(refused).splitlines() == ["Look at /variants.", "/variants: Input should be 2, 4 or 6"]


def test_a_refusal_of_one_kind_is_one_sentence():
    faults = [{"pointer": "/headline", "detail": "9 words"}]

    assert str(ApiError({"code": "headline_too_long", "detail": "At most 8.", "errors": faults})) == "At most 8."
