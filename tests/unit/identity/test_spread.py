"""One selfie accuses nobody of what another lamp does; several say how far their owner's pictures are apart."""

from identity.likeness.spread import Spread, apart

SPREAD = Spread(usual=8, most=22)


def test_what_is_usual_is_within():
    assert SPREAD.verdict(7.9) == "within"


def test_with_one_selfie_what_two_photographs_of_one_person_differ_by_is_never_beyond():
    assert {SPREAD.verdict(value) for value in (8.1, 15, 22)} == {"unsure"}


def test_what_no_two_photographs_of_one_person_differ_by_is_beyond():
    assert SPREAD.verdict(22.1) == "beyond"


def test_what_the_selfies_themselves_differ_by_is_within():
    assert SPREAD.verdict(14, among=[5, 15]) == "within"


def test_selfies_in_several_lights_leave_less_in_doubt():
    assert [SPREAD.verdict(value, among=[12]) for value in (14, 16)] == ["unsure", "beyond"]


def test_selfies_of_one_minute_say_nothing_about_another_light():
    assert SPREAD.verdict(15, among=[0.5, 1, 0.7]) == "unsure"


def test_selfies_that_differ_beyond_belief_let_no_more_pass_than_anybody():
    assert SPREAD.verdict(23, among=[40]) == "beyond"


def test_every_two_are_compared():
    assert sorted(apart([1, 4, 9], lambda one, other: abs(one - other))) == [3, 5, 8]
