"""Building blocks of the templates: each answers one question and is empty where there is nothing to say."""

from collections.abc import Iterable, Sequence

from common.brief import Transformation, Wardrobe
from common.catalog import PLATFORMS, Zone
from common.prompts.colors import named
from common.prompts.task import PromptTask
from common.prompts.vocabulary import (
    COLORS,
    CROPS,
    EMOTIONS,
    FONTS,
    NO_EMOTION,
    NO_GOS,
    PLATFORM_WORDS,
    SIDES,
    SPACES,
    TRANSFORMATIONS,
    VIBES,
)
from common.wishes import LabeledReference, Role

LAST_WORD = "Output the final image only."

_ROLES: dict[Role, str] = {
    "person": "the presenter, the owner of this channel",
    "object": "an object to show, true to shape, color and label",
    "style": "style only: take color grade, light, texture and mood, nothing that is shown",
    "scene": "the place where it happens",
    "layout": "a thumbnail to follow in layout, framing, direction of light and dominant colors, nothing that it shows",
    "picture": "the picture to be changed",
    "mask": "a mask of the picture, no part of the result: white may change, black stays",
}
_STRANGER = (
    " An earlier attempt drew somebody else's face: match shape of face, eyes, brows, nose, mouth and hairline exactly."
)
_NOBODY_ELSE = "Nobody else in the picture can be recognized: whoever the words name is talked about, and not shown."
_STRIP, _THIN = 0.66, 0.07


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def joined(parts: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    last = parts[-1] if parts else ""
    return " and ".join(part for part in (", ".join(parts[:-1]), last) if part)


def quoted(text: str) -> str:
    """A creator's words inside quotes they cannot close."""
    return '"' + text.replace('"', "'").replace("\u201c", "'").replace("\u201d", "'") + '"'


def purpose(task: PromptTask) -> str:
    brief, canvas = task.brief, task.canvas
    about = brief.title or brief.headline
    return (
        f"Create the picture of {PLATFORM_WORDS[brief.platform]} for a video about {quoted(about)}. The canvas is"
        f" {brief.orientation}, {canvas.w} by {canvas.h} pixels, filled to every edge without a border."
    )


def roles(references: Sequence[LabeledReference]) -> str:
    """Every picture by number; those of the same role and label share a line."""
    lines: list[str] = []
    for first, last in _runs(references):
        one = references[first]
        between = " to " if last - first > 1 else " and "
        numbers = f"Image {first + 1}" if first == last else f"Images {first + 1}{between}{last + 1}"
        label = f" ({quoted(one.label)})" if one.label else ""
        lines.append(f"{numbers}: {_ROLES[one.role]}{label}.")
    return "\n".join(lines)


def _runs(references: Sequence[LabeledReference]) -> Iterable[tuple[int, int]]:
    first = 0
    for place in range(1, len(references) + 1):
        ended = place == len(references)
        if ended or (references[place].role, references[place].label) != (
            references[first].role,
            references[first].label,
        ):
            yield first, place - 1
            first = place


def numbers_of(task: PromptTask, role: Role) -> str:
    """`image 1`, `images 1 and 2`; empty where there is none."""
    found = [str(place) for place, one in enumerate(task.references, start=1) if one.role == role]
    return f"image{'s' if len(found) > 1 else ''} {joined(found)}" if found else ""


def likeness(task: PromptTask) -> str:
    """Nothing is said about how the presenter looks: the photos say it. Nobody else has agreed to be shown."""
    people = numbers_of(task, "person")
    if not people:
        return ""
    kept = [NO_GOS[no_go] for no_go in task.brief.no_gos]
    promise = f" Of the presenter, {joined(kept)}." if kept else ""
    same = "the same face, hair and any glasses, instantly recognizable"
    kept_as = f"Keep the presenter exactly as in {people}: {same}.{_STRANGER if task.again else ''}{promise}"
    return f"{kept_as} {_NOBODY_ELSE}"


def subject(task: PromptTask) -> str:
    """Who is seen, how large, where, and with which expression."""
    if not numbers_of(task, "person"):
        return "No people are in the picture."
    direction, emotion = task.direction, task.brief.emotion
    mood = EMOTIONS[emotion] if emotion else NO_EMOTION
    return f"The presenter stands {_side(task)}, {CROPS[direction.crop]}, and {mood}."


def _side(task: PromptTask) -> str:
    thirds = task.brief.thirds
    return f"with the eyes on the {thirds} vertical line of thirds" if thirds else SIDES[task.direction.face]


def changes(task: PromptTask) -> str:
    """Wardrobe and the allowed transformations; what is not allowed is said as what stays."""
    if not numbers_of(task, "person"):
        return ""
    keep = task.brief.wardrobe is Wardrobe.KEEP
    wardrobe = "The presenter wears the outfit of the photo" if keep else "The outfit may change to suit the subject"
    allowed = task.brief.transformations
    rules = [TRANSFORMATIONS[one][0 if one in allowed else 1] for one in Transformation]
    return f"{wardrobe}; {joined(rules)}."


def setting(task: PromptTask) -> str:
    brief, allowed = task.brief, task.brief.transformations
    stays = Transformation.SCENE_CHANGE not in allowed and Transformation.BACKGROUND_SWAP not in allowed
    if stays and numbers_of(task, "person"):
        return "The surroundings are those of the photo, lit and graded for a thumbnail."
    told = f" It tells at a glance what the video is about: {quoted(brief.title or brief.headline)}."
    style = numbers_of(task, "style")
    return VIBES[task.direction.vibe] + told + (f" Color grade, light and texture follow {style}." if style else "")


def colors(task: PromptTask) -> str:
    palette, lead = task.palette, COLORS[task.brief.color_priority]
    return (
        f"{lead}: mostly {named(palette.ground)}, with {named(palette.deep)} in the depth and"
        f" {named(palette.accent)} for what should catch the eye. The subject stands out clearly from the background."
    )


def space(task: PromptTask) -> str:
    """Room for the words, or the words themselves where the creator wants them drawn."""
    area = SPACES[task.direction.text]
    if task.wishes.draw_text:
        return _drawn_words(task, area)
    return (
        f"Leave {area} calm and free for a title that is added later: an even part of the background, nothing"
        " important in it. Every surface is free of writing: plain signs, blank screens, clothes without print."
    )


def _drawn_words(task: PromptTask, area: str) -> str:
    brief = task.brief
    font = FONTS[brief.typography.wanted_mood] if brief.typography.wanted_mood else "a heavy sans-serif in capitals"
    lines = "one line" if len(brief.headline.split()) < 3 else "two lines"  # noqa: PLR2004 - two words fit beside a head
    second = f" Below it, much smaller, stands exactly {quoted(brief.subtext)}." if brief.subtext else ""
    return (
        f"In {area} stands the headline, exactly {quoted(brief.headline)}, in {lines} of {font}, very large,"
        f" {named(task.palette.text)} with a {named(task.palette.ink)} outline.{second} Apart from that every surface"
        " is free of writing."
    )


def overlays(task: PromptTask) -> str:
    """What the platform covers, in words: models do not read pixels."""
    if not task.brief.reserve_overlays:
        return ""
    zones = PLATFORMS[task.brief.platform].reserved
    places = list(dict.fromkeys(_where(zone) for zone in zones))
    return f"Nothing important lies at {joined(places)}: the platform covers or crops it." if places else ""


def _where(zone: Zone) -> str:
    """The part of the canvas a zone lies in; strips say how thick they are unless they are thin."""
    low, right = zone.y + zone.h / 2 > 1 / 2, zone.x + zone.w / 2 > 1 / 2
    if zone.w > _STRIP:
        return _strip("lower" if low else "upper", zone.h)
    if zone.h > _STRIP:
        return _strip("right" if right else "left", zone.w)
    return f"the {'lower' if low else 'upper'} {'right' if right else 'left'} corner ({zone.why})"


def _strip(side: str, thickness: float) -> str:
    return f"the {side} {round(100 * thickness)} percent" if thickness > _THIN else f"the {side} edge"


def sources(task: PromptTask) -> str:
    """Video, document and search: what else the model may look at."""
    wishes = task.wishes
    look_up = {"web": "facts", "image": "pictures of things and places"}
    searched = [look_up[kind] for kind in wishes.grounding]
    told = (
        "Watch the attached video; the picture shows its most telling moment, restaged." if wishes.video else "",
        "Read the attached document; the picture shows what it is about." if wishes.document else "",
        f"Search for {joined(searched)}, so that what is shown is true. Do not look up people." if searched else "",
    )
    return " ".join(filter(None, told))
