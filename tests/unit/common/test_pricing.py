import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.pricing import BASE_CREDITS, CREDIT_MICRO_USD, credits_for, quote

qualities = st.sampled_from(sorted(BASE_CREDITS))
modes = st.sampled_from(["design", "copy"])
variants = st.sampled_from([2, 4, 6])
surcharges = st.integers(0, 2_000_000)


@pytest.mark.parametrize(
    ("quality", "mode", "price"),
    [("draft", "design", 1), ("std", "design", 2), ("4k", "design", 4), ("draft", "copy", 2), ("std", "copy", 3)],
)
def test_a_job_costs_what_the_product_brief_says(quality, mode, price):
    assert quote(quality, mode, 4).total == price


def test_a_standard_job_of_four_variants_is_quoted_two_credits():
    assert quote("std", "design", 4).total == 2


@given(qualities, modes)
def test_without_a_surcharge_the_number_of_variants_costs_nothing(quality, mode):
    assert len({quote(quality, mode, number).total for number in (2, 4, 6)}) == 1


def test_surcharges_are_summed_and_rounded_up_once():
    a_bit_over_half = CREDIT_MICRO_USD // 2 + 1

    assert quote("std", "design", 4, a_bit_over_half).total == 2 + 3


@given(qualities, modes, variants, surcharges)
def test_a_quote_covers_what_the_provider_asks_and_less_than_a_credit_more(quality, mode, number, surcharge):
    found = quote(quality, mode, number, surcharge)
    covered = (found.total - found.base) * CREDIT_MICRO_USD

    assert 0 <= covered - surcharge * number < CREDIT_MICRO_USD


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_together_is_never_dearer_than_apart(one, other):
    assert credits_for(one + other) <= credits_for(one) + credits_for(other)


def test_nothing_costs_nothing():
    assert credits_for(0) == 0
    assert credits_for(1) == 1
