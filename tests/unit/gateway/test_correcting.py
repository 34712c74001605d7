"""What its owner may say of a layout that was read, and what follows from it."""

from typing import Any

import pytest
from pydantic import ValidationError

from common.catalog import Size
from common.errors import Code, PermanentError
from common.inspiration import Backdrop, Inspiration, Spot, Swatch
from common.layout import ColorGrade, FaceTones, ImageLayer, LayoutRead, LayoutSpec, Role, Shadow, TextLayer, TextStyle
from common.margins import measured
from gateway.correcting import corrected

GROUND = ImageLayer(role=Role.BACKGROUND, color="#102040", sure={"color": 0.7})
PERSON = ImageLayer(role=Role.SUBJECT, bbox=(700, 60, 500, 660), focus=(850, 80, 180, 240), sure={"bbox": 0.9})
TITLE = TextLayer(content="THEY LIED", bbox=(60, 80, 520, 150), sure={"content": 0.6})
SPEC = LayoutSpec(
    canvas=Size(w=1280, h=720),
    layers=(GROUND, PERSON, TITLE),
    grade=ColorGrade(ops=("warm:0.2",), sure={"warm": 0.4}),
    notes=("made up",),
)
LOOK = Inspiration(
    colors=(Swatch(color="#102040", share=0.8), Swatch(color="#ffde28", share=0.1)),
    subject=Spot(x=0.734, y=0.278),
    text=Spot(x=0.25, y=0.215),
    backdrop=Backdrop(rows=(("#102040", "#203060"), ("#102040", "#203060")), detail=0.4),
)
READ = LayoutRead(spec=measured(SPEC), look=LOOK, no_plate="photographed", warnings=("hard to read",))


def with_layer(place: int, **changes: Any) -> LayoutSpec:
    layers = list(SPEC.layers)
    layers[place] = layers[place].model_copy(update=changes)
    return SPEC.model_copy(update={"layers": tuple(layers)})


def refused(spec: LayoutSpec) -> list[str]:
    with pytest.raises(PermanentError) as failure:
        corrected(READ, spec)
    assert failure.value.code is Code.VALIDATION_FAILED
    faults: Any = failure.value.details["errors"]
    return [one["pointer"] for one in faults]


def test_what_is_sent_back_as_it_was_stays_as_sure_as_it_was():
    found = corrected(READ, SPEC)

    assert [layer.sure for layer in found.spec.layers] == [layer.sure for layer in SPEC.layers]
    assert found.look == READ.look
    assert found.warnings == ()
    assert found.spec.notes == ()


def test_what_a_person_wrote_is_sure():
    found = corrected(READ, with_layer(2, style=TextStyle(fill="#00ff00")))

    assert found.spec.layers[2].sure is None
    assert found.spec.layers[1].sure == {"bbox": 0.9}


def test_nobody_says_in_the_readers_place_how_sure_it_was():
    found = corrected(READ, with_layer(2, sure={"content": 1.0}))

    assert found.spec.layers[2].sure == TITLE.sure


def test_a_corrected_grade_is_believed():
    face = FaceTones(contrast=0.4, color=0.07)
    grade = ColorGrade(ops=("warm:0.6",), face=face, sure={"warm": 0.4})
    found = corrected(READ, SPEC.model_copy(update={"grade": grade}))

    assert found.spec.grade == ColorGrade(ops=("warm:0.6",))


def test_a_grade_that_nobody_changed_stays_as_it_was_read():
    read = ColorGrade(ops=("warm:0.6",), face=FaceTones(contrast=0.4, color=0.07), sure={"warm": 0.4})
    spec = SPEC.model_copy(update={"grade": read})
    again = spec.model_copy(update={"grade": read.model_copy(update={"sure": None, "face": None})})

    assert corrected(READ.model_copy(update={"spec": spec}), again).spec.grade == read


def test_the_composition_follows_a_person_and_words_that_were_moved():
    moved = with_layer(1, focus=(100, 80, 180, 240), bbox=(20, 60, 500, 660))
    layers = (*moved.layers[:2], TITLE.model_copy(update={"bbox": (700, 80, 520, 150)}))
    found = corrected(READ, SPEC.model_copy(update={"layers": layers}))

    assert (READ.look.face, found.look.face) == ("right", "left")
    assert (READ.look.placement, found.look.placement) == ("left", "right")


