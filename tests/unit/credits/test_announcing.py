"""From what the ledger answers to what the bus hears."""

import pytest

from common.errors import Code
from common.events import (
    WHOLE_JOB,
    CreditsRejected,
    CreditsReserved,
    CreditsSettled,
    Failure,
    JobRequested,
    RenderComposited,
    RenderFailed,
)
from credits.announcing import facts_of, whole_job_failed
from credits.ledger import read

UNREADABLE = Failure(code=Code.UNDECODABLE_MESSAGE, message="A message of this job could not be read.")


def answer(state: str, ticket=None, code: str | None = None, dispatch=()):
    settlement = None
    if state in {"settled", "rejected"}:
        verdicts = [{"variant": 1, "status": "failed", "code": code, "message": ""}]
        failure = code and {"code": code, "message": ""}
        settlement = {"status": "failed", "charged": 0, "refunded": 2, "verdicts": verdicts, "failure": failure}
    return read(
        {
            "job_id": "job_1",
            "state": state,
            "settlement": settlement,
            "ticket": ticket and ticket.model_dump(mode="json"),
            "dispatch": [waiting.model_dump(mode="json") for waiting in dispatch],
        }
    )


@pytest.mark.parametrize("state", ["waiting", "running", "unknown"])
def test_a_job_that_goes_on_is_not_announced(state):
    assert facts_of(answer(state)) == []


def test_a_settled_job_is_announced_to_the_gateway_under_one_id(new_ticket):
    ticket = new_ticket(job_id="job_1")
    causes = [RenderComposited(next="credits", job_id="job_1", variant=v, attempt=2, ticket=ticket) for v in (1, 4)]

    (first,), (second,) = (facts_of(answer("settled"), cause) for cause in causes)

    assert isinstance(first, CreditsSettled)
    assert first.message_id == second.message_id == "job_1:credits.settled:gateway:0:1"
    assert (first.caused_by, first.ticket) == ("job_1:render.composited:credits:1:2", ticket)


def test_a_rejection_carries_its_reason_in_words():
    (fact,) = facts_of(answer("rejected", code="insufficient_credits"))

    assert isinstance(fact, CreditsRejected)
    assert fact.failure == Failure(code=Code.INSUFFICIENT_CREDITS, message="Not enough credits.")


def test_verdicts_that_the_ledger_found_itself_get_their_words():
    (fact,) = facts_of(answer("settled", code="deadline_exceeded"))

    assert isinstance(fact, CreditsSettled)
    assert fact.settlement.verdicts[0].message == "It took longer than promised, so it was stopped."


def test_the_next_jobs_start_after_the_ending_with_ids_of_their_own(new_ticket):
    following = [new_ticket(), new_ticket()]

    facts = facts_of(answer("settled", dispatch=following))

    assert [type(fact) for fact in facts] == [CreditsSettled, CreditsReserved, CreditsReserved]
    assert [fact.subject for fact in facts[1:]] == [f"credits.reserved.identity.{t.job_id}" for t in following]
    assert [fact.ticket for fact in facts[1:]] == following


def test_a_message_that_credits_cannot_deal_with_fails_the_whole_job_once(new_ticket):
    cause = JobRequested(next="credits", job_id="job_1", ticket=new_ticket(job_id="job_1"))

    fact = whole_job_failed(cause, UNREADABLE)

    assert isinstance(fact, RenderFailed)
    assert (fact.next, fact.variant, fact.failure) == ("credits", WHOLE_JOB, UNREADABLE)
    assert whole_job_failed(fact, UNREADABLE) is None
