"""Item 17: tokens to micro-dollars."""

from google.genai import types

from gen_gemini.costs import Usage, cost_of, usage_of


def metadata(**fields) -> types.GenerateContentResponseUsageMetadata:
    return types.GenerateContentResponseUsageMetadata.model_validate(fields)


def test_item_17_everything_that_is_billed_is_counted(banana):
    usage = usage_of(
        metadata(
            prompt_token_count=1_000,
            tool_use_prompt_token_count=100,
            candidates_token_count=1_150,
            candidates_tokens_details=[{"modality": "IMAGE", "token_count": 1_120}],
            thoughts_token_count=400,
        ),
        searches=2,
    )

    assert usage == Usage(read=1_100, image=1_120, text=30, thinking=400, searches=2)
    assert cost_of(usage, banana) == 1_650 + round(430 * 7.5) + 33_600 + 28_000


def test_item_17_a_picture_alone_costs_its_list_price(banana, pro):
    assert cost_of(Usage(image=1_120), banana) == 33_600
    assert cost_of(Usage(image=2_000), pro) == 240_000


def test_item_29_batches_cost_half_but_searches_do_not(banana):
    assert cost_of(Usage(image=1_120, searches=1), banana, batch=True) == 16_800 + 14_000


def test_item_30_the_tier_that_was_served_is_billed(banana):
    assert cost_of(Usage(image=1_120), banana, tier="flex") == 16_800
    assert cost_of(Usage(image=1_120), banana, tier="priority") == 67_200


def test_an_answer_without_numbers_costs_nothing_known():
    assert usage_of(None) == Usage()


def test_two_calls_add_up():
    assert Usage(read=1, by_modality={"TEXT": 1}) + Usage(read=2, by_modality={"TEXT": 2, "IMAGE": 5}) == Usage(
        read=3, by_modality={"TEXT": 3, "IMAGE": 5}
    )
