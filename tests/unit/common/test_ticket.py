"""The ticket knows what comes next, and stays small."""

from collections.abc import Callable
from typing import Any

import pytest

from common.brief import Brief
from common.ticket import (
    MAX_TICKET_BYTES,
    IdentityPage,
    ImagePage,
    LayoutPage,
    Reference,
    RenderPage,
    Route,
    SelfieVerdict,
    Ticket,
)

COPY = Route(
    preparing=("identity", "layout-extractor"), generators=("gen-gemini", "gen-studio"), models=("g", "studio")
)


def a_full_ticket(new_ticket: Callable[..., Ticket]) -> Ticket:
    """Ten selfies, every page written, every text as long as it may be."""
    ids = [f"ast_{n:026d}" for n in range(10)]
    brief = Brief.model_validate(
        {
            "headline": "W" * 128,
            "subtext": "w" * 160,
            "title": "t" * 200,
            "refs": ids,
            "inspirations": ["i" * 500] * 3,
            "batch": ["b" * 500] * 3,
        }
    )
    identity = IdentityPage(
        asset_id=ids[0],
        verdicts=tuple(
            SelfieVerdict(asset_id=one, score=0.5, issues=("too_dark",) * 8, advice="a" * 200) for one in ids
        ),
        cutout_key="k" * 100,
        landmarks_key="k" * 100,
        width=4096,
        height=4096,
        face=(1.5, 2.5, 3.5, 4.5),
        head=(1.5, 2.5, 3.5, 4.5),
    )
    image = ImagePage(
        key="k" * 100, width=3840, height=2160, service="gen-studio", model="studio", draws="scene", seed=2**32 - 1
    )
    render = RenderPage(
        files={"png": "k" * 100, "json": "k" * 100}, width=3840, height=2160, bytes={"png": 9}, score=99
    )
    references = tuple(Reference(asset_id=one, key="k" * 100, width=4096, height=4096) for one in ids)
    ticket = new_ticket(brief=brief, references=references)
    return ticket.with_page(identity=identity, image=image, render=render)


def test_a_ticket_with_ten_selfies_and_every_page_is_under_a_hundred_kilobytes(new_ticket):
    size = len(a_full_ticket(new_ticket).model_dump_json())

    assert size < MAX_TICKET_BYTES / 5


def test_a_guide_is_found_under_its_first_name():
    page = LayoutPage.model_validate({"spec_key": "s", "plate_key": "jobs/j/layout/guide.jpg"})

    assert page.guide_key == "jobs/j/layout/guide.jpg"


def test_a_ticket_survives_the_way_through_json(new_ticket):
    ticket = a_full_ticket(new_ticket)

    assert Ticket.model_validate_json(ticket.model_dump_json()) == ticket


def test_preparing_hops_follow_each_other_and_then_the_stage_is_over(new_ticket):
    ticket = new_ticket(route=COPY)

    assert ticket.after("identity") == "layout-extractor"
    assert ticket.after("layout-extractor") is None


@pytest.mark.parametrize("hop", ["compositor", "gen-studio", "a stranger"])
def test_nothing_follows_the_last_finisher_a_generator_or_a_stranger(new_ticket, hop):
    assert new_ticket().after(hop) is None


def test_a_fallback_follows_its_generator_and_nothing_follows_the_last(new_ticket):
    ticket = new_ticket(route=COPY)

    assert ticket.fallback_after("gen-gemini") == "gen-studio"
    assert ticket.fallback_after("gen-studio") is None


def test_each_generator_has_its_model(new_ticket):
    ticket = new_ticket(route=COPY)

    assert (ticket.model_for("gen-gemini"), ticket.model_for("gen-studio")) == ("g", "studio")


def test_a_page_is_added_without_touching_the_ticket_it_came_from(new_ticket):
    ticket = new_ticket()
    image: Any = ImagePage(key="k", width=1, height=1, service="s", model="m", draws="scene", seed=1)

    assert ticket.with_page(image=image).image == image
    assert ticket.image is None


def test_what_identity_knows_lies_under_the_job(new_ticket):
    ticket = new_ticket()

    assert ticket.identity_prefix == f"jobs/{ticket.job_id}/identity"


def test_a_room_ignores_what_a_newer_one_wrote(new_ticket):
    ticket = new_ticket()
    newer = ticket.model_dump(mode="json") | {"horoscope": {"sign": "leo"}}

    assert Ticket.model_validate(newer) == ticket
