"""A person, a scene and fonts for tests of the compositor."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.bench.compositor import picture

from common.fonts.catalogue import FontCatalogue
from common.ticket import IdentityPage
from compositor.sources import decode
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
