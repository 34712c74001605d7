"""The options of `make` in the words of the questionnaire. What they mean, and whether they fit, the API knows."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from thumbworks.making import Order

# The options that are answers of the brief, by name; `RUN` and `EDIT` are what a run and an edit can be told too.
ANSWERS = (
    "headline", "subtext", "title", "platform", "size", "vibe", "emotion", "colors", "face", "text", "thirds",
    "quality", "model", "seed", "video", "document", "grounding", "thinking", "tier", "draw_text",
    "disclosure", "face_lock", "content_filter",
)  # fmt: skip
FILES = ("reference", "thing", "mask", "copy")
RUN = ("quality", "model_pref", "seed")
EDIT = ("platform", "size", "quality", "model_pref", "thinking", "service_tier", "seed")

_NAMES = {"model": "model_pref", "tier": "service_tier"}
_FIELDS = {"reference": "style_refs", "thing": "object_refs", "mask": "mask", "copy": "copy_target"}
_SIZE = re.compile(r"(-?\d+)[xX](-?\d+)")


def order(
    given: Mapping[str, Any],
    images: Sequence[Path],
    *,
    out: Path,
    edit: tuple[str, str] | None = None,
    allow: Sequence[str] = (),
    variants: int = 4,
    guardian: bool = False,
    layout: Any = None,
) -> Order:
    """What the command line asked for; pictures are still files."""
    answers = brief(given) | ({"mode": "copy"} if given.get("copy") else {})
    pictures = {_FIELDS[name]: given[name] for name in FILES if given.get(name)}
    run = {"variants": variants, **{name: answers.pop(name) for name in RUN if name in answers}}
    if edit is None:
        return Order(
            tuple(images), answers, run, out, pictures=pictures, allow=tuple(allow), guardian=guardian, layout=layout
        )
    render, instruction = edit
    wanted = {name: value for name, value in {**answers, **run}.items() if name in EDIT}
    return Order((), {}, {"instruction": instruction, **wanted}, out, render, pictures, tuple(allow))


def brief(given: Mapping[str, Any]) -> dict[str, Any]:
    """The body of `POST /project`, without what was left out."""
    answers = {
        _NAMES.get(name, name): value
        for name, value in given.items()
        if name in ANSWERS and value not in (None, "", [], False)
    }
    if "size" in answers:
        answers["size"] = size(answers["size"])
        if answers.get("platform", "youtube") == "youtube" and answers["size"] != {"w": 1280, "h": 720}:
            answers["platform"] = "custom"
    if str(answers.get("colors", "")).startswith("#"):
        answers["brand_colors"] = [color.strip() for color in answers.pop("colors").split(",")]
        answers["colors"] = "brand"
    return answers


def size(text: str) -> Any:
    """`1280x720` as the API wants it; anything else is passed on for the API to refuse."""
    found = _SIZE.fullmatch(text.strip())
    return {"w": int(found[1]), "h": int(found[2])} if found else text
