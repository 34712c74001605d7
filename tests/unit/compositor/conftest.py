"""A person, a scene and fonts for tests of the compositor."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.bench.compositor import picture
from tests.unit.compositor.copies import CANVAS

from common.brief import Brief
from common.direction import direct
from common.fonts.catalogue import FontCatalogue
from common.palette import palette_for
from common.ticket import IdentityPage
from compositor.compose import Keys, Task, copied, person_of
from compositor.sources import decode
from compositor.text.block import fit_text
from thumbworks.home import assets_folder


@pytest.fixture(scope="session")
def catalogue() -> FontCatalogue:
    return FontCatalogue(assets_folder())


@pytest.fixture(scope="session")
def cutout() -> NDArray[np.uint8]:
    """Head and shoulders, 1240x1400, cut by the photo's lower edge."""
    return decode(picture.files().person)


@pytest.fixture
def identity() -> Callable[..., IdentityPage]:
    """Where the parts of that person lie; anything may be given."""

    def page(**given: object) -> IdentityPage:
        fields = {
            "asset_id": "ast_1",
            "verdicts": (),
            "cutout_key": "jobs/j/identity/cutout.png",
            "landmarks_key": "jobs/j/identity/landmarks.json",
            "width": 1240,
            "height": 1400,
            "face": (420, 180, 400, 520),
            "head": (340, 50, 560, 740),
            "cut_edges": ("bottom",),
        }
        return IdentityPage.model_validate(fields | given)

    return page


@pytest.fixture
def compose_copy(catalogue, identity, cutout):
    """Compose a copy of a layout on a canvas over `ground`: one color, a picture, or what pictures a spec."""

    def composed(target, canvas=CANVAS, ground=(40, 40, 40), things=(), **answers):
        brief = Brief.model_validate({"headline": "MY OWN WORDS HERE", "refs": ["ast_1"], **answers})
        direction = direct(brief, 1, 7)
        person = person_of(identity(), cutout)
        keys, palette = Keys("scene.png", "cutout.png"), palette_for(brief, direction)
        task = Task(brief, direction, palette, canvas, keys, person, things=things)

        def fit(layer, size, /, *, stroke_em=None):
            return fit_text(layer, size, catalogue, stroke_em=stroke_em)

        def see(spec):
            shown = ground(spec) if callable(ground) else ground
            flat = np.broadcast_to(np.array(shown, np.uint8), (72, 128, 3)) if isinstance(shown, tuple) else shown
            return np.ascontiguousarray(flat)

        return copied(target, task, fit, see)

    return composed
