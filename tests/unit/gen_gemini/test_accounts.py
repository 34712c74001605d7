"""Item 47: which accounts there are, and what is raised when none of them can."""

import pytest
from pydantic import SecretStr, TypeAdapter

from common.claims import AnswerLostError
from common.errors import Code, PermanentError, TransientError
from common.generation import ImageRequest
from gen_gemini.accounts import account_of, accounts_of, listed
from gen_gemini.cards import MODELS, card_of, model_on
from gen_gemini.failover import most_hopeful, moves_on
from gen_gemini.settings import GeminiSettings


def settings(key: str = "", project: str = "", **given) -> GeminiSettings:
    whole = GeminiSettings(_env_file=None, gemini_api_key="", google_cloud_project="", **given)  # type: ignore[call-arg]
    return whole.model_copy(update={"gemini_api_key": SecretStr(key), "google_cloud_project": project})


def named(given: GeminiSettings) -> list[tuple[str, str]]:
    keys = {"vertex": lambda one: one.google_cloud_project, "developer": lambda one: one.gemini_api_key}
    found = [(one.gemini_backend, keys[one.gemini_backend](one)) for one in accounts_of(given)]
    return [(door, key if isinstance(key, str) else key.get_secret_value()) for door, key in found]


@pytest.mark.parametrize("text", ["a,b", " a , b,", '["a", "b"]', "a,b,a"])
def test_item_47_keys_come_by_commas_or_as_a_list(text):
    assert listed(text) == ["a", "b"]


def test_item_47_one_account_stays_as_it_is_and_so_does_its_name():
    one = settings("a")

    assert accounts_of(one) == (one,)
    assert account_of(accounts_of(settings("a,b"))[0]) == account_of(one)


def test_item_47_the_other_backend_is_asked_only_where_that_is_allowed_and_last():
    assert named(settings("a,b", "p")) == [("developer", "a"), ("developer", "b")]
    assert named(settings("a", "p,q", gemini_failover=True)) == [("developer", "a"), ("vertex", "p"), ("vertex", "q")]
    assert named(settings("a", "p", gemini_backend="vertex", gemini_failover=True)) == [
        ("vertex", "p"),
        ("developer", "a"),
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_item_47_a_picture_costs_no_more_at_the_other_backend(model):
    prices = [card_of(model_on(backend, model.id)).prices for backend in ("developer", "vertex")]

    assert prices[0] == prices[1]


def test_item_47_only_what_was_not_bought_moves_on():
    assert moves_on(PermanentError(Code.PROVIDER_QUOTA_EXHAUSTED))
    assert moves_on(TransientError(Code.PROVIDER_BUSY))
    assert not moves_on(AnswerLostError(Code.PROVIDER_BUSY))
    assert not moves_on(PermanentError(Code.CONTENT_BLOCKED))


def test_item_47_where_none_can_the_shortest_wait_is_raised_and_all_costs_with_it():
    spent, gone = PermanentError(Code.PROVIDER_QUOTA_EXHAUSTED).costing(7), PermanentError(Code.PROVIDER_KEY_REJECTED)
    late, soon = (TransientError(Code.PROVIDER_BUSY, retry_after=seconds) for seconds in (30.0, 2.0))

    assert most_hopeful([gone, spent]) is spent
    assert most_hopeful([spent, late, soon]) is soon
    assert soon.cost_micro_usd == 7


def test_item_47_what_a_batch_needs_to_move_survives_the_store(new_request):
    request = new_request()

    assert TypeAdapter(ImageRequest).validate_json(TypeAdapter(ImageRequest).dump_json(request)) == request
