"""Which model may do a job: its names, what it can do, who may see a face, and what stands in for it."""

from dataclasses import replace
from typing import Any, Literal

import pytest

from common.brief import Brief
from common.bus import Bus
from common.catalog import Abilities, ModelCard
from common.errors import Code, PermanentError
from common.wishes import EditRequest, LabeledReference, Wishes
from gateway.choosing import Choice, choose
from gateway.models import Models
from gateway.routing import run_seconds
from gateway.wanting import House, Wanted
from gateway.wishing import wishes_of

STUDIO = ModelCard(id="studio-1", service="gen-studio", title="Studio", provider="thumbworks", draws="scene")
PIXELS = {"16:9": {"1K": (1376, 768), "4K": (5504, 3072)}}
BANANA = ModelCard(
    id="gemini-nano-banana-2.1",
    service="gen-gemini",
    title="Nano Banana 2.1",
    provider="google",
    aliases=("nano-banana-2.1", "nano-banana"),
    replaces=("imagen-4.0-generate-001",),
    draws="picture",
    max_references=14,
    surcharge_micro_usd=33_600,
    prices={"1K": 33_600, "4K": 75_600},
    sends_faces_to="google",
    can=Abilities(
        ratios=("16:9",), sizes=("1K", "4K"), pixels=PIXELS, thinking=("medium", "high"),
        references={"person": 4, "object": 10}, search=("web", "image"), inputs=("text", "image", "video", "pdf"),
        tiers=("standard", "flex"), batch=True, edits=True, draws_text=True,
    ),
)  # fmt: skip
LITE = BANANA.model_copy(
    update={
        "id": "gemini-3.1-flash-lite-image", "title": "Lite", "aliases": ("lite",), "max_side": 1600, "replaces": (),
        "can": Abilities(pixels={"16:9": {"1K": (1376, 768)}}, references={"object": 14}, thinking=("minimal",)),
    }
)  # fmt: skip
PRO = BANANA.model_copy(
    update={
        "id": "gemini-3-pro-image", "title": "Nano Banana Pro", "aliases": ("nanobanana-pro",), "experimental": True,
        "replaces": ("gemini-3-pro-image-preview",),
    }
)  # fmt: skip
ALL = (STUDIO, BANANA, LITE)


def wanted(model: str = "auto", quality: Literal["draft", "std", "4k"] = "std", **answers: Any) -> Wanted:
    brief = Brief.model_validate({"headline": "STOP DOING THIS", "refs": ["ast_1"], **answers})
    return Wanted(brief, quality, 4, model, wishes=wishes_of(brief))


def chosen(want: Wanted, *cards: ModelCard, hidden: tuple[ModelCard, ...] = (), recipients=("google",)) -> Choice:
    return choose(want, House(cards, hidden=hidden), recipients)


def refused(want: Wanted, *cards: ModelCard, hidden: tuple[ModelCard, ...] = (), recipients=("google",)):
    with pytest.raises(PermanentError) as refusal:
        chosen(want, *cards, hidden=hidden, recipients=recipients)
    return refusal.value


@pytest.mark.parametrize(
    "name", ["nano-banana-2.1", "Nano Banana 2.1", "nanobanana", "GEMINI_nano_banana_2.1", "gemini"]
)
def test_case_spaces_and_hyphens_do_not_matter(name: str):
    assert [card.id for card in chosen(wanted(name), *ALL).cards] == [BANANA.id]


def test_a_retired_name_is_answered_with_its_replacement():
    error = refused(wanted("imagen-4.0-generate-001"), *ALL)

    assert (error.code, error.details) == (Code.MODEL_RETIRED, {"replacement": BANANA.id})
    assert "Nano Banana 2.1" in error.message


