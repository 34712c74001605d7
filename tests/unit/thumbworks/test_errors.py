import pytest

from thumbworks.errors import diagnose

SAID = {
    "the disk is full": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    "does not have the hash": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "certificate is not trusted": "npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "has no build for this machine": "ERROR: No matching distribution found for mediapipe==0.10.21",
    "cannot be reached": "npm error code EAI_AGAIN",
    "cannot be written": "error: Permission denied (os error 13)",
}


@pytest.mark.parametrize(("meaning", "output"), SAID.items(), ids=SAID)
def test_what_a_tool_prints_becomes_what_is_missing_and_what_mends_it(meaning, output):
    error = diagnose("fetching mediapipe 0.10.21", output)

    assert str(error).startswith("fetching mediapipe 0.10.21: ")
    assert meaning in error.problem
    assert error.mend


@pytest.mark.parametrize(
    "output", ["error sending request for url", "Connection refused", "[Errno -2] Name or service not known"]
)
def test_every_client_has_its_own_words_for_being_offline(output):
    assert "cannot be reached" in diagnose("installing uv", output).problem


def test_an_unknown_failure_keeps_the_tools_last_line():
    assert str(diagnose("making .venv", "first\nthe reason\n\n")).startswith("making .venv failed (the reason)")


def test_silence_is_said_to_be_silence():
    assert "it said nothing" in diagnose("making .venv", "").problem
