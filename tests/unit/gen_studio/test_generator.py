import cv2
import numpy as np

from common.brief import Brief
from common.catalog import Size
from common.direction import direct
from common.generation import ImageRequest
from common.palette import palette_for
from gen_studio.cards import CARDS, STUDIO
from gen_studio.generator import StudioGenerator


def request_for(variant: int = 1, w: int = 320, h: int = 180) -> ImageRequest:
    brief = Brief.model_validate({"headline": "STOP", "vibe": ["tech"]})
    plan = direct(brief, variant, seed=4)
    return ImageRequest(
        job_id="job_1",
        variant=variant,
        attempt=1,
        model=STUDIO.id,
        size=Size(w=w, h=h),
        seed=plan.seed,
        brief=brief,
        direction=plan,
        palette=palette_for(brief, plan),
        identity=None,
    )


async def nobody_listens(_fraction: float) -> None:
    """The progress of a test is not reported."""


async def test_a_request_becomes_a_lossless_picture_of_the_size_asked_for():
    picture = await StudioGenerator().generate(request_for(w=333, h=256), nobody_listens)
    pixels = cv2.imdecode(np.frombuffer(picture.data, np.uint8), cv2.IMREAD_COLOR)

    assert (picture.width, picture.height, picture.extension) == (333, 256, "png")
    assert pixels is not None
    assert pixels.shape == (256, 333, 3)


async def test_asking_twice_gives_the_same_bytes():
    generator = StudioGenerator()
    first, second = [await generator.generate(request_for(), nobody_listens) for _ in range(2)]

    assert first == second


async def test_the_picture_says_where_it_came_from():
    picture = await StudioGenerator().generate(request_for(variant=2), nobody_listens)

    assert picture.scene == "data-wave"
    assert picture.provenance["scene"] == picture.scene
    assert picture.surcharge_micro_usd == 0


async def test_progress_is_reported_up_to_the_end():
    heard: list[float] = []

    async def listen(fraction: float) -> None:
        heard.append(fraction)

    await StudioGenerator().generate(request_for(), listen)

    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_the_studio_is_free_local_and_answers_to_its_short_name():
    assert [card.id for card in CARDS] == ["studio-1"]
    assert STUDIO.surcharge_micro_usd == 0
    assert STUDIO.sends_faces_to is None
    assert "studio" in STUDIO.aliases
    assert StudioGenerator.repeatable
