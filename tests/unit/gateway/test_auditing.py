"""What is written down of pictures that were made."""

import pytest

from common.decency import DecencyPage
from common.errors import Code
from common.events import Failure, IdentityFailed, ImageFailed, ImageRequested, RenderComposited
from common.likeness import LikenessPage
from common.ticket import RenderPage
from gateway.auditing import decisions_on


def rendered(new_ticket, decency, likeness):
    page = RenderPage(files={}, width=9, height=9, bytes={}, score=1, decency=decency, likeness=likeness)
    ticket = new_ticket().with_page(render=page)
    return RenderComposited(next="credits", job_id=ticket.job_id, variant=1, ticket=ticket)


def said(event):
    return [(row["category"], row["verdict"], row["rule"], row["engine"]) for row in decisions_on(event)]


@pytest.mark.parametrize(
    ("status", "verdict", "rule"),
    [
        ("pass", "allowed", ""),
        ("photographed", "allowed", ""),
        ("review", "flagged", "likeness-review"),
        ("fail", "flagged", "likeness-fail"),
        ("unavailable", "unchecked", ""),
    ],
)
def test_a_finished_picture_has_a_row_for_decency_and_one_for_likeness(new_ticket, status, verdict, rule):
    event = rendered(new_ticket, DecencyPage(verdict="safe", engine="e-1"), LikenessPage(status=status, engine="r-1"))

    assert said(event) == [("sexual", "allowed", "", "e-1"), ("likeness", verdict, rule, "r-1")]


def test_without_an_engine_a_picture_is_unchecked(new_ticket):
    assert said(rendered(new_ticket, None, None)) == [("sexual", "unchecked", "", "")]


@pytest.mark.parametrize("kind", [ImageFailed, IdentityFailed])
def test_what_was_withheld_is_flagged_and_no_strike(kind):
    event = kind(next="credits", job_id="j", failure=Failure(code=Code.CONTENT_UNSAFE, message=""))

    assert said(event) == [("sexual", "flagged", "picture-unsafe", "")]


def test_other_events_decide_nothing(new_ticket):
    other = Failure(code=Code.PROVIDER_BUSY, message="")

    assert decisions_on(ImageFailed(next="credits", job_id="j", failure=other)) == []
    assert decisions_on(ImageRequested(next="gen-studio", job_id="j", ticket=new_ticket())) == []
