"""Prompts that somebody read and found right. `THUMBWORKS_GOLDENS=write` compiles them anew: read them again then."""

import os
from pathlib import Path
from typing import Any

import pytest

from common.brief import Brief
from common.catalog import Size
from common.direction import direct
from common.layout import ImageLayer, ImageStyle, LayoutSpec, Outline, Role, TextLayer
from common.palette import palette_for
from common.prompts import PromptTask, compile_prompt
from common.wishes import DocumentSource, EditRequest, LabeledReference, VideoSource, Wishes

HERE = Path(__file__).parent
TITLE = "5 mistakes in every AI portfolio"
ONE, THREE = ("person",), ("person",) * 3
LAYOUT = LayoutSpec(
    canvas=Size(w=1280, h=720),
    layers=(
        ImageLayer(role=Role.BACKGROUND, source="plate", ops=("blur:3", "grain:4")),
        ImageLayer(
            role=Role.SUBJECT,
            source="them",
            bbox=(640, 36, 576, 720),
            focus=(800, 72, 256, 324),
            style=ImageStyle(outline=Outline(width=8, color="#ffffff")),
        ),
        TextLayer(content="OLD WORDS", bbox=(64, 72, 512, 216)),
        TextLayer(content="a caption", role=Role.SUBTEXT, bbox=(64, 330, 384, 72)),
        TextLayer(content="12:34", role=Role.LABEL, bbox=(1200, 680, 60, 24)),
    ),
)


def edit(kind: str = "instruct", instruction: str = "make the sky red", **more: Any) -> Wishes:
    return Wishes(
        edit=EditRequest.model_validate({"instruction": instruction, "picture_key": "p", "kind": kind, **more})
    )


# name -> (answers of the brief, variant, roles of the references, wishes, layout)
TASKS: dict[str, tuple[dict[str, Any], int, tuple[str, ...], Wishes, LayoutSpec | None]] = {
    "design": ({"title": TITLE, "emotion": "shock", "vibe": ["bold", "tech"]}, 1, THREE, Wishes(), None),
    "design-second-variant": ({"title": TITLE, "emotion": "shock", "vibe": ["bold", "tech"]}, 2, THREE, Wishes(), None),
    "design-nobody": ({"vibe": ["minimalist"]}, 1, (), Wishes(), None),
    "design-strict": (
        {
            "platform": "reels", "transformations": ["lighting"], "no_gos": ["remove-beard"],
            "wardrobe": "allow-changes", "thirds": "left", "colors": "grayscale-accent", "vibe": ["documentary"],
        },
        1, ONE, Wishes(), None,
    ),
    "design-everything": (
        {
            "title": 'They said "never" to me', "subtext": "And then", "draw_text": True, "platform": "x-header",
            "typography": {"mood": "slab"}, "brand_colors": ["#e11d48", "#111111"], "emotion": "joy", "face": "right",
        },
        1, ("person", "person", "style", "object", "scene"),
        Wishes(
            draw_text=True, grounding=("web", "image"), video=VideoSource(uri="https://youtu.be/x"),
            document=DocumentSource(uri="https://a.b/c.pdf"), house_style="Always a red dot in the corner.",
        ),
        None,
    ),
    "copy": ({"mode": "copy", "title": TITLE}, 1, ("person", "layout"), Wishes(), LAYOUT),
    "copy-without-plate": ({"mode": "copy", "title": TITLE}, 1, ONE, Wishes(), None),
    "edit": ({}, 1, ("picture", "person"), edit(), None),
    "edit-mask": ({}, 1, ("picture", "person", "mask"), edit("mask", mask_key="m"), None),
    "edit-outpaint": ({"platform": "reels"}, 1, ("picture",), edit("outpaint", "more sky above"), None),
    "edit-restyle": ({}, 1, ("picture", "person", "style"), edit("restyle", "as a paper collage"), None),
    "edit-compose": ({}, 1, ("picture", "object", "object"), edit("compose", "put both on the table"), None),
}  # fmt: skip


def compiled(name: str) -> str:
    answers, variant, roles, wishes, layout = TASKS[name]
    brief = Brief.model_validate({"headline": "STOP DOING THIS", **answers})
    direction = direct(brief, variant, 7)
    references = tuple(LabeledReference.model_validate({"key": f"k{i}", "role": role}) for i, role in enumerate(roles))
    task = PromptTask(brief, direction, palette_for(brief, direction), brief.canvas, references, wishes, layout)
    prompt = compile_prompt(task)
    return f"[system]\n{prompt.system}\n\n[prompt]\n{prompt.text}\n"


@pytest.mark.parametrize("name", TASKS)
def test_a_prompt_reads_as_it_was_approved(name: str):
    file = HERE / f"{name}.txt"
    if os.environ.get("THUMBWORKS_GOLDENS") == "write":
        file.write_text(compiled(name))

    assert compiled(name) == file.read_text()


def test_every_approved_prompt_is_still_compiled():
    assert {file.stem for file in HERE.glob("*.txt")} == set(TASKS)


# What providers refuse, or take for an order to change a face, beside a photo of one.
REFUSED = (
    "face swap",
    "swap the face",
    "replace the face",
    "skin tone",
    "years old",
    "young",
    "pretty",
    " man ",
    "woman",
)


@pytest.mark.parametrize("name", TASKS)
def test_the_presenter_is_never_described(name: str):
    said = compiled(name).lower()

    assert not [word for word in REFUSED if word in said]


@pytest.mark.parametrize("name", [name for name in TASKS if name != "design-everything"])
def test_the_headline_is_never_drawn_unless_asked(name: str):
    assert 'exactly "STOP DOING THIS"' not in compiled(name)
    assert "writing" in compiled(name) or name.startswith("edit")


@pytest.mark.parametrize("name", TASKS)
def test_the_last_word_is_the_order_to_draw(name: str):
    assert compiled(name).endswith("Output the final image only.\n")
