"""The order in which `auto` asks the families of models, and what it says about those it passes over."""

from typing import Any, Literal

import pytest

from common.brief import Brief
from common.catalog import Abilities, ModelCard
from common.errors import Code
from common.wishes import EditRequest
from gateway.choosing import Weighed, weigh
from gateway.rules import AUTO, FAMILIES, OTHERS, family_of
from gateway.wanting import House, Wanted
from gateway.wishing import wishes_of

CAN = Abilities(edits=True, draws_text=True)


def card(name: str, service: str, price: int = 0, **more: Any) -> ModelCard:
    drawn: Any = {"title": name, "provider": service, "draws": "picture", "can": CAN, "max_references": 8}
    return ModelCard(id=name, service=service, surcharge_micro_usd=price, **{**drawn, **more})


STUDIO = card("studio-1", "gen-studio")
FLUX = card("flux.2-klein", "gen-flux")
GEMINI = card("gemini-nano-banana-2.1", "gen-gemini", 33_600, sends_faces_to="google")
PRO = card("gemini-3-pro-image", "gen-gemini", 134_000, experimental=True, sends_faces_to="google")
GPT = card("gpt-image-2", "gen-external", 60_000, sends_faces_to="openai")
SEEDREAM = card("seedream-4.5", "gen-external", 40_000, sends_faces_to="fal")
STRANGER = card("qwen-image", "gen-external", 10_000)
EVERYBODY = (STUDIO, STRANGER, PRO, FLUX, GEMINI, SEEDREAM, GPT)
AGREED = ("google", "openai", "fal")


def wanted(*, quality: Literal["draft", "std", "4k"] = "std", edit: EditRequest | None = None, **more: Any) -> Wanted:
    own = {name: more.pop(name) for name in ("max_cost", "allow_fallback", "model_pref", "ceiling") if name in more}
    brief = Brief.model_validate({"headline": "STOP DOING THIS", "refs": ["ast_1"], **more})
    return Wanted(brief, quality, 4, wishes=wishes_of(brief, edit=edit), **own)


def weighed(want: Wanted, *cards: ModelCard, recipients: tuple[str, ...] = AGREED) -> Weighed:
    return weigh(want, House(cards or EVERYBODY), recipients)


def first(want: Wanted, *cards: ModelCard) -> str:
    choice = weighed(want, *cards).choice
    return choice.cards[0].id if choice else ""


def passed_over(found: Weighed) -> dict[str, str]:
    return {one.card.id: one.code for one in found.considered if one.code}


MASK = EditRequest(instruction="the shirt red", picture_key="p", kind="mask", mask_key="m")
WORDS = EditRequest(instruction="the shirt red", picture_key="p")


@pytest.mark.parametrize(
    ("want", "rule", "model"),
    [
        (wanted(draw_text=True), "precise-text", GPT),
        (wanted(draw_text=True, mode="copy"), "precise-text", GPT),
        (wanted(draw_text=True, quality="draft"), "precise-text", GPT),
        (wanted(edit=MASK), "precise-text", GPT),
        (wanted(edit=WORDS), "strongest", GEMINI),
        (wanted(mode="copy"), "style-mimic", SEEDREAM),
        (wanted(mode="copy", quality="draft"), "style-mimic", SEEDREAM),
        (wanted(quality="draft"), "cheap-and-quick", FLUX),
        (wanted(), "strongest", GEMINI),
        (wanted(quality="4k"), "strongest", GEMINI),
    ],
)
def test_the_first_rule_that_fits_decides(want: Wanted, rule: str, model: ModelCard):
    assert (weighed(want).rule.id, first(want)) == (rule, model.id)


def test_every_rule_ranks_every_family():
    assert all(sorted(rule.order) == sorted([*FAMILIES, OTHERS]) for rule in AUTO)


