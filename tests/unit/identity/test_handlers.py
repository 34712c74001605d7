"""The two handlers over real models, real blobs in memory and a bus that only listens."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
import structlog
from tests.unit.identity.engines import Fixed, Guess

from common.blobs import ObjectBlobs, SealedBlobs
from common.brief import ContentFilter
from common.bus import Bus
from common.errors import Code, PermanentError
from common.events import CreditsReserved, IdentityResolved, ImageRequested
from common.prompts.gathering import best_first
from common.ticket import CopyTarget, Reference, Route
from identity import handlers
from identity.guards.screening import Screener
from identity.portraits import Portraits
from identity.recognition.dlib import DlibRecognition
from identity.recognition.gallery import Gallery, RefusedIdentity
from identity.selfies.faceapi_expressions import FaceApiExpressions


class Quiet(Bus):
    """A bus on which nobody listens."""

    def __init__(self):
        super().__init__()
        self.said = []

    async def report(self, job_id, **detail):  # noqa: ARG002 - the bus's shape
        self.said.append(detail)


@pytest.fixture
def portraits(inspector, matting, models):
    return Portraits(inspector, matting, "blazeface", DlibRecognition(models), FaceApiExpressions(models))


@pytest.fixture
def stranger(photo):
    """Another woman, her face as large."""
    return cv2.resize(photo("sample6")[:, 620:1010], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def blobs():
    return ObjectBlobs("memory:///")


@pytest.fixture
def sealed(blobs):
    return SealedBlobs(blobs, "a secret of thirty-two characters")


def jpeg(rgb):
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


async def uploaded(blobs, **pictures):
    selfies = []
    for name, rgb in pictures.items():
        await blobs.put(f"uploads/{name}.jpg", jpeg(rgb))
        selfies.append(
            Reference(asset_id=f"ast_{name}", key=f"uploads/{name}.jpg", width=rgb.shape[1], height=rgb.shape[0])
        )
    return tuple(selfies)


def reserved(ticket):
    return CreditsReserved(next="identity", job_id=ticket.job_id, ticket=ticket)


async def test_a_selfie_is_judged_while_its_owner_waits(portraits, blobs, close_up):
    (selfie,) = await uploaded(blobs, dark=(close_up * 0.2).astype(np.uint8))
    verdict = await handlers.inspect(selfie, portraits, blobs)

    assert verdict.asset_id == "ast_dark"
    assert verdict.issues == ("too_dark",)
    assert "too dark" in verdict.advice


async def test_a_refused_identity_on_the_thumbnail_to_copy_is_seen_before_the_work_begins(
    new_ticket, portraits, blobs, sealed, close_up, stranger
):
    known = portraits.recognition.embedding(stranger, portraits.inspector.readable(stranger)[0])
    gallery = Gallery(portraits.recognition, (RefusedIdentity("her", (known,)),))
    selfies, (target,) = await uploaded(blobs, good=close_up), await uploaded(blobs, target=stranger)
    copied = CopyTarget(**target.model_dump(), masked_key="")
    ticket = new_ticket(references=selfies, copy_target=copied)
    with pytest.raises(PermanentError) as refused:
        await handlers.resolve(
            reserved(ticket), portraits, Screener(portraits.inspector, gallery=gallery), blobs, sealed, Quiet()
        )

    assert refused.value.code is Code.IDENTITY_REFUSED


async def test_the_best_selfie_becomes_a_sealed_cut_out_and_one_request_for_each_variant(
    new_ticket, portraits, blobs, sealed, close_up
):
    dark = (close_up * 0.2).astype(np.uint8)
    ticket = new_ticket(variants=2, references=await uploaded(blobs, dark=dark, good=close_up))
    events = await handlers.resolve(reserved(ticket), portraits, Screener(portraits.inspector), blobs, sealed, Quiet())
    page = events[0].carried.identity
    assert page
    cutout = cv2.imdecode(np.frombuffer(await sealed.get(page.cutout_key), np.uint8), cv2.IMREAD_UNCHANGED)
    assert cutout is not None
    landmarks = json.loads(await sealed.get(page.landmarks_key))

    assert [(type(event), event.next, event.variant) for event in events] == [
        (ImageRequested, "gen-studio", 1),
        (ImageRequested, "gen-studio", 2),
    ]
    assert page.asset_id == "ast_good"
    assert [verdict.asset_id for verdict in page.verdicts] == ["ast_dark", "ast_good"]
    assert cutout.shape == (page.height, page.width, 4)
    assert page.cutout_key.startswith(f"{ticket.identity_prefix}/")
    assert not (await blobs.get(page.cutout_key)).startswith(b"\x89PNG")
    assert len(landmarks["points"]) == 468
    assert len(landmarks["five"]) == 5
    assert landmarks["provider"] == {"points": "mediapipe-facemesh", "five": "mediapipe-facemesh"}
    assert "bottom" in page.cut_edges


async def test_in_copy_mode_the_layout_is_next(new_ticket, portraits, blobs, sealed, close_up):
    route = Route(preparing=("identity", "layout-extractor"), generators=("gen-studio",), models=("studio",))
    ticket = new_ticket(route=route, references=await uploaded(blobs, good=close_up))
    (event,) = await handlers.resolve(
        reserved(ticket), portraits, Screener(portraits.inspector), blobs, sealed, Quiet()
    )

    assert isinstance(event, IdentityResolved)
    assert event.next == "layout-extractor"


async def test_without_a_usable_selfie_the_nearest_miss_is_the_reason(
    new_ticket, portraits, blobs, sealed, astronaut, coffee
):
    two = np.hstack([astronaut, astronaut[:, ::-1]])
    ticket = new_ticket(references=await uploaded(blobs, coffee=coffee, two=two))

    with pytest.raises(PermanentError) as caught:
        await handlers.resolve(reserved(ticket), portraits, Screener(portraits.inspector), blobs, sealed, Quiet())
    assert caught.value.code is Code.MULTIPLE_FACES


async def test_progress_is_reported_selfie_by_selfie(new_ticket, portraits, blobs, sealed, coffee):
    line = Quiet()
    ticket = new_ticket(references=await uploaded(blobs, one=coffee, two=coffee))
    with pytest.raises(PermanentError):
        await handlers.resolve(reserved(ticket), portraits, Screener(portraits.inspector), blobs, sealed, line)

    assert [said["fraction"] for said in line.said] == [0.333, 0.667]


async def test_a_selfie_of_somebody_else_is_left_out_and_said_so(
    new_ticket, portraits, blobs, sealed, close_up, stranger
):
    dark = (close_up * 0.6).astype(np.uint8)
    ticket, line = new_ticket(references=await uploaded(blobs, stranger=stranger, dark=dark, good=close_up)), Quiet()
    doorway = Screener(portraits.inspector)
    page = (await handlers.resolve(reserved(ticket), portraits, doorway, blobs, sealed, line))[0].carried.identity
    assert page

    assert line.said[-1]["note"] == f"{page.why} One selfie shows somebody else and is left out."
    assert page.asset_id == "ast_good"
    assert page.person == "same"
    assert [verdict.issues[:1] for verdict in page.verdicts] == [("another_person",), (), ()]
    assert page.verdicts[0].score == 0
    assert "somebody else" in page.verdicts[0].advice
    assert [one.asset_id for one in best_first(ticket.references, page)] == ["ast_good", "ast_dark"]


async def test_selfies_of_two_people_are_an_error(new_ticket, portraits, blobs, sealed, close_up, stranger):
    ticket = new_ticket(references=await uploaded(blobs, one=close_up, other=stranger))
    with pytest.raises(PermanentError) as caught:
        await handlers.resolve(reserved(ticket), portraits, Screener(portraits.inspector), blobs, sealed, Quiet())
    assert caught.value.code is Code.DIFFERENT_PEOPLE


async def test_without_an_engine_nobody_is_called_the_same(
    new_ticket, inspector, matting, blobs, sealed, close_up, stranger
):
    ticket = new_ticket(references=await uploaded(blobs, one=close_up, other=stranger))
    blind = Portraits(inspector, matting, "blazeface")
    doorway = Screener(blind.inspector)
    page = (await handlers.resolve(reserved(ticket), blind, doorway, blobs, sealed, Quiet()))[0].carried.identity
    assert page

    assert page.person == "unverified"


async def test_no_event_report_log_or_file_carries_an_embedding(new_ticket, portraits, blobs, sealed, close_up):
    line, dark = Quiet(), (close_up * 0.6).astype(np.uint8)
    ticket = new_ticket(references=await uploaded(blobs, dark=dark, good=close_up))
    with structlog.testing.capture_logs() as logs:
        events = await handlers.resolve(reserved(ticket), portraits, Screener(portraits.inspector), blobs, sealed, line)
    page = events[0].carried.identity
    assert page
    stored = json.loads(await sealed.get(page.landmarks_key))
    said = [*(event.model_dump(mode="json") for event in events), *line.said, *logs, stored]

    assert max(len(numbers) for one in said for numbers in number_lists(one)) < 64
    assert {path.rpartition("/")[2] for path in await blobs.list(ticket.identity_prefix)} == {
        "cutout.png",
        "landmarks.json",
    }


def number_lists(document):
    """Every list of plain numbers in a JSON document."""
    parts = document.values() if isinstance(document, dict) else document if isinstance(document, (list, tuple)) else ()
    if isinstance(document, (list, tuple)) and all(isinstance(part, (int, float)) for part in document):
        yield document
        return
    for part in parts:
        yield from number_lists(part)


async def test_a_childs_selfie_is_noticed_before_a_job_though_nobody_looked_at_the_door(
    new_ticket, portraits, blobs, sealed, close_up
):
    ticket = new_ticket(references=await uploaded(blobs, good=close_up))
    looking = replace(portraits, ages=Guess(8))
    with pytest.raises(PermanentError) as refused:
        await handlers.resolve(reserved(ticket), looking, Screener(portraits.inspector), blobs, sealed, Quiet())

    assert refused.value.code is Code.GUARDIAN_REQUIRED
    assert await blobs.list(f"{ticket.prefix}/") == []


async def test_with_its_guardians_word_the_filter_is_strict_from_there_on(
    new_ticket, portraits, blobs, sealed, close_up
):
    ticket = new_ticket(references=await uploaded(blobs, good=close_up), guardian=True)
    looking, screener = replace(portraits, ages=Guess(8)), Screener(portraits.inspector, Fixed(0.0))
    events = await handlers.resolve(reserved(ticket), looking, screener, blobs, sealed, Quiet())
    told = events[0].carried

    assert told.identity
    assert (told.identity.age, told.brief.content_filter) == ("minor", ContentFilter.STRICT)


async def test_a_childs_picture_is_not_made_where_nobody_can_look_at_pictures(
    new_ticket, portraits, blobs, sealed, close_up
):
    ticket = new_ticket(references=await uploaded(blobs, good=close_up), guardian=True)
    looking = replace(portraits, ages=Guess(8))
    with pytest.raises(PermanentError) as refused:
        await handlers.resolve(reserved(ticket), looking, Screener(portraits.inspector), blobs, sealed, Quiet())

    assert refused.value.code is Code.CONTENT_FILTER_UNAVAILABLE
