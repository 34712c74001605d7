import pytest

from common.errors import Code, PermanentError
from gateway.auth.tickets import TICKET_SECONDS, Pass, Tickets

SECRET = "a secret of more than thirty-two characters"
ANN = Pass("5f0c2a52-6a0e-4b39-9a0e-0d9a3b7d6a10", "key_1", 3, 2_000.0)


def refusal_of(tickets: Tickets, ticket: str, job: str = "job_1") -> Code:
    with pytest.raises(PermanentError) as refused:
        tickets.read(ticket, job)
    return refused.value.code


def test_a_ticket_says_again_what_it_was_made_of_and_in_every_copy_of_the_gateway():
    ticket = Tickets(SECRET, lambda: 1_000.0).issue("job_1", ANN)

    assert Tickets(SECRET, lambda: 1_500.0).read(ticket, "job_1") == ANN


def test_it_is_for_one_job_and_its_time():
    now = [1_000.0]
    tickets = Tickets(SECRET, lambda: now[0])
    ticket = tickets.issue("job_1", ANN)

    assert refusal_of(tickets, ticket, "job_2") is Code.UNAUTHENTICATED
    now[0] = 2_001.0
    assert refusal_of(tickets, ticket) is Code.UNAUTHENTICATED


@pytest.mark.parametrize("forged", ["", ".", "a.b", "é.é", "e30.e30", "WzFd." + "A" * 43])
def test_what_nobody_signed_is_no_ticket(forged):
    assert refusal_of(Tickets(SECRET, lambda: 1_000.0), forged) is Code.UNAUTHENTICATED


def test_another_installations_ticket_is_none_and_neither_is_a_changed_one():
    tickets = Tickets(SECRET, lambda: 1_000.0)
    said, _, tag = tickets.issue("job_1", ANN).partition(".")
    other, _, _ = tickets.issue("job_1", Pass("somebody", until=2_000.0)).partition(".")

    assert refusal_of(Tickets("x" * 40, lambda: 1_000.0), f"{said}.{tag}") is Code.UNAUTHENTICATED
    assert refusal_of(tickets, f"{other}.{tag}") is Code.UNAUTHENTICATED


def test_a_ticket_lasts_no_longer_than_what_it_was_got_with():
    tickets = Tickets(SECRET, lambda: 1_000.0)

    assert tickets.expiry(None) == tickets.expiry(9e9) == 1_000.0 + TICKET_SECONDS
    assert tickets.expiry(1_060.0) == 1_060.0
