import pytest

from common.events import (
    EVENTS,
    CreditsReserved,
    CreditsSettled,
    Failure,
    ImageFailed,
    JobRequested,
    RenderComposited,
    Settlement,
)
from common.ticket import RenderPage
from gateway.frames import asset_of, ends, frames

FAILURE = Failure(code="provider_rejected", message="The provider said no.")  # pyright: ignore[reportArgumentType]


@pytest.fixture
def composited(new_ticket):
    page = RenderPage(
        files={"png": "jobs/1/renders/2-1.png", "json": "jobs/1/renders/2-1.json"},
        width=1280,
        height=720,
        bytes={"png": 9},
        score=81.5,
    )
    ticket = new_ticket(job_id="job_01ABC").with_page(render=page)
    return RenderComposited(next="credits", job_id="job_01ABC", variant=2, ticket=ticket)


def test_a_finished_variant_comes_with_the_address_of_its_picture(composited):
    (frame,) = frames(composited, 9)

    assert (frame.event, frame.id) == ("variant.succeeded", 9)
    assert frame.data["variant"] == 2
    assert frame.data["url"] == "/assets/ast_01ABC_2"
    assert frame.data["files"]["json"] == "/assets/ast_01ABC_2?format=json"


def test_a_failed_variant_says_why():
    (frame,) = frames(ImageFailed(next="credits", job_id="job_1", variant=3, failure=FAILURE), 4)

    assert (frame.event, frame.data["code"], frame.data["variant"]) == ("variant.failed", "provider_rejected", 3)


def test_the_end_is_marked_and_left_to_the_teller():
    settlement = Settlement(status="failed", charged=0, refunded=2, verdicts=())
    event = CreditsSettled(next="gateway", job_id="job_1", settlement=settlement)
    (frame,) = frames(event, 12)

    assert (frame.event, frame.id) == ("job.completed", 12)
    assert ends(event)


def test_other_events_say_what_is_going_on():
    assert frames(JobRequested(next="credits", job_id="job_1"), 1)[0].data["stage"] == "queued"
    assert frames(CreditsReserved(next="identity", job_id="job_1"), 2)[0].data["status"] == "running"


@pytest.mark.parametrize("fact", EVENTS.values(), ids=list(EVENTS))
def test_only_the_last_frame_of_an_event_moves_the_cursor(fact, composited):
    needs = {
        "failure": FAILURE,
        "request_id": "r",
        "settlement": Settlement(status="failed", charged=0, refunded=0, verdicts=()),
    }
    given = {name: value for name, value in needs.items() if name in fact.model_fields}
    event = fact(next="credits", job_id="job_1", variant=1, ticket=composited.ticket, **given)
    shown = frames(event, 7)

    assert [frame.id for frame in shown] == [None] * (len(shown) - 1) + [7]


def test_the_projection_and_the_stream_agree_on_asset_ids():
    assert asset_of("job_01M884", 3) == "ast_01M884_3"
