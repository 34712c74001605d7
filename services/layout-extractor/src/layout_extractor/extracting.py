"""An existing thumbnail to what can be made anew from it: a layout, colors, where its person stands.

Pure: pixels and people in, a document out. Nothing of the picture's own pixels is in it, and its words are data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from common.catalog import Size
from common.color import rgb_of
from common.fingerprint import crops, fingerprint
from common.inspiration import Backdrop, Swatch
from common.layout import Box, LayoutSpec
from common.looking import colors_of
from layout_extractor.asking import without_faces
from layout_extractor.backdrops import backdrop_of
from layout_extractor.depth import with_depth
from layout_extractor.glows import Shine, glow_around
from layout_extractor.grading import Grade, grade_of
from layout_extractor.objects import objects_in, without_objects
from layout_extractor.people import People, Standing, bodies_in, main_person, standing_in
from layout_extractor.readers.reader import LineReader, Rgb, TextReader
from layout_extractor.reading import Opinion, Seen, lines_in
from layout_extractor.regions import Taken
from layout_extractor.specs import Parts, spec_of
from layout_extractor.stickers import Band, outline_of
from layout_extractor.toning import Parted, color_grade
from layout_extractor.words.faces import Face
from layout_extractor.words.typeset import TypesetLine

AROUND = 0.35
"""Of a line's height: how far strokes, plates and shadows may lie round its letters."""

ALONE = 0.05
"""Of the picture: with less than that left beside people, they are what its background looks like."""

LACKS = 40
"""Levels of a channel that the background may add to a light's."""


@dataclass(frozen=True)
class Extracted:
    """`colors` of the background alone, the most of it first."""

    spec: LayoutSpec
    seen: Seen
    colors: tuple[Swatch, ...]
    person: Standing | None
    grade: Grade
    fingerprint: str
    crops: tuple[str, ...]
    backdrop: Backdrop
    shown: float
    """Of the picture: how much of its background is seen."""
    graphics: tuple[Box, ...] = ()
    """Flat drawings that may be somebody's, whether or not they became layers."""

    @property
    def lines(self) -> tuple[TypesetLine, ...]:
        """As they were read, in reading order."""
        return self.seen.lines


@dataclass(frozen=True)
class Extractor:
    """Reads with one engine and knows the fonts of one catalogue; `second` is asked about lines it is unsure of."""

    reader: TextReader
    faces: Sequence[Face]
    second: LineReader | None = None

    def extract(self, rgb: Rgb, people: People) -> Extracted:
        """`rgb` (h, w, 3) sRGB. Text that cannot be told from its background is left out."""
        height, width = rgb.shape[:2]
        opinion = Opinion(self.second, without_faces(rgb, people.faces)) if self.second else None
        seen = lines_in(rgb, self.reader, self.faces, opinion)
        seen = replace(seen, lines=with_depth(rgb, seen.lines, people.silhouette))
        person = main_person(people, (width, height))
        outline, glow = _worn(rgb, people.silhouette)
        words = _words(seen, rgb.shape[:2])
        ground = _ground(words, people, outline.width if outline else 0.0)
        found = objects_in(rgb, _taken(rgb, seen, ground, people))
        objects = found.kept
        words, ground = ~without_objects(~words, found), without_objects(ground, found)
        alone = _without_bodies(ground, people)
        colors, (grade, backdrop) = colors_of(rgb, alone), _told(rgb, ground, alone)
        whole = color_grade(rgb, Parted(~words, people.silhouette, _face(person, people)), backdrop, grade)
        parts = Parts(seen.lines, person, objects, grade, colors, whole, outline, glow)
        spec = spec_of(parts, Size(w=width, h=height))
        shown, own = float(ground.mean()), fingerprint(rgb)
        return Extracted(spec, seen, colors, person, grade, own, crops(rgb), backdrop, shown, found.hidden)


def _worn(rgb: Rgb, silhouette: NDArray[np.bool_] | None) -> tuple[Band | None, Shine | None]:
    """A person's outline and glow: what falls off as light does is no outline, however wide one step of it is."""
    outline, light = outline_of(rgb, silhouette), glow_around(rgb, silhouette)
    if outline is None or (light is not None and _is_lit(outline.color, light.glow.color)):
        return None, light
    return outline, glow_around(rgb, silhouette, outline.width)


def _is_lit(color: str, light: str) -> bool:
    """Whether a light of that color can make it: it adds nothing to a channel that it lacks."""
    return all(one <= other + LACKS for one, other in zip(rgb_of(color), rgb_of(light), strict=True))


def _face(person: Standing | None, people: People) -> Box | None:
    return people.faces[0] if person else None


def _taken(rgb: Rgb, seen: Seen, ground: NDArray[np.bool_], people: People) -> Taken:
    """Signs stand right beside people; of other things there, nobody knows whether they are held or worn."""
    size = rgb.shape[1], rgb.shape[0]
    letters = np.zeros(rgb.shape[:2], np.uint8)
    for line in seen.lines:
        if len(line.text) > 1:  # an engine reads a lone stroke out of many an arrow
            cv2.fillPoly(letters, [line.quad.round().astype(np.int32)], 1)
    return Taken(letters == 1, ~ground | standing_in(people.not_cut_out, size), standing_in(people, size))


def _told(rgb: Rgb, ground: NDArray[np.bool_], alone: NDArray[np.bool_]) -> tuple[Grade, Backdrop]:
    """What was done to the background, and what it is. Darker corners of a plain one are a part of its formula."""
    grade, backdrop = grade_of(rgb, alone), backdrop_of(rgb, ground, alone=alone)
    if backdrop.ground is not None:
        return replace(grade, vignette=0.0), backdrop
    return grade, backdrop_of(rgb, ground, grade.vignette, alone) if grade.vignette else backdrop


def _words(seen: Seen, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """(h, w): letters, with what they wear."""
    taken = np.zeros(shape, np.uint8)
    for place in seen.places:
        cv2.fillPoly(taken, [place.round().astype(np.int32)], 1)
    for line in seen.lines:
        reach = line.height * (AROUND + (line.plate.pad if line.plate else 0.0)) + line.stroke
        cv2.fillPoly(taken, [_grown(line.quad, reach).round().astype(np.int32)], 1)
    return taken == 1


def _ground(words: NDArray[np.bool_], people: People, outline: float) -> NDArray[np.bool_]:
    """What is neither words nor people, with what they wear. All of it where nothing is left."""
    taken = words.astype(np.uint8)
    if people.silhouette is not None:
        reach = 7 + 2 * round(outline)
        wide = cv2.dilate(people.silhouette.astype(np.uint8), np.ones((reach, reach), np.uint8))
        taken = np.asarray(cv2.bitwise_or(taken, wide), np.uint8)
    free: NDArray[np.bool_] = np.equal(taken, 0)
    return free if np.count_nonzero(free) > 0.02 * free.size else np.ones_like(free)


def _without_bodies(ground: NDArray[np.bool_], people: People) -> NDArray[np.bool_]:
    """Nobody's clothes are a color of it, as long as anything else is seen."""
    alone = ground & ~bodies_in(people, (ground.shape[1], ground.shape[0]))
    return alone if np.count_nonzero(alone) > ALONE * ground.size else ground


def _grown(quad: NDArray[np.float32], by: float) -> NDArray[np.float32]:
    along, down = (
        side / max(1e-6, float(np.linalg.norm(side))) * by for side in (quad[1] - quad[0], quad[3] - quad[0])
    )
    return quad + np.array([-along - down, along - down, along + down, down - along], np.float32)
