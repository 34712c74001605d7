"""The handlers over the real engine, blobs in memory and a bus on which identity answers."""

import cv2
import numpy as np
import pytest

from common.blobs import ObjectBlobs
from common.bus import Bus
from common.copying import PeopleSeen
from common.errors import Code, PermanentError, TransientError
from common.events import IdentityResolved, ImageRequested
from common.layout import LayoutRead, LayoutSpec
from common.ticket import CopyTarget, Route
from layout_extractor import handlers


class IdentityAnswers(Bus):
    """A bus on which identity saw one face, or does not answer."""

    def __init__(self, *, silent=False):
        super().__init__()
        self.silent, self.asked = silent, []

    async def ask(self, service, verb, body, timeout):  # noqa: ARG002, ASYNC109 - the bus's shape
        self.asked.append((service, verb))
        if self.silent:
            raise TransientError(Code.BUS_UNAVAILABLE)
        return PeopleSeen(faces=((900.0, 180.0, 120.0, 150.0),)).model_dump(mode="json")


@pytest.fixture
async def blobs(known):
    store = ObjectBlobs("memory:///")
    data = cv2.imencode(".jpg", cv2.cvtColor(known[26].rgb, cv2.COLOR_RGB2BGR))[1].tobytes()
    await store.put("uploads/target.jpg", data)
    await store.put("uploads/target.masked.jpg", data)
    return store


TARGET = CopyTarget(
    asset_id="ast_t", key="uploads/target.jpg", masked_key="uploads/target.masked.jpg", width=1280, height=720
)
ROUTE = Route(preparing=("identity", "layout-extractor"), generators=("gen-studio",), models=("studio",))


def resolved(new_ticket, target=TARGET):
    ticket = new_ticket(route=ROUTE).model_copy(update={"copy_target": target})
    return IdentityResolved(next=handlers.NAME, job_id=ticket.job_id, ticket=ticket)


async def test_a_job_gets_its_layout_and_goes_on_once_per_variant(new_ticket, extractor, blobs):
    event = resolved(new_ticket)
    told = await handlers.extract(event, extractor, blobs, IdentityAnswers())
    page = told[0].carried.layout
    assert page is not None
    spec = LayoutSpec.model_validate_json(await blobs.get(page.spec_key))

    assert [type(one) for one in told] == [ImageRequested] * event.carried.variants
    assert page.guide_key == f"{event.carried.prefix}/layout/guide.jpg"  # without faces and words
    assert await blobs.exists(page.guide_key)
    assert page.look is not None
    assert "WATCH THIS" in [getattr(layer, "content", "") for layer in spec.layers]


async def test_a_layout_its_owner_corrected_is_not_read_again(new_ticket, extractor, blobs):
    read = await handlers.read(TARGET, extractor, blobs, IdentityAnswers())
    corrected = read.model_copy(update={"spec": read.spec.model_copy(update={"layers": read.spec.layers[:1]})})
    bus, target = IdentityAnswers(), TARGET.model_copy(update={"read": corrected})
    told = await handlers.extract(resolved(new_ticket, target), extractor, blobs, bus)
    page = told[0].carried.layout
    assert page is not None
    spec = LayoutSpec.model_validate_json(await blobs.get(page.spec_key))

    assert bus.asked == []
    assert told[0].carried.copy_target == TARGET
    assert len(spec.layers) == 1


async def test_without_identity_it_waits_rather_than_cover_a_face(new_ticket, extractor, blobs):
    with pytest.raises(TransientError) as failure:
        await handlers.extract(resolved(new_ticket), extractor, blobs, IdentityAnswers(silent=True))

    assert failure.value.code is Code.BUS_UNAVAILABLE


class IdentityFails(IdentityAnswers):
    async def ask(self, service, verb, body, timeout):  # noqa: ARG002, ASYNC109 - the bus's shape
        return {"failure": {"code": "image_unreadable", "message": "damaged"}}


async def test_a_failure_of_identity_is_not_taken_for_nobody(new_ticket, extractor, blobs):
    with pytest.raises(PermanentError) as failure:
        await handlers.extract(resolved(new_ticket), extractor, blobs, IdentityFails())

    assert failure.value.code is Code.IMAGE_UNREADABLE


async def test_what_is_no_picture_ends_the_job(new_ticket, extractor, blobs):
    await blobs.put("uploads/target.jpg", b"no picture at all")
    with pytest.raises(PermanentError) as failure:
        await handlers.extract(resolved(new_ticket), extractor, blobs, IdentityAnswers())

    assert failure.value.code is Code.IMAGE_UNREADABLE


BLUE = np.broadcast_to(np.linspace(60, 160, 1280)[None, :, None], (720, 1280, 3)) * np.array([1.4, 0.8, 0.3])


@pytest.fixture
async def plain(blobs):
    for key in (TARGET.key, TARGET.masked_key):
        await blobs.put(key, cv2.imencode(".jpg", BLUE.astype(np.uint8))[1].tobytes())
    return blobs


async def test_a_job_lays_the_plate_and_its_reading_where_a_person_finds_them(new_ticket, extractor, plain):
    bus = IdentityAnswers()
    told = await handlers.extract(resolved(new_ticket), extractor, plain, bus)
    page = told[0].carried.layout
    assert page is not None
    found = await handlers.read(TARGET, extractor, plain, bus)

    assert await plain.exists("uploads/target.plate.png")
    assert found.look == page.look
    assert found.spec == LayoutSpec.model_validate_json(await plain.get(page.spec_key))
    assert len(bus.asked) == 1  # nobody looked twice


async def test_a_reading_that_this_release_does_not_understand_is_made_anew(extractor, plain):
    await plain.put("uploads/target.layout.json", b'{"spec": {"canvas": "of another day"}}')
    bus = IdentityAnswers()

    found = [await handlers.read(TARGET, extractor, plain, bus) for _ in range(2)]

    assert found[0] == found[1]
    assert len(bus.asked) == 1


async def test_a_plain_background_is_laid_beside_the_thumbnail_as_a_picture(extractor, plain):
    found = await handlers.read(TARGET, extractor, plain, IdentityAnswers())
    stored = np.frombuffer(await plain.get("uploads/target.plate.png"), np.uint8)
    picture = np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR))

    assert found.plate
    assert found.plate.kind == "gradient"
    assert found.scene
    assert found.scene.text.startswith("The background is a smooth gradient from")
    assert np.abs(picture.astype(float) - BLUE).mean() < 2


async def test_a_photographed_background_has_no_plate_and_says_why(extractor, blobs):
    found = await handlers.read(TARGET, extractor, blobs, IdentityAnswers())

    assert found.plate is None
    assert "photograph" in found.no_plate
    assert found.scene
    assert found.scene.text.startswith("The background is")
    assert not await blobs.exists("uploads/target.plate.png")


async def test_a_reading_says_what_it_is_unsure_of(extractor, blobs):
    found = await handlers.read(TARGET, extractor, blobs, IdentityAnswers())

    assert isinstance(found, LayoutRead)
    assert found.reader == "rapidocr"
    assert found.look.subject is not None
    assert found.look.subject.x > 0.6
