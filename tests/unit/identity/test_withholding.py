"""A picture that a model drew is looked at before anybody sees it."""

import cv2
import pytest
from tests.unit.identity.engines import Fixed

from common.blobs import ObjectBlobs
from common.brief import ContentFilter
from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.events import Failure, ImageFailed, ImageGenerated, LikenessChecked
from common.ticket import ImagePage, Route
from identity.guards.screening import Screener
from identity.likeness.comparing import compare
from identity.likeness.judging import LikenessJudge
from identity.likeness.known import KnownFaces
from identity.likeness.locking import failing
from identity.recognition.dlib import DlibRecognition
from identity.recognition.gallery import Gallery, RefusedIdentity


@pytest.fixture
def blobs():
    return ObjectBlobs("memory:///")


@pytest.fixture
async def drawn(new_ticket, blobs, coffee):
    await blobs.put("jobs/j/1/picture.png", cv2.imencode(".png", coffee)[1].tobytes())
    image = ImagePage(
        key="jobs/j/1/picture.png",
        width=600,
        height=400,
        service="gen-gemini",
        model="banana",
        draws="picture",
        seed=1,
        cost_micro_usd=67_000,
    )
    route = Route(generators=("gen-gemini",), models=("banana",), finishing=("identity", "compositor"))
    ticket = new_ticket(route=route).with_page(image=image)
    return ImageGenerated(next="identity", job_id=ticket.job_id, variant=1, ticket=ticket)


def strict(event):
    brief = event.carried.brief.model_copy(update={"content_filter": ContentFilter.STRICT})
    return event.model_copy(update={"ticket": event.carried.model_copy(update={"brief": brief})})


@pytest.fixture
def looked(inspector, matting, irises, palms, blobs):
    async def look(event, decency=None):
        judge = LikenessJudge(inspector, matting, irises, palms)
        return await compare(event, judge, Screener(inspector, decency), KnownFaces(), blobs)

    return look


async def test_an_unsafe_picture_is_deleted_and_ends_its_variant(looked, drawn, blobs):
    told = await looked(drawn, Fixed(0.9))
    page = told.carried.decency

    assert (told.failure.code, type(told), told.next) == (Code.CONTENT_UNSAFE, ImageFailed, "credits")
    assert (page.verdict, page.engine, told.cost_micro_usd) == ("unsafe", "fixed-1", 67_000)
    assert await blobs.list("jobs/j/") == []


async def test_what_a_redelivery_finds_gone_ends_its_variant_too(looked, drawn, blobs):
    await blobs.delete("jobs/j/1/picture.png")
    with pytest.raises(PermanentError) as missing:
        await looked(drawn, Fixed(0.9))
    told = failing(drawn, Failure(code=missing.value.code, message=missing.value.message))

    assert isinstance(told, ImageFailed)


async def test_a_decent_picture_goes_on_and_says_who_looked(looked, drawn):
    told = await looked(drawn, Fixed(0.1))
    page = told.carried.decency or DecencyPage()

    assert isinstance(told, LikenessChecked)
    assert (page.verdict, page.engine) == ("safe", "fixed-1")


async def test_without_an_engine_it_goes_on_unchecked(looked, drawn):
    assert (await looked(drawn)).carried.decency == DecencyPage(verdict="unchecked")


async def test_a_strict_filter_withholds_the_suggestive_and_what_could_not_be_looked_at(looked, drawn):
    assert isinstance(await looked(drawn, Fixed(0.1, 0.9)), LikenessChecked)
    assert isinstance(await looked(strict(drawn), Fixed(0.1, 0.9)), ImageFailed)
    assert isinstance(failing(strict(drawn), Failure(code=Code.INTERNAL_ERROR, message="")), ImageFailed)


async def test_somebody_refused_whom_a_model_drew_is_deleted_and_ends_the_variant(
    inspector, matting, irises, palms, models, blobs, drawn, close_up
):
    engine = DlibRecognition(models)
    known = engine.embedding(close_up, inspector.readable(close_up)[0])
    gallery = Gallery(engine, (RefusedIdentity("eileen", (known,)),))
    await blobs.put("jobs/j/1/picture.png", cv2.imencode(".png", close_up[..., ::-1])[1].tobytes())
    judge = LikenessJudge(inspector, matting, irises, palms)
    told = await compare(drawn, judge, Screener(inspector, gallery=gallery), KnownFaces(), blobs)

    assert isinstance(told, ImageFailed)
    assert (told.failure.code, told.next, told.cost_micro_usd) == (Code.IDENTITY_REFUSED, "credits", 67_000)
    assert await blobs.list("jobs/j/") == []
