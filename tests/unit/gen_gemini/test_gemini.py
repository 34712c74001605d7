"""Without a key the room is there and offers nothing; the SDK is not even loaded."""

import subprocess
import sys

import pytest

from common.bus import Bus
from common.errors import Code, PermanentError
from gen_gemini.accounts import account_of
from gen_gemini.gemini import Gemini
from gen_gemini.settings import GeminiSettings


def settings(**given) -> GeminiSettings:
    return GeminiSettings(_env_file=None, **given)  # type: ignore[call-arg]


@pytest.fixture
def closed(blobs) -> Gemini:
    return Gemini(settings(gemini_api_key=""), Bus(), blobs, blobs)


async def test_no_key_means_no_offer_and_one_line(closed, capsys):
    await closed.announce()

    assert closed.cards == ()
    assert capsys.readouterr().out.count("gemini.no_key") == 1


async def test_a_job_that_comes_anyway_gets_a_clear_answer(closed):
    with pytest.raises(PermanentError) as caught:
        await closed.accounts()

    assert caught.value.code is Code.MODEL_UNAVAILABLE


def test_the_wiring_does_not_load_the_sdk():
    """It takes seconds to import, and most installations have no key."""
    code = "import sys, gen_gemini.app; print('google.genai' in sys.modules)"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("given", "access"),
    [
        ({"gemini_api_key": "k"}, True),
        ({"gemini_api_key": ""}, False),
        ({"gemini_backend": "vertex", "gemini_api_key": "", "google_cloud_project": "p"}, True),
        ({"gemini_backend": "vertex", "gemini_api_key": ""}, False),
    ],
)
def test_item_35_either_door_needs_its_own_key(given, access):
    assert settings(**given).has_access is access


def test_what_is_shared_is_shared_by_those_with_the_same_key_and_never_shows_it():
    one, same, other = (account_of(settings(gemini_api_key=key)) for key in ("secret-key", "secret-key", "another"))

    assert one == same != other
    assert "secret" not in one


def test_the_vendors_names_for_its_settings_work(monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "from the environment")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")

    found = settings()

    assert found.gemini_api_key.get_secret_value() == "from the environment"
    assert found.gemini_base_url == "http://127.0.0.1:9"
