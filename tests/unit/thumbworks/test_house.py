"""A room that cannot be furnished says so in a sentence."""

import pytest
from pydantic import SecretStr

from common.settings import Settings
from thumbworks.errors import HouseError
from thumbworks.house import furnished


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "THUMBWORKS_INSIGHTFACE_DIR",
            "/nowhere/buffalo_l",
            "There is no InsightFace model pack in /nowhere/buffalo_l;",
        ),
        ("THUMBWORKS_NSFW_ENGINE", "off", "THUMBWORKS_NSFW_ENGINE: Input should be 'nsfwjs', 'nudenet' or 'none';"),
        ("THUMBWORKS_FACE_RECOGNITION", "sface", "THUMBWORKS_FACE_RECOGNITION=sface needs THUMBWORKS_SFACE_MODEL;"),
    ],
)
def test_a_room_without_its_engine_says_which_setting_is_wrong(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    settings = Settings(secret=SecretStr("a secret of thirty-two characters"))

    with pytest.raises(HouseError) as caught:
        furnished("identity", settings)
    assert str(caught.value).startswith(f"identity cannot start: {said}")
