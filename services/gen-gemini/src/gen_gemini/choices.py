"""What exactly is asked of a model, decided and checked before a cent is spent.

The SDK sends anything; what does not fit is refused here. What the creator chose is never bent: it is refused with the
choices there are. What follows from the canvas is fitted.
"""

from dataclasses import dataclass

from common.catalog import Size, format_for
from common.errors import Code, PermanentError
from common.generation import ImageRequest
from common.prompts.gathering import slots
from common.wishes import Grounding, Thinking, Wishes
from gen_gemini.cards import Model, card_of

LETTERS_PER_TOKEN = 3.0  # on the safe side: English has four
MARGIN_TOKENS = 2_000
MAX_PROMPT_LETTERS = 24_000
MAX_INSTRUCTION_LETTERS = 8_000


@dataclass(frozen=True)
class Choices:
    """`size` is what the vendor calls it, `pixels` what it stands for; `seconds` is the whole call's limit."""

    model: Model
    ratio: str
    size: str
    pixels: Size
    thinking: Thinking | None
    search: tuple[Grounding, ...]
    seconds: float


def choose(request: ImageRequest, model: Model) -> Choices:
    """Raises `option_unavailable`, `size_out_of_range`, `too_many_references` or `prompt_too_long`."""
    wishes = request.wishes
    check_options(model, wishes)
    check_references(model, request)
    check_length(model, request)
    picture = format_for(card_of(model).can, request.size, wishes.image_size)
    if picture is None:
        raise PermanentError(Code.SIZE_OUT_OF_RANGE, f"{model.title} makes no picture of {request.size}.")
    return Choices(
        model=model,
        ratio=picture.ratio,
        size=picture.size,
        pixels=picture.pixels,
        thinking=wishes.thinking,
        search=wishes.grounding,
        seconds=seconds_for(model, picture.size, wishes),
    )


def check_options(model: Model, wishes: Wishes) -> None:
    require(model, "a size of", [wishes.image_size], model.sizes, Code.SIZE_OUT_OF_RANGE)
    require(model, "thinking", [wishes.thinking], model.thinking)
    require(model, "search for", wishes.grounding, model.search)
    require(model, "the tier", [wishes.tier], model.tiers)
    require(model, "input of", ["video"] if wishes.video else [], model.inputs)
    require(model, "input of", ["pdf"] if wishes.document else [], model.inputs)
    if wishes.batch and wishes.edit and wishes.edit.session:
        raise PermanentError(Code.OPTION_UNAVAILABLE, "A conversation cannot go on in a batch.")
    if wishes.batch and wishes.extra:
        raise PermanentError(Code.OPTION_UNAVAILABLE, "Fields of one's own cannot be sent in a batch.")
    if wishes.max_output_tokens and wishes.max_output_tokens > model.written_tokens:
        raise PermanentError(Code.OPTION_UNAVAILABLE, f"{model.title} writes at most {model.written_tokens} tokens.")


def require(
    model: Model, what: str, wanted: "list[str | None] | tuple[str, ...] | list[str]", offered: tuple[str, ...],
    code: Code = Code.OPTION_UNAVAILABLE,
) -> None:  # fmt: skip
    for one in wanted:
        if one is not None and one not in offered:
            choices = ", ".join(offered) or "none of that kind"
            raise PermanentError(code, f"{model.title} does not offer {what} {one}; it has {choices}.")


def check_references(model: Model, request: ImageRequest) -> None:
    if len(request.references) > model.max_references:
        message = f"{model.title} looks at {model.max_references} pictures at most, not {len(request.references)}."
        raise PermanentError(Code.TOO_MANY_REFERENCES, message)
    for role, taken in slots(card_of(model), request.references).items():
        places = model.references.get(role, model.max_references)
        if taken > places:
            message = f"{model.title} looks at {places} pictures of a {role} at most, not {taken}."
            raise PermanentError(Code.TOO_MANY_REFERENCES, message)


def check_length(model: Model, request: ImageRequest) -> None:
    letters = len(request.prompt) + len(request.system)
    tokens = letters / LETTERS_PER_TOKEN + len(request.references) * model.tokens_per_reference + MARGIN_TOKENS
    too_long = len(request.prompt) > MAX_PROMPT_LETTERS or len(request.system) > MAX_INSTRUCTION_LETTERS
    if too_long or tokens > model.read_tokens:
        raise PermanentError(Code.PROMPT_TOO_LONG)


def seconds_for(model: Model, size: str, wishes: Wishes) -> float:
    """Flex may take a quarter of an hour; a video is watched first."""
    if wishes.tier == "flex":
        return 900.0
    return model.seconds[size] * (2 if wishes.video else 1)