@pytest.mark.parametrize("name", ["gemini-nano-banana-2.1", "imagen-4.0-generate-001", "gemini", "nano-banana-pro"])
def test_a_model_whose_service_has_no_key_is_unavailable_and_says_why(name: str):
    error = refused(wanted(name), STUDIO)

    assert error.code is Code.MODEL_UNAVAILABLE
    assert "no key" in error.message


def test_a_name_its_own_service_does_not_know_is_unknown():
    assert refused(wanted("gemini-9-ultra"), *ALL).code is Code.UNKNOWN_MODEL


def test_experimental_models_are_kept_back_and_say_so_when_named():
    error = refused(wanted("NanoBanana Pro"), *ALL, hidden=(PRO,))

    assert (error.code, error.details["experimental"]) == (Code.MODEL_UNAVAILABLE, True)
    assert "experimental" in error.message


def test_an_experimental_model_that_is_switched_on_has_to_be_named():
    assert chosen(wanted("nanobanana-pro"), *ALL, PRO).cards == (PRO,)
    assert PRO not in chosen(wanted(), *ALL, PRO).permitted


@pytest.mark.parametrize(("switched_on", "offered"), [(False, [BANANA]), (True, [BANANA, PRO])])
def test_a_setting_decides_whether_experiments_are_offered(switched_on: bool, offered: list[ModelCard]):  # noqa: FBT001
    house = Models(Bus(), experimental=switched_on).offering([BANANA, PRO])

    assert list(house.cards) == offered
    assert {card.id for card in (*house.cards, *house.hidden)} == {BANANA.id, PRO.id}


def test_at_the_same_price_the_larger_model_comes_first_and_the_other_stands_in():
    choice = chosen(wanted(), *ALL)

    assert [card.id for card in choice.cards] == [BANANA.id, STUDIO.id]
    assert choice.alternates == {"gen-gemini": (LITE,)}


def test_a_named_model_has_no_stand_in():
    assert chosen(wanted("lite"), *ALL) == Choice((LITE,))


@pytest.mark.parametrize(
    ("answers", "able"),
    [
        ({"grounding": ["web"]}, [BANANA]),
        ({"grounding": "image"}, [BANANA]),
        ({"video": "https://www.youtube.com/watch?v=x"}, [BANANA]),
        ({"document": "https://example.com/a.pdf"}, [BANANA]),
        ({"draw_text": True}, [BANANA]),
        ({"service_tier": "batch"}, [BANANA]),
        ({"service_tier": "flex"}, [BANANA]),
        ({"thinking": "minimal"}, [LITE]),
        ({}, [BANANA, STUDIO, LITE]),
    ],
)
def test_auto_takes_only_models_that_can_do_all_that_is_asked(answers: dict[str, Any], able: list[ModelCard]):
    assert list(chosen(wanted(**answers), *ALL).permitted) == able


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ({"grounding": ["web"]}, "/grounding"),
        ({"video": "https://youtu.be/x"}, "/video"),
        ({"document": "https://example.com/a.pdf"}, "/document"),
        ({"thinking": "high"}, "/thinking"),
        ({"service_tier": "priority"}, "/service_tier"),
        ({"service_tier": "batch"}, "/service_tier"),
        ({"draw_text": True}, "/draw_text"),
    ],
)
def test_a_named_model_that_cannot_says_which_answer_to_change(answers: dict[str, Any], pointer: str):
    error = refused(wanted("lite", **answers), *ALL)
    problems: Any = error.details["errors"]

    assert error.code is Code.OPTION_UNAVAILABLE
    assert [problem["pointer"] for problem in problems] == [pointer]


def test_a_size_the_model_lacks_is_refused_before_anything_is_bought():
    assert refused(wanted("lite", quality="4k"), *ALL).code is Code.SIZE_OUT_OF_RANGE


def with_pictures(want: Wanted, *roles: str) -> Wanted:
    references = tuple(LabeledReference.model_validate({"key": "k", "role": role}) for role in roles)
    return Wanted(want.brief, want.quality, want.variants, want.model_pref, wishes=Wishes(references=references))


