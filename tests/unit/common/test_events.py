"""A class, its subject and its message id spell each other."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from common.errors import Code
from common.events import (
    EVENTS,
    NOUNS,
    CreditsReserved,
    CreditsSettled,
    Event,
    Failure,
    ImageFailed,
    ImageRequested,
    JobCanceled,
    Settlement,
    VariantVerdict,
    dump,
    parse_subject,
)

hops = st.sampled_from(["credits", "identity", "gen-studio", "compositor", "gateway"])
jobs = st.from_regex(r"job_[0-9A-HJKMNP-TV-Z]{26}", fullmatch=True)


@pytest.mark.parametrize("name", EVENTS)
def test_the_class_and_the_subject_spell_each_other(name):
    noun, verb = name.split(".")

    assert EVENTS[name].__name__ == noun.capitalize() + verb.capitalize()
    assert noun in NOUNS


@given(st.sampled_from(sorted(EVENTS)), hops, jobs)
def test_a_subject_leads_back_to_its_event(name, following, job):
    event = EVENTS[name].model_construct(next=following, job_id=job)

    assert event.subject.count(".") == 3
    assert parse_subject(event.subject) == (EVENTS[name], following, job)


@pytest.mark.parametrize("subject", ["", "job", "job.requested.credits", "job.requested.credits.job_1.more", "a.b.c.d"])
def test_another_subject_is_no_event(subject):
    with pytest.raises(LookupError, match="not an event"):
        parse_subject(subject)


def test_the_message_id_says_job_fact_receiver_variant_and_attempt():
    event = ImageRequested(next="gen-studio", job_id="job_1", variant=3, attempt=2)

    assert event.message_id == "job_1:image.requested:gen-studio:3:2"


@pytest.mark.parametrize("change", [{"variant": 4}, {"attempt": 3}, {"next": "gen-flux"}, {"job_id": "job_2"}])
def test_another_fact_has_another_message_id(change):
    event = ImageRequested(next="gen-studio", job_id="job_1", variant=3, attempt=2)

    assert event.model_copy(update=change).message_id != event.message_id


def test_the_same_fact_told_later_has_the_same_message_id():
    first, again = (JobCanceled(next="credits", job_id="job_1") for _ in range(2))

    assert first.message_id == again.message_id


def test_what_follows_inherits_job_variant_attempt_and_ticket(new_ticket):
    cause = ImageRequested(next="gen-studio", job_id="job_1", variant=3, attempt=2, ticket=new_ticket())
    failure = Failure(code=Code.PROVIDER_REJECTED, message="no")
    event = ImageFailed.following(cause, next="credits", failure=failure)

    assert (event.job_id, event.variant, event.attempt, event.ticket) == ("job_1", 3, 2, cause.ticket)
    assert event.caused_by == cause.message_id


def test_what_is_given_wins_over_what_is_inherited():
    cause = ImageRequested(next="gen-gemini", job_id="job_1", variant=3, attempt=1)

    assert ImageRequested.following(cause, next="gen-studio", attempt=2).attempt == 2


def test_an_event_survives_the_way_through_bytes(new_ticket):
    event = CreditsReserved(next="identity", job_id="job_1", ticket=new_ticket())

    assert CreditsReserved.model_validate_json(dump(event)) == event


def test_the_envelope_says_its_schema_by_that_word():
    sent = json.loads(dump(JobCanceled(next="credits", job_id="job_1")))

    assert sent["schema"] == 1
    assert datetime.fromisoformat(sent["at"]).tzinfo is not None


def test_an_event_without_its_ticket_says_which_it_is():
    with pytest.raises(ValueError, match=r"job\.canceled arrived without its ticket"):
        _ = JobCanceled(next="credits", job_id="job_1").carried


def test_a_failure_needs_one_of_our_codes():
    with pytest.raises(ValidationError):
        Failure.model_validate({"code": "oops", "message": "?"})


def test_a_settlement_names_every_variant():
    verdicts = (
        VariantVerdict(variant=1, status="succeeded"),
        VariantVerdict(variant=2, status="failed", code=Code.CANCELED),
    )
    settlement = Settlement(status="partially_succeeded", charged=1, refunded=1, verdicts=verdicts)
    event = CreditsSettled(next="gateway", job_id="job_1", settlement=settlement)

    assert CreditsSettled.model_validate_json(dump(event)).settlement == settlement


def test_a_newer_senders_fields_are_ignored():
    sent = json.loads(dump(JobCanceled(next="credits", job_id="job_1")))
    read = JobCanceled.model_validate({**sent, "mood": "sad"})

    assert read == JobCanceled.model_validate(sent)


def test_events_cannot_be_changed():
    event: Event = JobCanceled(next="credits", job_id="job_1")
    with pytest.raises(ValidationError):
        event.job_id = "job_2"
