"""Items 14, 15, 17, 21 and 42: at most two calls, the second only where it may help, everything added up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.genai import types
from tests.unit.gen_gemini.conftest import encoded, picture, reference

from common.blobs import SealedBlobs
from common.errors import Code, PermanentError, ThumbworksError
from gen_gemini.asking import Answer
from gen_gemini.choices import choose
from gen_gemini.costs import Usage
from gen_gemini.drawing import Drawing
from gen_gemini.failures import SignatureError
from gen_gemini.outcomes import Kind, Outcome
from gen_gemini.pictures import sniff
from gen_gemini.provenance import Trace
from gen_gemini.references import References
from gen_gemini.requests import FINAL_ONLY, Materials, Question

PICTURE = encoded(64, 36)


@dataclass
class Scripted:
    """Says what it is told to, in order; `asked` are the contents it was given."""

    outcomes: list[Outcome | ThumbworksError]
    asked: list[list[types.Content]] = field(default_factory=list[list[types.Content]])

    async def ask(self, question: Question, tick: Any) -> Answer:
        del tick
        self.asked.append(question.contents)
        said = self.outcomes.pop(0)
        if isinstance(said, ThumbworksError):
            raise said
        return Answer(said, Usage(read=1_000, thinking=100), Trace())


def drawn() -> Outcome:
    return Outcome(Kind.PICTURE, PICTURE, sniff(PICTURE))


async def tick() -> None:
    pass


@pytest.fixture
def draw(blobs, new_request, banana) -> Callable[..., Any]:
    async def run(*outcomes: Outcome | ThumbworksError, turn: Materials | None = None, **given: Any) -> Any:
        script = Scripted(list(outcomes))
        drawing = Drawing(script, References(blobs, SealedBlobs(blobs, "s" * 32), None, "developer"), "developer")
        request = new_request(**({"references": ()} | given))
        try:
            return await drawing.draw(request, choose(request, banana), turn or Materials(), tick), script
        except PermanentError as error:
            return error, script

    return run


@pytest.mark.parametrize("kind", [Kind.NO_IMAGE, Kind.SOFT_REFUSAL, Kind.EMPTY, Kind.GLITCH, Kind.TRUNCATED])
async def test_item_15_one_plain_order_to_draw_and_no_second(draw, kind):
    result, script = await draw(Outcome(kind), drawn())
    failed, again = await draw(Outcome(kind), Outcome(kind))

    assert result.calls == 2
    assert str(script.asked[1][-1].parts[-1].text).endswith(FINAL_ONLY)
    assert (failed.code, len(again.asked)) == (Code.NO_PICTURE_MADE, 2)


@pytest.mark.parametrize("kind", [Kind.BLOCKED_OUTPUT, Kind.RECITATION, Kind.CONTINUATION, Kind.UNKNOWN])
async def test_item_08_what_cannot_be_mended_is_asked_once(draw, kind):
    error, script = await draw(Outcome(kind))

    assert isinstance(error, PermanentError)
    assert len(script.asked) == 1


async def test_item_17_both_calls_are_paid_and_a_picture_without_numbers_costs_its_list_price(draw):
    result, _ = await draw(Outcome(Kind.NO_IMAGE), drawn())

    assert result.usage == Usage(read=2_000, image=1_120, thinking=200)
    assert result.cost == 3_000 + 1_500 + 33_600


@pytest.mark.parametrize("second", [Outcome(Kind.SOFT_REFUSAL), PermanentError(Code.PROVIDER_QUOTA_EXHAUSTED)])
async def test_item_17_what_was_billed_in_vain_is_said_by_the_error(draw, second):
    error, _ = await draw(Outcome(Kind.NO_IMAGE), second)

    assert error.cost_micro_usd == (1_500 + 750) * (2 if isinstance(second, Outcome) else 1)


async def test_item_12_nothing_is_asked_again_when_there_is_no_time_for_it(draw):
    error, script = await draw(Outcome(Kind.NO_IMAGE), deadline=datetime.now(UTC) + timedelta(seconds=20))

    assert (error.code, len(script.asked)) == (Code.NO_PICTURE_MADE, 1)


async def test_item_42_a_block_without_a_reason_is_tried_with_fresh_encodings(draw, blobs):
    await blobs.put("refs/1.jpg", PICTURE)

    result, script = await draw(Outcome(Kind.BLOCKED_PROMPT, reason="OTHER"), drawn(), references=(reference(),))

    sent = script.asked[1][-1].parts[1].inline_data.data
    assert result.calls == 2
    assert sent != PICTURE


async def test_item_42_a_block_with_a_reason_is_final(draw):
    error, script = await draw(Outcome(Kind.BLOCKED_PROMPT, reason="SAFETY"), references=(reference(),))

    assert (error.code, len(script.asked)) == (Code.CONTENT_BLOCKED, 1)


@pytest.mark.parametrize("damage", [SignatureError(Code.EDIT_SESSION_GONE), Outcome(Kind.SIGNATURE)])
async def test_item_21_a_damaged_history_is_dropped_once(draw, damage):
    history = [types.Content(role="model", parts=[picture(PICTURE)])]

    result, script = await draw(damage, drawn(), turn=Materials(history=history))

    assert [len(contents) for contents in script.asked] == [2, 1]
    assert result.turn.history == ()


async def test_item_21_without_a_history_there_is_nothing_to_drop(draw):
    error, script = await draw(SignatureError(Code.EDIT_SESSION_GONE))

    assert (error.code, len(script.asked)) == (Code.EDIT_SESSION_GONE, 1)
