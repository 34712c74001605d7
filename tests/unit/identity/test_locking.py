"""What a receipt leads to."""

import pytest

from common.brief import FaceLock
from common.errors import Code
from common.events import (
    CreditsReserved,
    Failure,
    IdentityFailed,
    ImageFailed,
    ImageGenerated,
    LikenessChecked,
    LikenessFailed,
)
from common.likeness import NO_ENGINE, LikenessPage, unavailable
from common.ticket import ImagePage, Route, StandIn
from identity.likeness.locking import failing, outcome

ROUTE = Route(
    generators=("gen-gemini",), models=("banana",), finishing=("identity", "compositor"),
    stand_in=StandIn(service="gen-studio", model="studio"),
)  # fmt: skip
PASSED, FAILED = LikenessPage(status="pass", score=0.7), LikenessPage(status="fail", score=0.2)


@pytest.fixture
def drawn(new_ticket):
    """A picture that cost 70,000 micro-USD, under a face lock."""

    def make(lock="strict", **given):
        ticket = new_ticket(**({"route": ROUTE} | given))
        brief = ticket.brief.model_copy(update={"face_lock": FaceLock(lock)})
        image = ImagePage(
            key="k", width=9, height=9, service="gen-gemini", model="banana", draws="picture", seed=1,
            surcharge_micro_usd=40_000, cost_micro_usd=70_000,
        )  # fmt: skip
        ticket = ticket.model_copy(update={"brief": brief, "image": image})
        return ImageGenerated(next="identity", job_id=ticket.job_id, variant=2, attempt=3, ticket=ticket)

    return make


@pytest.mark.parametrize("lock", ["standard", "off"])
@pytest.mark.parametrize("page", [PASSED, FAILED, unavailable(NO_ENGINE)])
def test_without_a_strict_lock_every_picture_goes_on_with_its_receipt(drawn, lock, page):
    told = outcome(drawn(lock), page)

    assert isinstance(told, LikenessChecked)
    assert (told.next, told.variant, told.attempt, told.carried.likeness) == ("compositor", 2, 3, page)


def test_under_a_strict_lock_what_passed_goes_on(drawn):
    assert outcome(drawn(), PASSED).subject.startswith("likeness.checked.compositor.")


@pytest.mark.parametrize("status", ["fail", "review"])
def test_what_did_not_pass_goes_back_to_the_same_model_once(drawn, status):
    told = outcome(drawn(), FAILED.model_copy(update={"status": status}))

    assert told.subject.startswith("likeness.failed.gen-gemini.")
    assert (told.attempt, told.model, told.cost_micro_usd) == (4, "banana", 70_000)
    assert isinstance(told, LikenessFailed)
    assert told.failure.code is Code.FACE_NOT_ALIKE


def test_what_fails_again_is_made_behind_the_photographed_face(drawn):
    told = outcome(drawn(), FAILED.model_copy(update={"tries": 2}))

    assert (told.name, told.next, told.model, told.attempt) == ("likeness.failed", "gen-studio", "studio", 4)


def test_where_nobody_could_compare_nothing_is_drawn_again(drawn):
    assert outcome(drawn(), unavailable(NO_ENGINE)).next == "gen-studio"


def test_without_anybody_to_stand_in_the_variant_ends_uncharged(drawn):
    alone = ROUTE.model_copy(update={"stand_in": None})
    told = outcome(drawn(route=alone), FAILED.model_copy(update={"tries": 2}))

    assert isinstance(told, ImageFailed)
    assert (told.next, told.failure.code, told.cost_micro_usd) == ("credits", Code.FACE_NOT_ALIKE, 70_000)


def test_the_same_answer_has_the_same_message_id_every_time(drawn):
    event = drawn()

    assert outcome(event, FAILED).message_id == outcome(event, FAILED).message_id


def test_a_picture_that_could_not_be_looked_at_is_not_thrown_away(drawn):
    told = failing(drawn("standard"), Failure(code=Code.IMAGE_UNREADABLE, message=""))

    assert isinstance(told, LikenessChecked)
    assert told.carried.likeness
    assert (told.carried.likeness.status, told.carried.likeness.reasons) == ("unavailable", ("not_compared",))


def test_a_job_that_was_taken_back_ends_the_variant(drawn):
    assert isinstance(failing(drawn(), Failure(code=Code.CANCELED, message="")), ImageFailed)


def test_a_job_without_a_usable_face_ends(new_ticket):
    ticket = new_ticket()
    event = CreditsReserved(next="identity", job_id=ticket.job_id, ticket=ticket)

    assert isinstance(failing(event, Failure(code=Code.NO_FACE_FOUND, message="")), IdentityFailed)
