"""When a picture has to say that AI made it."""

from datetime import date

import pytest

from common.brief import Disclosure
from common.disclosure import DUTIES, decide, made_of

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("draws", "provenance", "shown", "rule"),
    [
        ("picture", {}, True, "eu-ai-act-50-4"),
        ("scene", {}, False, None),
        ("scene", {"label": "required"}, True, "provider"),
        (None, {}, False, None),
    ],
)
def test_a_rule_decides_where_nobody_chose(draws, provenance, shown, rule):
    decision = decide(Disclosure.AUTO, made_of(draws, provenance), TODAY)

    assert (decision.shown, decision.rule) == (shown, rule)
    assert decision.why


@pytest.mark.parametrize(("choice", "shown"), [(Disclosure.OFF, False), (Disclosure.ON, True)])
def test_a_choice_is_kept_and_the_rule_it_meets_is_named(choice, shown):
    decision = decide(choice, made_of("picture", {}), TODAY)

    assert (decision.choice, decision.shown, decision.rule) == (choice.value, shown, "eu-ai-act-50-4")


def test_a_law_asks_for_nothing_before_its_day():
    made = made_of("picture", {})

    assert [decide(Disclosure.AUTO, made, date(2026, 8, day)).shown for day in (1, 2)] == [False, True]


def test_every_rule_says_when_it_was_checked_and_where():
    for duty in DUTIES:
        assert date.fromisoformat(duty.checked) >= duty.since
        assert duty.source
