from typing import Literal

import pytest

from common.brief import Brief
from common.catalog import ModelCard
from common.errors import Code, PermanentError
from common.ticket import Reference, StandIn
from gateway.choosing import choose
from gateway.consents import allow_comparing
from gateway.routing import issue_ticket
from gateway.wanting import House, Wanted

STUDIO = ModelCard(
    id="studio", service="gen-studio", title="Studio", provider="thumbworks", draws="scene", seconds_per_variant=3
)
GEMINI = ModelCard(
    id="gemini-3-image",
    service="gen-gemini",
    title="Gemini",
    provider="google",
    aliases=("nanobanana-pro",),
    draws="picture",
    surcharge_micro_usd=40_000,
    sends_faces_to="google",
)
DEARER = GEMINI.model_copy(update={"id": "gemini-4-image", "surcharge_micro_usd": 120_000, "aliases": ()})
EXPERIMENT = GEMINI.model_copy(update={"id": "banana", "service": "gen-external", "experimental": True, "aliases": ()})
SELFIE = Reference(asset_id="ast_1", key="uploads/1.jpg", width=800, height=600)


def wanted(
    model: str = "auto",
    *,
    quality: Literal["draft", "std", "4k"] = "std",
    variants: int = 4,
    seed: int | None = None,
    **answers,
) -> Wanted:
    brief = Brief.model_validate({"headline": "STOP DOING THIS", "refs": ["ast_1"], **answers})
    return Wanted(brief, quality, variants, model, seed)


def services(want: Wanted, *cards: ModelCard, recipients=("google",)) -> list[str]:
    return [card.service for card in choose(want, House(cards), recipients).cards]


def refusal_of(want: Wanted, *cards: ModelCard, recipients=("google",)) -> Code:
    with pytest.raises(PermanentError) as refused:
        choose(want, House(cards), recipients)
    return refused.value.code


def ticket(want: Wanted, *cards: ModelCard, recipients=("google",), rooms=frozenset[str](), project: str = "prj_1"):
    return issue_ticket(
        want,
        House(cards, rooms),
        job_id="job_1",
        project_id=project,
        user_id="user",
        references=[SELFIE],
        recipients=recipients,
    )


def test_auto_takes_the_strongest_and_falls_back_to_the_studio():
    assert services(wanted(), STUDIO, GEMINI) == ["gen-gemini", "gen-studio"]


def test_auto_drafts_are_quick_and_free_first():
    assert services(wanted(quality="draft"), STUDIO, GEMINI) == ["gen-studio", "gen-gemini"]


def test_auto_sends_no_face_to_anybody_the_consent_does_not_name():
    assert services(wanted(), STUDIO, GEMINI, recipients=()) == ["gen-studio"]


def test_auto_does_not_experiment():
    assert services(wanted(), STUDIO, EXPERIMENT) == ["gen-studio"]


def test_auto_takes_the_cheapest_model_of_a_service():
    assert choose(wanted(), House((DEARER, GEMINI)), ["google"]).cards[0].id == GEMINI.id


def test_auto_passes_over_models_that_are_too_small():
    small = GEMINI.model_copy(update={"max_side": 1024})

    assert services(wanted(quality="4k"), STUDIO, small) == ["gen-studio"]


def test_auto_with_nobody_at_home_is_unavailable():
    assert refusal_of(wanted()) is Code.MODEL_UNAVAILABLE


@pytest.mark.parametrize("name", ["studio", "Studio", "gen-studio", "nanobanana-pro", "NanoBanana Pro", "gemini"])
def test_a_model_goes_by_many_names_and_is_never_swapped(name):
    assert len(services(wanted(name), STUDIO, GEMINI)) == 1


def test_a_name_the_brief_knows_is_unavailable_when_nobody_answers_to_it():
    assert refusal_of(wanted("flux"), STUDIO) is Code.MODEL_UNAVAILABLE
    assert refusal_of(wanted("GPT-Image 1"), STUDIO) is Code.MODEL_UNAVAILABLE


def test_any_other_name_is_unknown():
    assert refusal_of(wanted("dall-e-2"), STUDIO) is Code.UNKNOWN_MODEL


def test_a_named_model_needs_its_provider_in_the_consent():
    assert refusal_of(wanted("nanobanana-pro"), GEMINI, recipients=()) is Code.CONSENT_REQUIRED


def test_copy_mode_needs_its_room():
    with pytest.raises(PermanentError) as refused:
        ticket(wanted(mode="copy"), STUDIO)

    assert refused.value.code is Code.MODE_UNAVAILABLE


def test_copy_mode_walks_through_the_extractor_and_costs_one_more():
    issued = ticket(wanted(mode="copy"), STUDIO, rooms=frozenset({"layout-extractor"}))

    assert issued.route.preparing == ("identity", "layout-extractor")
    assert issued.quote.total == 3


def test_the_quote_covers_the_dearest_model_the_route_allows():
    assert ticket(wanted(), STUDIO, GEMINI).quote.total == 2 + 4
    assert ticket(wanted(), STUDIO, GEMINI, recipients=()).quote.total == 2


def test_the_ticket_names_models_in_the_order_of_the_route():
    issued = ticket(wanted(), STUDIO, GEMINI)

    assert issued.route.generators == ("gen-gemini", "gen-studio")
    assert issued.model_for("gen-studio") == "studio"
    assert issued.fallback_after("gen-gemini") == "gen-studio"


def test_a_job_may_run_ten_minutes_or_as_long_as_its_models_need():
    slow = STUDIO.model_copy(update={"seconds_per_variant": 300})

    assert ticket(wanted(), STUDIO).run_seconds == 600
    assert ticket(wanted(), slow).run_seconds == 1200


def test_the_seed_is_the_callers_or_the_series_or_chance():
    assert ticket(wanted(seed=12345), STUDIO).seed == 12345
    series = [ticket(wanted(fixed_seed=True), STUDIO, project=project).seed for project in ("prj_1", "prj_1", "prj_2")]
    assert series[0] == series[1] != series[2]
    assert ticket(wanted(), STUDIO).seed != ticket(wanted(), STUDIO).seed


def test_the_sizes_follow_platform_and_quality():
    issued = ticket(wanted(quality="draft", platform="reels"), STUDIO)

    assert str(issued.sizes.export) == "1080x1920"
    assert str(issued.sizes.generation) == "432x768"


def test_drawn_faces_are_compared_before_they_are_finished_and_photographed_ones_are_not():
    assert ticket(wanted(), STUDIO, GEMINI).route.finishing == ("identity", "compositor")
    assert ticket(wanted("studio"), STUDIO, GEMINI).route.finishing == ("compositor",)


def test_a_strict_lock_has_the_studio_stand_in_even_for_a_model_that_was_named():
    route = ticket(wanted("nanobanana-pro", face_lock="strict"), STUDIO, GEMINI).route

    assert route.generators == ("gen-gemini",)
    assert route.stand_in == StandIn(service="gen-studio", model="studio")


@pytest.mark.parametrize("lock", ["off", "standard"])
def test_nobody_stands_in_under_any_other_lock(lock):
    assert ticket(wanted("nanobanana-pro", face_lock=lock), STUDIO, GEMINI).route.stand_in is None


def test_faces_are_compared_only_where_all_agreed():
    assert ticket(wanted(), GEMINI).may_compare is False
    assert allow_comparing(["2026-12", "2026-12"])
    assert not allow_comparing(["2026-12", "2026-11"])
