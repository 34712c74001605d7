from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.brief import Brief, FacePosition, TextPlacement, Vibe
from common.direction import Direction, direct, variant_seed

seeds = st.integers(0, 2**32 - 1)
vibes = st.lists(st.sampled_from(Vibe), min_size=1, max_size=3, unique=True)
faces = st.none() | st.sampled_from(FacePosition)
texts = st.none() | st.sampled_from(TextPlacement)
platforms = st.sampled_from(["youtube", "instagram-post", "reels", "x-header", "whatsapp-banner"])


def asked(**answers: Any) -> Brief:
    return Brief.model_validate({"headline": "STOP"} | answers)


def plans(brief: Brief, seed: int = 7) -> list[Direction]:
    return [direct(brief, variant, seed) for variant in range(1, 7)]


@given(vibes, seeds)
def test_neighbors_differ_in_two_of_side_crop_and_colors(vibe, seed):
    for one, other in pairwise(plans(asked(vibe=vibe), seed)):
        assert (one.face != other.face) + (one.crop != other.crop) + (one.role != other.role) >= 2


@given(vibes, faces, texts, platforms, seeds)
def test_no_two_variants_of_a_job_are_the_same_picture_with_another_seed(vibe, face, text, platform, seed):
    brief = asked(vibe=vibe, face=face, text=text, platform=platform)
    looks = {(plan.vibe, plan.scene, plan.face, plan.crop, plan.role) for plan in plans(brief, seed)}

    assert len(looks) == 6


@given(faces, texts, platforms, seeds)
def test_what_the_creator_chose_is_never_varied(face, text, platform, seed):
    for plan in plans(asked(face=face, text=text, platform=platform), seed):
        assert face is None or plan.face is face
        assert text is None or plan.text is text


@given(texts, platforms)
def test_words_never_stand_on_the_side_of_the_face(text, platform):
    for plan in plans(asked(text=text, platform=platform)):
        assert plan.text != plan.face


@given(vibes)
def test_every_vibe_that_was_asked_for_gets_a_variant(vibe):
    assert {plan.vibe for plan in plans(asked(vibe=vibe))} == set(vibe)


def test_on_a_portrait_canvas_the_words_stand_above_the_person():
    assert {plan.text for plan in plans(asked(platform="reels"))} == {TextPlacement.TOP}


@given(seeds)
def test_the_same_question_has_the_same_answer(seed):
    assert plans(asked(), seed) == plans(asked(), seed)


@given(seeds)
def test_every_variant_has_a_seed_of_its_own(seed):
    assert len({plan.seed for plan in plans(asked(), seed)}) == 6


@pytest.mark.parametrize(("variant", "expected"), [(1, 1_698_450_711), (2, 2_039_255_368), (6, 2_174_903_758)])
def test_seeds_are_the_same_on_every_machine_and_in_every_release(variant, expected):
    assert variant_seed(12345, variant) == expected
