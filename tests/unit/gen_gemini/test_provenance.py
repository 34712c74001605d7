"""Item 40: where a picture comes from."""

import hashlib

import pytest
from tests.unit.gen_gemini.conftest import answer, encoded, picture

from gen_gemini.choices import choose
from gen_gemini.costs import Usage
from gen_gemini.outcomes import classify
from gen_gemini.provenance import Trace, provenance_of

CREDENTIALS = b"\xff\xd8\xff\xeb\x00\x10JP\x00\x00jumb c2pa " + encoded(64, 36)[2:]


@pytest.mark.parametrize(
    ("data", "cut", "c2pa"),
    [(encoded(64, 36), True, "none"), (CREDENTIALS, True, "lost_in_crop"), (CREDENTIALS, False, "kept")],
)
def test_item_40_the_mark_is_always_there_and_the_credentials_fate_is_told(new_request, banana, data, cut, c2pa):
    outcome = classify(answer(picture(data)))

    told = provenance_of(
        outcome, choose(new_request(), banana), 7, Usage(thinking=9), Trace("r1", "v1"), cut=cut, grounded=False
    )

    assert (told["watermark"], told["c2pa"], told["photographic"]) == ("SynthID", c2pa, False)
    assert told["sha256"] == hashlib.sha256(data).hexdigest()
    assert (told["seed"], told["response_id"], told["model_version"], told["tokens"]["thinking"]) == (7, "r1", "v1", 9)