@pytest.mark.parametrize(
    ("model", "family"),
    [
        (STUDIO, "studio"),
        (FLUX, "flux"),
        (PRO, "gemini"),
        (GPT, "gpt-image"),
        (SEEDREAM, "seedream"),
        (STRANGER, OTHERS),
    ],
)
def test_a_family_is_known_by_its_names(model: ModelCard, family: str):
    assert family_of(model) == family


def test_an_alias_tells_the_family_too():
    assert family_of(card("x-9", "gen-external", aliases=("Seedream",))) == "seedream"


@pytest.mark.parametrize("want", [wanted(), wanted(mode="copy"), wanted(quality="draft"), wanted(draw_text=True)])
def test_the_studio_is_enough(want: Wanted):
    assert first(want, STUDIO) == STUDIO.id


def test_models_of_one_service_stand_in_for_each_other_before_the_next_service():
    choice = weighed(wanted(mode="copy")).choice

    assert choice is not None
    assert choice.in_order == (SEEDREAM, GPT, STRANGER, GEMINI, FLUX, STUDIO)


def test_every_model_that_was_looked_at_is_accounted_for():
    found = weighed(wanted(), recipients=("google",))

    assert {one.card.id for one in found.considered} == {one.id for one in EVERYBODY}
    assert passed_over(found) == {PRO.id: "experimental", GPT.id: "consent_required", SEEDREAM.id: "consent_required"}
    assert all(one.why for one in found.considered if one.code)


def test_a_model_kept_back_by_the_setting_is_named_among_those_passed_over():
    found = weigh(wanted(), House((STUDIO,), hidden=(PRO,)), AGREED)

    assert passed_over(found) == {PRO.id: "experimental"}


def test_a_ceiling_passes_over_what_is_dearer_with_its_price():
    found = weighed(wanted(max_cost=4))
    reason = next(one for one in found.considered if one.card is GPT)

    assert set(passed_over(found)) == {PRO.id, GEMINI.id, GPT.id, SEEDREAM.id}
    assert reason.code == "max_cost_exceeded"
    assert "costs 8 credits" in reason.why


@pytest.mark.parametrize("most", range(2, 12))
def test_the_quote_never_exceeds_the_ceiling(most: int):
    want = wanted(max_cost=most)
    choice = weighed(want).choice

    assert choice is not None
    assert want.price(*choice.permitted).total <= most


def test_a_ceiling_that_nobody_meets_is_refused_with_the_cheapest_price():
    refusal = weighed(wanted(max_cost=1)).refusal

    assert refusal is not None
    assert (refusal.code, refusal.details["required"], refusal.details["max_cost"]) == (Code.MAX_COST_EXCEEDED, 2, 1)


def test_a_named_model_above_the_ceiling_is_refused_and_not_swapped():
    found = weighed(wanted(model_pref="gpt-image-2", max_cost=3))

    assert found.choice is None
    assert found.refusal is not None
    assert found.refusal.code is Code.MAX_COST_EXCEEDED


def test_without_leave_to_fall_back_only_the_first_choice_is_asked():
    found = weighed(wanted(allow_fallback=False))

    assert found.choice is not None
    assert found.choice.in_order == (GEMINI,)
    assert passed_over(found)[STUDIO.id] == "no_fallback"


def test_the_choice_of_a_named_model_says_that_it_was_named():
    found = weighed(wanted(model_pref="Seedream 4.5"))

    assert (found.rule.id, [one.card for one in found.considered]) == ("named", [SEEDREAM])


def test_a_model_that_may_be_gone_any_day_is_not_chosen_by_itself():
    shaky = GEMINI.model_copy(update={"status": "uncertain"})

    assert passed_over(weighed(wanted(), shaky, STUDIO)) == {shaky.id: "uncertain"}


def test_a_model_beyond_the_plan_is_passed_over_with_that_reason():
    found = weighed(wanted(ceiling=50_000))

    assert passed_over(found) == {PRO.id: "experimental", GPT.id: "plan_required"}
