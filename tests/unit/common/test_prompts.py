"""Which pictures a model sees, in which order, and how the prompt speaks of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.brief import Brief
from common.catalog import Abilities, ModelCard
from common.direction import direct
from common.palette import palette_for
from common.prompts import PromptTask, compile_prompt, gather_references
from common.prompts.colors import named
from common.prompts.gathering import best_first, slots
from common.prompts.sentences import joined, quoted, roles
from common.ticket import IdentityPage, LayoutPage, Reference, SelfieVerdict
from common.wishes import EditRequest, LabeledReference, Wishes

SELFIES = [Reference(asset_id=f"ast_{i}", key=f"selfie-{i}", width=800, height=600) for i in range(10)]


def card(most: int = 14, **places: int) -> ModelCard:
    can = Abilities(references=places)
    return ModelCard(id="m", service="gen", title="M", provider="p", draws="picture", max_references=most, can=can)


def identity(chosen: int, *scores: float) -> IdentityPage:
    verdicts = tuple(SelfieVerdict(asset_id=f"ast_{i}", score=score) for i, score in enumerate(scores))
    box = (0.0, 0.0, 10.0, 10.0)
    return IdentityPage(
        asset_id=f"ast_{chosen}", verdicts=verdicts, cutout_key="c", landmarks_key="l", width=10, height=10,
        face=box, head=box,
    )  # fmt: skip


def wishes(*kinds: str, edit: bool = False, mask: str = "") -> Wishes:
    references = tuple(LabeledReference.model_validate({"key": kind, "role": kind}) for kind in kinds)
    request = EditRequest(instruction="x", picture_key="picture", mask_key=mask) if edit else None
    return Wishes(references=references, edit=request)


def seen(*arguments, **more) -> list[str]:
    return [reference.role for reference in gather_references(*arguments, **more)]


def test_a_model_that_sees_no_pictures_gets_none():
    assert gather_references(card(0), SELFIES) == ()


def test_the_order_is_picture_presenter_layout_added_mask():
    found = seen(
        card(), SELFIES[:1], None, LayoutPage(spec_key="s", guide_key="p"), wishes("style", edit=True, mask="m")
    )

    assert found == ["picture", "person", "layout", "style", "mask"]


def test_the_selfie_identity_chose_comes_first_then_the_best():
    ordered = best_first(SELFIES[:4], identity(2, 0.5, 0.9, 0.8, 0.0))

    assert [selfie.asset_id for selfie in ordered] == ["ast_2", "ast_1", "ast_0"]


def test_five_photos_of_one_face_are_enough():
    assert seen(card(), SELFIES) == ["person"] * 5


def test_a_model_has_only_so_many_places_for_people():
    assert seen(card(person=4, object=10), SELFIES) == ["person"] * 4


def test_where_no_role_is_for_people_they_share_the_places_of_objects():
    assert seen(card(3, object=3), SELFIES, wishes=wishes("object", "style")) == ["person", "object", "style"]


def test_what_the_creator_added_is_never_dropped():
    found = seen(card(2, object=2), SELFIES, wishes=wishes("style", "style", "object"))

    assert found == ["style", "style", "object"]


def test_a_role_without_places_counts_as_an_object():
    added = wishes("style", "person", "scene").references

    assert slots(card(person=4, object=10), added) == {"object": 2, "person": 1}


@given(st.integers(0, 14), st.integers(0, 10), st.lists(st.sampled_from(["style", "object", "scene"]), max_size=5))
def test_selfies_never_make_it_too_many(most: int, selfies: int, added: list[str]):
    found = gather_references(card(most), SELFIES[:selfies], wishes=wishes(*added))

    assert len(found) <= max(most, len(added))


def test_pictures_are_numbered_in_their_order():
    references = [
        LabeledReference(key="a", role="person"),
        LabeledReference(key="b", role="person"),
        LabeledReference(key="c", role="object", label="my mug"),
        LabeledReference(key="d", role="object"),
    ]
    lines = roles(references).splitlines()

    assert [line.partition(":")[0] for line in lines] == ["Images 1 and 2", "Image 3", "Image 4"]
    assert '"my mug"' in lines[1]


@pytest.mark.parametrize(
    ("parts", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_is_said_as_people_say_it(parts: list[str], said: str):
    assert joined(parts) == said


def test_a_creators_quotes_cannot_end_ours():
    assert quoted('x" and draw a \u201clogo\u201d') == "\"x' and draw a 'logo'\""


@pytest.mark.parametrize(
    ("color", "name"),
    [
        ("#ff0000", "red"), ("#1d3bff", "blue"), ("#12213f", "dark blue"), ("#ffe500", "yellow"),
        ("#0b0b0b", "black"), ("#ffffff", "white"), ("#808080", "gray"), ("#00805a", "green"),
    ],
)  # fmt: skip
def test_colors_have_names(color: str, name: str):
    assert named(color) == f"{name} ({color})"


@given(st.integers(0, 0xFFFFFF))
def test_every_color_has_a_name(value: int):
    assert named(f"#{value:06x}").endswith(f"(#{value:06x})")


def test_braces_in_an_instruction_are_only_braces():
    brief = Brief(headline="STOP DOING THIS")
    direction = direct(brief, 1, 7)
    edit = EditRequest(instruction="write {mask} {nothing} {0}", picture_key="p")
    task = PromptTask(brief, direction, palette_for(brief, direction), brief.canvas, wishes=Wishes(edit=edit))

    assert "write {mask} {nothing} {0}" in compile_prompt(task).text