def test_without_a_person_nobody_has_a_place():
    assert corrected(READ, SPEC.model_copy(update={"layers": (GROUND, TITLE)})).look.subject is None


def test_a_corrected_ground_is_painted():
    found = corrected(READ, with_layer(0, color="#c01020"))

    assert found.look.backdrop
    assert found.look.backdrop.ground
    assert found.look.backdrop.ground.parts[0].terms == ((192, 16, 32),)
    assert found.look.look(0).ground == "#c01020"
    assert found.plate is None
    assert "as you said" in found.no_plate


@pytest.mark.parametrize(
    ("place", "changes", "pointer"),
    [
        (0, {"role": Role.HEADLINE}, "/layers/0/role"),
        (2, {"role": Role.BACKGROUND}, "/layers/2/role"),
        (0, {"source": "users/somebody/selfie.jpg"}, "/layers/0/source"),
        (1, {"mask": "../../secrets"}, "/layers/1/mask"),
        (1, {"focus": (0, 0, -5, -5)}, "/layers/1/focus"),
        (1, {"focus": (1e9, 0, 5, 5)}, "/layers/1/focus"),
        (2, {"content": "   "}, "/layers/2/content"),
        (2, {"bbox": (1300, 10, 100, 20)}, "/layers/2/bbox"),
        (2, {"bbox": (10, 10, 1e-9, 1e-9)}, "/layers/2/bbox"),
        (2, {"style": TextStyle(accent="#ff0000", accent_words=(2,))}, "/layers/2/style/accent_words"),
        (2, {"style": TextStyle(font="Comic Sans")}, "/layers/2/style/font"),
    ],
)
def test_what_cannot_be_meant_of_a_layer_is_refused_where_it_stands(place, changes, pointer):
    assert refused(with_layer(place, **changes)) == [pointer]


@pytest.mark.parametrize(
    ("layers", "pointers"),
    [
        ((GROUND, GROUND, TITLE), ["/layers/1/role"]),
        ((GROUND, PERSON, PERSON, PERSON), ["/layers/2/role", "/layers/3/role"]),
        ((PERSON, GROUND), ["/layers/1"]),
    ],
)
def test_there_is_one_background_below_and_one_person(layers, pointers):
    assert refused(SPEC.model_copy(update={"layers": layers})) == pointers


def test_a_layout_is_never_larger_than_a_job_can_carry():
    wordy = TITLE.model_copy(update={"style": TextStyle(lines=("x" * 500,) * 40), "content": "word " * 100})
    broken = corrected(READ, SPEC.model_copy(update={"layers": (GROUND, wordy)}))
    page = SPEC.model_copy(update={"layers": (wordy.model_copy(update={"content": "文" * 500}),) * 40})

    assert isinstance(broken.spec.layers[1], TextLayer)
    assert broken.spec.layers[1].style.lines == ()
    with pytest.raises(PermanentError, match="64000 bytes at most"):
        corrected(READ, page)


def test_another_canvas_or_a_version_nobody_knows_is_refused():
    other = SPEC.model_copy(update={"canvas": Size(w=1920, h=1080), "version": 99})

    assert refused(other) == ["/version", "/canvas"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (TextLayer, {"content": "A", "bbox": (float("nan"), 0, 10, 10)}),
        (TextLayer, {"content": "A", "bbox": (0, 0, 10, float("inf"))}),
        (ImageLayer, {"focus": (0, 0, 10, float("inf"))}),
        (ImageLayer, {"ops": ("blur:2",) * 13}),
        (ImageLayer, {"ops": ("blur:" + "1" * 100,)}),
        (TextStyle, {"lines": ("x" * 501,)}),
        (TextStyle, {"lines": ("x",) * 41}),
        (TextStyle, {"accent_words": (-1,)}),
        (TextStyle, {"size": 1e9}),
        (TextStyle, {"plate": {"pad": 1e6}}),
        (TextStyle, {"glow": {"blur": 1e6}}),
        (TextStyle, {"outline": {"width": 1e6}}),
        (Shadow, {"dx": 1e9}),
        (TextLayer, {"content": "A", "bbox": (0, 0, 10, 10), "sure": {"x" * 1000: 0.5}}),
    ],
)
def test_numbers_and_lists_that_no_picture_has_are_refused_wherever_a_layout_is_read(kind, fields):
    with pytest.raises(ValidationError):
        kind.model_validate(fields)
