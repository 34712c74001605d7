"""How many repainted necks, hands and irises the receipt notices, and how many photographed ones it accuses.

What could be calibrated is, on one half of the photographs, and printed beside the limits in the code; the tables are
of the other half.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tests.bench.goals import Goal
from tests.bench.likeness import painting
from tests.bench.likeness.people import CALIBRATED_ON, MEASURED_ON, Everybody, Person

from common.likeness import SkinPage, ToneDrift
from identity.faces import Box, Rgb
from identity.likeness.bodyparts import Parts, parts
from identity.likeness.drifting import MOST_ON_A_HAND, MOST_ON_A_NECK, skin_page
from identity.likeness.irises import iris_distance
from identity.likeness.looks import Looks, looks_of
from identity.likeness.skin import Tone
from identity.likeness.untouched import EYE_COLOR, NEAR_ENOUGH, kept_parts

MARGIN = 1.15
"""Above the farthest part that was photographed: the next one may be a little farther."""
ANOTHER_COLOR = 15.0
"""How far the paint has to be from an iris' own color: brown on brown is no change."""

Change = Callable[[Rgb], Rgb]


@dataclass(frozen=True)
class Row:
    """What was said, by verdict, of one kind of picture."""

    name: str
    said: Counter[str]

    def share(self, *verdicts: str) -> float:
        checked = sum(self.said.values())
        return sum(self.said[verdict] for verdict in verdicts) / checked if checked else 0.0


@dataclass(frozen=True)
class Table:
    """`calibrated` is the limit that the other half of the photographs gives, `limit` the one in the code."""

    part: str
    calibrated: float
    limit: float
    rows: list[Row]


def run(assets: Path) -> list[Table]:
    cv2.setNumThreads(1)
    everybody = Everybody(assets)
    known, new = everybody.of(CALIBRATED_ON), everybody.of(MEASURED_ON)
    return [
        Table("neck", _farthest(known, _necks), MOST_ON_A_NECK, _skin_rows(new, _necks)),
        Table("hands", _farthest(known, _hands), MOST_ON_A_HAND, _skin_rows(new, _hands)),
        Table("eyes", _usual(known), EYE_COLOR.usual, _eye_rows(new)),
    ]


@dataclass(frozen=True)
class _Part:
    """A neck or a hand: how it is judged in a picture, its own tone, and where it is."""

    face: Person
    area: painting.Plane
    tone: Tone
    judged: Callable[[Rgb], ToneDrift]


def _necks(face: Person) -> Iterator[_Part]:
    found = parts(face.rgb, face.mesh, face.alpha)
    if found.neck:
        yield _Part(face, painting.below_the_face(face), found.neck, lambda rgb: _page(face, rgb).neck)


def _hands(face: Person) -> Iterator[_Part]:
    for palm in face.palms:
        for tone in parts(face.rgb, face.mesh, face.alpha, [palm]).hands:
            yield _Part(face, painting.around_the_palm(face, palm), tone, lambda rgb, palm=palm: _hand(face, rgb, palm))


def _page(face: Person, rgb: Rgb) -> SkinPage:
    return skin_page(parts(rgb, face.mesh, face.alpha), [])


def _hand(face: Person, rgb: Rgb, palm: Box) -> ToneDrift:
    found = parts(rgb, face.mesh, face.alpha, [palm])
    return skin_page(Parts(found.face, found.places, None, found.hands), []).hands


def _farthest(faces: list[Person], find: Callable[[Person], Iterator[_Part]]) -> float:
    values = [part.judged(face.rgb).value for face in faces for part in find(face)]
    return MARGIN * max(value for value in values if value is not None)


def _skin_rows(faces: list[Person], find: Callable[[Person], Iterator[_Part]]) -> list[Row]:
    found = [part for face in faces for part in find(face)]
    other = Counter(part.judged(change(part.face.rgb)).verdict for part in found for change in painting.LIGHTS.values())
    rows = [Row("as photographed", Counter(part.judged(part.face.rgb).verdict for part in found))]
    rows.append(Row("in seven lights, blurs and grains", other))
    return rows + [Row(f"repainted by {by}", _repainted(found, by)) for by in painting.STEPS]


def _repainted(found: list[_Part], by: float) -> Counter[str]:
    return Counter(
        part.judged(painting.repainted(part.face.rgb, part.area, way * by)).verdict
        for part in found
        for way in painting.ways(part.tone).values()
    )


def _open_eyed(faces: list[Person]) -> Iterator[tuple[Person, Looks]]:
    for face in faces:
        looks = looks_of(face.close, face.points, face.eyes)
        if looks.iris and looks.eye_distance >= NEAR_ENOUGH:
            yield face, looks


def _usual(faces: list[Person]) -> float:
    moved = [
        iris_distance(own.iris, other)
        for face, own in _open_eyed(faces)
        for change in painting.LIGHTS.values()
        if own.iris and (other := looks_of(change(face.close), face.points, face.eyes).iris)
    ]
    return MARGIN * float(np.percentile(moved, 98))


def _eye_rows(faces: list[Person]) -> list[Row]:
    seen = list(_open_eyed(faces))
    other = Counter(_eyes(change(face.close), face, own) for face, own in seen for change in painting.LIGHTS.values())
    rows = [Row("in seven lights, blurs and grains", other)]
    for name, color in painting.COLORS.items():
        painted = [(painting.with_irises(face.close, face.eyes, color), face, own) for face, own in seen]
        other = Counter(_eyes(rgb, face, own) for rgb, face, own in painted if _is_another(rgb, face))
        rows.append(Row(f"repainted {name}", other))
    return rows


def _eyes(rgb: Rgb, face: Person, own: Looks) -> str:
    return kept_parts(looks_of(rgb, face.points, face.eyes), [own])["eye_color"].verdict


def _is_another(rgb: Rgb, face: Person) -> bool:
    return painting.paint_distance(face.close, rgb, face.eyes) > ANOTHER_COLOR


def goals(tables: list[Table]) -> Iterator[Goal]:
    for table in tables:
        accused = [row for row in table.rows if not row.name.startswith("repainted")]
        yield Goal(
            f"{table.part}: not accused as it is", min(1 - row.share("drift", "changed") for row in accused), 0.98
        )
        yield Goal(f"{table.part}: limit covers the other half", float(table.calibrated <= table.limit))


def lines(tables: list[Table]) -> Iterator[str]:
    for table in tables:
        yield f"{table.part}: limit {table.limit:.1f}; {table.calibrated:.1f} by the photographs it was not measured on"
        for row in table.rows:
            said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(row.said.items()))
            yield f"  {row.name:<36} {sum(row.said.values()):3d}: {said}"
    yield from map(str, goals(tables))
