"""What is written down of pictures that were made."""

import pytest

from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.events import (
    Failure,
    IdentityFailed,
    IdentityResolved,
    ImageFailed,
    ImageRequested,
    LikenessFailed,
    RenderComposited,
    RenderFailed,
)
from common.likeness import LikenessPage
from common.ticket import IdentityPage, RenderPage, Route
from credits.ledger import BLOCKING
from gateway.auditing import decisions_on, refused_before


def rendered(new_ticket, decency, likeness, **checks):
    page = RenderPage(files={}, width=9, height=9, bytes={}, score=1, decency=decency, likeness=likeness, checks=checks)
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


def failed(code, kind=ImageFailed, ticket=None):
    return kind(next="credits", job_id="j", ticket=ticket, failure=Failure(code=code, message=""))


@pytest.mark.parametrize("code", sorted(BLOCKING))
def test_whatever_blocks_a_picture_has_a_row(code):
    (decision,) = decisions_on(failed(code))

    assert (decision["verdict"], decision["place"]) == ("flagged", "/picture")


@pytest.mark.parametrize(
    ("code", "kind", "row"),
    [
        (Code.IDENTITY_REFUSED, IdentityFailed, ("likeness", "flagged", "refused-face", "")),
        (Code.DIFFERENT_PEOPLE, IdentityFailed, ("likeness", "flagged", "different-people", "")),
        (Code.GUARDIAN_REQUIRED, IdentityFailed, ("minors", "flagged", "guardian-missing", "")),
        (Code.CONTENT_BLOCKED, ImageFailed, ("provider", "flagged", "provider-blocked", "")),
        (Code.PROVIDER_REJECTED, ImageFailed, ("provider", "flagged", "provider-rejected", "")),
        (Code.CONTENT_TOO_SIMILAR, RenderFailed, ("originality", "flagged", "too-similar", "")),
    ],
)
def test_each_refusal_is_told_apart(code, kind, row):
    assert said(failed(code, kind)) == [row]


def test_a_picture_the_strict_filter_took_back_says_so_and_who_looked(new_ticket):
    seen = DecencyPage(verdict="safe", suggestive=True, engine="e-1")

    assert said(failed(Code.CONTENT_UNSAFE, ticket=new_ticket().with_page(decency=seen))) == [
        ("sexual", "flagged", "picture-suggestive", "e-1")
    ]


@pytest.mark.parametrize("kind", [ImageFailed, LikenessFailed])
def test_a_face_that_was_not_alike_is_flagged_by_what_compared_it(new_ticket, kind):
    ticket = new_ticket().with_page(likeness=LikenessPage(status="fail", engine="r-1"))

    assert said(failed(Code.FACE_NOT_ALIKE, kind, ticket)) == [("likeness", "flagged", "likeness-fail", "r-1")]


def test_a_copy_that_differs_enough_has_a_row_for_it(new_ticket):
    event = rendered(new_ticket, None, None, originality=0.6)

    assert said(event)[-1] == ("originality", "allowed", "", "")


def seen_again(new_ticket, age):
    page = IdentityPage(
        asset_id="a", verdicts=(), cutout_key="c", landmarks_key="l", width=9, height=9, face=(0, 0, 1, 1),
        head=(0, 0, 1, 1), age=age,
    )  # fmt: skip
    return new_ticket().with_page(identity=page, decency=DecencyPage(verdict="safe", engine="e-1"))


@pytest.mark.parametrize(
    ("age", "verdict", "rule"),
    [("adult", "allowed", ""), ("minor", "flagged", "looks-like-a-child"), ("unchecked", "unchecked", "")],
)
def test_selfies_that_were_looked_at_again_have_their_rows_once(new_ticket, age, verdict, rule):
    ticket = seen_again(new_ticket, age)
    orders = [
        ImageRequested(next="gen-studio", job_id="j", variant=variant, attempt=attempt, ticket=ticket)
        for variant, attempt in ((1, 1), (2, 1), (1, 2))
    ]

    assert [said(order) for order in orders] == [
        [("sexual", "allowed", "", "e-1"), ("minors", verdict, rule, "")],
        [],
        [],
    ]


def test_in_copy_mode_the_order_after_the_layout_repeats_nothing(new_ticket):
    route = Route(preparing=("identity", "layout-extractor"), generators=("gen-studio",), models=("studio",))
    ticket = seen_again(new_ticket, "adult").model_copy(update={"route": route})
    resolved = IdentityResolved(next="layout-extractor", job_id="j", ticket=ticket)
    order = ImageRequested(next="gen-studio", job_id="j", variant=1, ticket=ticket)

    assert [len(decisions_on(event)) for event in (resolved, order)] == [2, 0]


@pytest.mark.parametrize(
    ("code", "row"),
    [
        (Code.CONTENT_UNSAFE, ("flagged", "sexual", "picture-suggestive")),
        (Code.CONTENT_FILTER_UNAVAILABLE, ("unchecked", "sexual", "")),
        (Code.FACE_LOCK_UNAVAILABLE, ("unchecked", "likeness", "")),
        (Code.GUARDIAN_REQUIRED, ("flagged", "minors", "guardian-missing")),
        (Code.COPY_TARGET_IS_SELFIE, ("flagged", "originality", "target-is-selfie")),
    ],
)
def test_what_stands_in_the_way_of_a_run_is_written_down_where_it_stands(code, row):
    (decision,) = refused_before(PermanentError(code, errors=[{"pointer": "/here"}]))

    assert (decision["verdict"], decision["category"], decision["rule"]) == row
    assert decision["place"] == "/here"
    assert refused_before(PermanentError(Code.REFERENCES_MISSING)) == []


def test_other_events_decide_nothing(new_ticket):
    assert decisions_on(failed(Code.PROVIDER_BUSY)) == []
    assert decisions_on(ImageRequested(next="gen-studio", job_id="j", ticket=new_ticket())) == []
