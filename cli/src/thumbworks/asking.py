"""The options of `make` in the words of the questionnaire. What they mean, and whether they fit, the API knows."""

import re
from typing import Any

# The options that are answers of the brief, by name.
ANSWERS = (
    "headline", "subtext", "title", "platform", "size", "vibe", "emotion", "colors", "face", "text", "thirds",
)  # fmt: skip

_SIZE = re.compile(r"(-?\d+)[xX](-?\d+)")


def brief(given: dict[str, Any]) -> dict[str, Any]:
    """The body of `POST /project`, without what was left out."""
    answers = {name: value for name, value in given.items() if value is not None and value != []}
    if "size" in answers:
        answers["size"] = size(answers["size"])
        if answers["platform"] == "youtube" and answers["size"] != {"w": 1280, "h": 720}:
            answers["platform"] = "custom"
    if str(answers.get("colors", "")).startswith("#"):
        answers["brand_colors"] = [color.strip() for color in answers.pop("colors").split(",")]
        answers["colors"] = "brand"
    return answers


def size(text: str) -> Any:
    """`1280x720` as the API wants it; anything else is passed on for the API to refuse."""
    found = _SIZE.fullmatch(text.strip())
    return {"w": int(found[1]), "h": int(found[2])} if found else text


def run(variants: int, quality: str, model: str, seed: int | None) -> dict[str, Any]:
    """The body of `POST /project/{id}/queue`."""
    asked: dict[str, Any] = {"variants": variants, "quality": quality, "model_pref": model}
    return asked if seed is None else {**asked, "seed": seed}
