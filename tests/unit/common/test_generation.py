"""What all generators share, as far as it is pure: whose turn it is, and what a request asks for."""

from datetime import UTC, datetime, timedelta

import pytest

from common.catalog import ModelCard
from common.errors import Code, PermanentError
from common.events import Event, Failure, ImageFailed, ImageRequested
from common.generation import ImageRequest, Picture, Report, card_for, generated, request_from
from common.handing import hand_over
from common.likeness import NO_GOS, KeptPart, LikenessPage
from common.ticket import IdentityPage, ImagePage, Route, StandIn, Ticket

CARD = ModelCard(id="studio", service="gen-studio", title="Studio", provider="here", draws="scene", max_side=2000)
FAILURE = Failure(code=Code.PROVIDER_UNAVAILABLE, message="away")
TWO = Route(generators=("gen-gemini", "gen-studio"), models=("g", "studio"))


class Catalog:
    """A generator that is only asked what it offers."""

    cards = (CARD,)
    repeatable = True

    async def generate(self, request: ImageRequest, report: Report) -> Picture:
        raise AssertionError((request, report))


def requested(ticket, generator: str, **fields) -> ImageRequested:
    return ImageRequested(next=generator, job_id=ticket.job_id, variant=2, attempt=1, ticket=ticket, **fields)


def refused_with(asking) -> Code:
    with pytest.raises(PermanentError) as caught:
        asking()
    return caught.value.code


def test_a_variant_that_failed_goes_to_the_next_generator_as_another_attempt(new_ticket):
    event: Event = hand_over(requested(new_ticket(route=TWO), "gen-gemini"), FAILURE)

    assert isinstance(event, ImageRequested)
    assert (event.next, event.variant, event.attempt) == ("gen-studio", 2, 2)


def test_when_nobody_is_left_the_variant_has_failed(new_ticket):
    event = hand_over(requested(new_ticket(route=TWO), "gen-studio"), FAILURE)

    assert isinstance(event, ImageFailed)
    assert (event.next, event.failure) == ("credits", FAILURE)


def test_a_model_chosen_by_name_is_never_swapped(new_ticket):
    assert isinstance(hand_over(requested(new_ticket(), "gen-studio"), FAILURE), ImageFailed)


def test_a_canceled_variant_is_not_handed_on(new_ticket):
    canceled = Failure(code=Code.CANCELED, message="stop")

    assert isinstance(hand_over(requested(new_ticket(route=TWO), "gen-gemini"), canceled), ImageFailed)


@pytest.mark.parametrize(("seconds", "next_"), [(20, "gen-studio"), (-1, "credits")])
def test_too_little_time_for_one_model_is_handed_to_another_until_there_is_none(new_ticket, seconds, next_):
    late = Failure(code=Code.DEADLINE_EXCEEDED, message="late")
    ticket = new_ticket(route=TWO, deadline=datetime.now(UTC) + timedelta(seconds=seconds))

    assert hand_over(requested(ticket, "gen-gemini"), late).next == next_


def test_a_message_without_a_ticket_is_not_handed_on():
    event = ImageRequested(next="gen-gemini", job_id="job_1", variant=1)

    assert isinstance(hand_over(event, FAILURE), ImageFailed)


def test_the_card_is_the_one_on_the_route(new_ticket):
    assert card_for(Catalog(), new_ticket(), "gen-studio") is CARD


def test_a_model_that_is_gone_is_unavailable(new_ticket):
    gone = new_ticket(route=Route(generators=("gen-studio",), models=("last-years",)))

    assert refused_with(lambda: card_for(Catalog(), gone, "gen-studio")) is Code.MODEL_UNAVAILABLE


def test_more_pixels_than_a_model_can_are_refused(new_ticket):
    ticket = new_ticket(quality="4k")

    assert refused_with(lambda: card_for(Catalog(), ticket, "gen-studio")) is Code.SIZE_OUT_OF_RANGE


def test_a_request_is_the_same_on_every_try(new_ticket):
    ticket = new_ticket()
    first, again = (request_from(requested(ticket, "gen-studio"), CARD) for _ in range(2))

    assert first == again
    assert (first.variant, first.size, first.seed) == (2, ticket.sizes.generation, first.direction.seed)


LOCKED = Route(
    generators=("gen-gemini",), models=("g",), finishing=("identity", "compositor"),
    stand_in=StandIn(service="gen-studio", model="studio"),
)  # fmt: skip
UNLIKE = LikenessPage(status="fail", score=0.2)
KEPT = {name: KeptPart(verdict="photographed") for name in NO_GOS}


def page_of(draws: str) -> ImagePage:
    return ImagePage.model_validate(
        {"key": "k", "width": 9, "height": 9, "service": "s", "model": "m", "draws": draws, "seed": 1}
    )


def identified(ticket: Ticket) -> Ticket:
    identity = IdentityPage(
        asset_id="a",
        verdicts=(),
        cutout_key="c",
        landmarks_key="l",
        width=9,
        height=9,
        face=(0, 0, 1, 1),
        head=(0, 0, 1, 1),
    )
    return ticket.with_page(identity=identity)


def test_a_drawn_face_is_compared_first_and_has_no_receipt_yet(new_ticket):
    told = generated(requested(identified(new_ticket(route=LOCKED)), "gen-gemini"), page_of("picture"))

    assert (told.next, told.carried.likeness) == ("identity", None)


def test_a_photographed_face_has_its_receipt_and_goes_straight_on(new_ticket):
    told = generated(requested(identified(new_ticket(route=LOCKED)), "gen-studio"), page_of("scene"))

    assert told.next == "compositor"
    assert told.carried.likeness == LikenessPage(status="photographed", kept=KEPT)


def test_a_photographed_face_that_stands_in_says_so(new_ticket):
    ticket = identified(new_ticket(route=LOCKED)).with_page(likeness=UNLIKE.model_copy(update={"tries": 2}))
    told = generated(requested(ticket, "gen-studio"), page_of("scene"))

    assert told.carried.likeness == LikenessPage(
        status="photographed", reasons=("face_lock_stood_in",), kept=KEPT, tries=2
    )


def test_a_face_that_cannot_be_drawn_again_is_photographed(new_ticket):
    ticket = new_ticket(route=LOCKED).with_page(likeness=UNLIKE)
    event = hand_over(requested(ticket, "gen-gemini"), FAILURE)

    assert (event.name, event.next, event.model, event.attempt) == ("image.requested", "gen-studio", "studio", 2)


def test_nobody_stands_in_for_a_picture_that_was_never_drawn(new_ticket):
    assert isinstance(hand_over(requested(new_ticket(route=LOCKED), "gen-gemini"), FAILURE), ImageFailed)


def test_nobody_stands_in_for_who_stands_in(new_ticket):
    ticket = new_ticket(route=LOCKED).with_page(likeness=UNLIKE)

    assert isinstance(hand_over(requested(ticket, "gen-studio", model="studio"), FAILURE), ImageFailed)


def test_a_face_is_drawn_again_from_another_seed_and_with_a_word_on_why(new_ticket):
    drawing = CARD.model_copy(update={"draws": "picture", "max_references": 3})
    first = request_from(requested(new_ticket(), "gen-studio"), drawing)
    again = request_from(requested(new_ticket().with_page(likeness=UNLIKE), "gen-studio"), drawing)

    assert first.seed != again.seed
    assert ("somebody else's face" in first.prompt, "somebody else's face" in again.prompt) == (False, True)
