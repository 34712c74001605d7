"""The vector spec of section 10 of the product brief, word for word."""

import json
from typing import Any

from common.layout import ImageLayer, LayoutSpec, Role, TextLayer, Weight

SPEC = """\
{
  "canvas": {"w":1280,"h":720},
  "layers":[
     {"type":"image","role":"background","ops":["blur:2","vignette:0.1"]},
     {"type":"image","role":"subject","mask":"person"},
     {"type":"text","content":"{HEADLINE}","bbox":[80,520,1120,120],
      "style":{"weight":"extra-bold","stroke":6,"shadow":true}}
  ]
}
"""


def contains(whole: Any, part: Any) -> bool:
    """Whether everything in `part` is in `whole`, at the same place."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(contains(whole.get(key), value) for key, value in part.items())
    if isinstance(part, list):
        return len(whole) == len(part) and all(map(contains, whole, part))
    return whole == part


def test_the_spec_is_understood_layer_by_layer():
    background, subject, text = LayoutSpec.model_validate_json(SPEC).layers

    assert isinstance(background, ImageLayer)
    assert (background.role, background.ops) == (Role.BACKGROUND, ("blur:2", "vignette:0.1"))
    assert isinstance(subject, ImageLayer)
    assert (subject.role, subject.mask) == (Role.SUBJECT, "person")
    assert isinstance(text, TextLayer)
    assert (text.role, text.content, text.bbox) == (Role.HEADLINE, "{HEADLINE}", (80, 520, 1120, 120))
    assert (text.style.weight, text.style.stroke, text.style.shadow) == (Weight.EXTRA_BOLD, 6, True)


def test_what_the_spec_says_is_written_back_unchanged():
    written = json.loads(LayoutSpec.model_validate_json(SPEC).model_dump_json())

    assert contains(written, json.loads(SPEC))