@pytest.mark.parametrize(
    ("count", "code"), [(10, None), (11, Code.TOO_MANY_REFERENCES), (15, Code.TOO_MANY_REFERENCES)]
)
def test_more_pictures_than_a_model_looks_at_are_refused(count: int, code: Code | None):
    want = with_pictures(wanted("nanobanana"), *["object"] * count)

    if code is None:
        assert chosen(want, *ALL).cards == (BANANA,)
    else:
        assert refused(want, *ALL).code is code


def test_a_model_that_sees_no_pictures_cannot_follow_a_style():
    assert refused(with_pictures(wanted("studio"), "style"), *ALL).code is Code.OPTION_UNAVAILABLE


def test_a_model_that_cannot_edit_says_so():
    edit = Wishes(edit=EditRequest(instruction="x", picture_key="p"))
    want = Wanted(wanted().brief, "std", 1, "lite", wishes=edit)

    assert refused(want, *ALL).code is Code.EDIT_UNAVAILABLE


def test_a_face_goes_to_nobody_the_consent_does_not_name():
    error = refused(wanted("nano-banana"), *ALL, recipients=())

    assert (error.code, error.details["recipient"]) == (Code.CONSENT_REQUIRED, "google")
    assert chosen(wanted(), *ALL, recipients=()).permitted == (STUDIO,)


def test_auto_says_whom_the_consent_lacks_when_only_that_model_could():
    error = refused(wanted(grounding="web"), *ALL, recipients=())

    assert (error.code, error.details["recipient"]) == (Code.CONSENT_REQUIRED, "google")


def test_what_nobody_can_do_is_refused_with_the_reason():
    assert refused(wanted(service_tier="priority"), *ALL).code is Code.OPTION_UNAVAILABLE


def test_a_batch_costs_half_and_larger_pictures_more():
    assert wanted().surcharge(BANANA) == 33_600
    assert wanted(service_tier="batch").surcharge(BANANA) == 16_800
    assert wanted(quality="4k").surcharge(BANANA) == 75_600


def test_a_batch_has_a_day_and_flex_has_patience():
    assert run_seconds(wanted(service_tier="batch"), Choice((BANANA,))) == 25 * 3600
    assert run_seconds(wanted(service_tier="flex"), Choice((BANANA,))) == 600 + 1800
    assert run_seconds(wanted(), Choice((BANANA,))) == 600


def test_auto_stays_within_the_plan():
    dear = LITE.model_copy(update={"id": "dear", "service": "gen-external", "prices": {"1K": 134_400}})
    want = replace(wanted(), ceiling=70_000)

    assert dear in chosen(wanted(), *ALL, dear).permitted
    assert dear not in chosen(want, *ALL, dear).permitted


def test_when_the_plan_includes_nothing_that_could_do_it_the_ledger_gets_to_say_so():
    assert chosen(replace(wanted(), ceiling=10), BANANA).cards == (BANANA,)


def with_a_thing(**answers: Any) -> Wanted:
    want = wanted("studio", **answers)
    thing = LabeledReference(key="uploads/a/phone.jpg", role="object")
    return replace(want, wishes=want.wishes.model_copy(update={"references": (thing,)}))


def test_in_copy_mode_the_studio_takes_pictures_of_things_it_does_not_look_at():
    copying = with_a_thing(mode="copy", copy_target="ast_2")

    assert chosen(copying, STUDIO).cards == (STUDIO,)
    assert "/object_refs" in str(refused(with_a_thing(), STUDIO).details["errors"])


def test_a_style_that_nobody_looked_at_is_refused_in_copy_mode_too():
    copying = with_a_thing(mode="copy", copy_target="ast_2")
    style = LabeledReference(key="uploads/a/style.jpg", role="style")
    copying = replace(copying, wishes=copying.wishes.model_copy(update={"references": (style,)}))

    assert "/style_refs" in str(refused(copying, STUDIO).details["errors"])
