import pytest

from common.fonts.catalogue import FontCatalogue
from thumbworks.home import assets_folder


@pytest.fixture(scope="session")
def catalogue() -> FontCatalogue:
    """The fonts that set-up fetched."""
    return FontCatalogue(assets_folder())
