"""Looking at one selfie: which face is meant, and how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from identity.detection import landmarks
from identity.faces import Box, Face, FaceDetection, FaceMesh, Mesh, Rgb
from identity.matting.planes import fitted, resized_rgb
from identity.photos import WORKING_SIDE
from identity.selfies.measures import Measures, measure
from identity.selfies.verdicts import Rule, Sight, judge, score

READABLE = 0.5
"""Presence below this: blurred, covered, or no face at all."""
CONVINCING = 0.8
"""A thorough search sees faces in clouds; what only it finds must score this. So must what is seen beside the face."""
LIKELY = 0.65
SOMEBODY = 0.7
"""Of what the detector and the mesh say of a face, on average: a motorcycle's tank and a rocket's nose got 0.66."""
RIVAL = 0.6
"""Another face of this share of the largest one's width is as much meant as that one."""
TALL = 0.95
"""A face is a square of this share of its height, or of its width where that is more."""
HAZY_SHARPNESS, PLAIN_WIDTH = 20.0, 60.0
"""What is likely a face, this wide and cannot be read is blurred below that sharpness, else covered or turned away."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """Positions are the selfie's pixels. `rules` are what is wrong, the worst first."""

    rules: tuple[Rule, ...]
    score: float
    face: Face | None = None
    mesh: Mesh | None = None
    measures: Measures | None = None
    others: tuple[Box, ...] = ()

    @property
    def is_usable(self) -> bool:
        return not any(rule.error for rule in self.rules)

    @property
    def is_somebody(self) -> bool:
        """Nobody poses for a thumbnail of somebody else's: where both only think it might be a face, it is none."""
        if self.face is None or self.mesh is None:
            return False
        return (self.face.score + self.mesh.presence) / 2 >= SOMEBODY


class Inspector:
    def __init__(self, detection: FaceDetection, meshes: FaceMesh) -> None:
        self._detection, self._meshes = detection, meshes

    def inspect(self, rgb: Rgb, step: int = 1) -> Inspection:
        """`step` is how many pixels of the selfie one of `rgb` is."""
        small, scale = _working(rgb, step)
        seen = self._seen(small)
        readable = [(face, mesh) for face, mesh in seen if mesh.presence >= READABLE]
        if not readable:
            return _unreadable(small, seen)
        face, mesh = max(readable, key=lambda pair: pair[0].box.w)
        others = [other for other, reading in seen if other is not face and _counts(other, reading)]
        found = measure(small, mesh)
        found = replace(found, eye_distance=found.eye_distance * scale)
        rivals = sum(other.box.w > RIVAL * face.box.w for other in others)
        rules = judge(Sight(found, rivals))
        return Inspection(
            rules=rules,
            score=score(found, rules),
            face=_settled(face, mesh, scale),
            mesh=Mesh(mesh.points * np.float32(scale), mesh.depth * np.float32(scale), mesh.presence),
            measures=found,
            others=tuple(other.box.scaled(scale) for other in others),
        )

    def everybody(self, rgb: Rgb) -> list[Box]:
        """Whatever might be a face, readable or not: to hide one too many, a cup or a cat, does no harm."""
        small, scale = _working(rgb)
        return [face.box.scaled(scale) for face in self._detection.faces(small, thorough=True)]

    def shows_somebody(self, rgb: Rgb) -> bool:
        """Whether there is a face that nobody would take for a cup."""
        return any(_counts(face, mesh) for face, mesh in self._seen(_working(rgb)[0]))

    def readable(self, rgb: Rgb, step: int = 1) -> list[Face]:
        """Everybody whose face can be read, the largest first; each with its five points. `step` as in `inspect`."""
        small, scale = _working(rgb, step)
        read = [_settled(face, mesh, scale) for face, mesh in self._seen(small) if mesh.presence >= READABLE]
        return sorted(read, key=lambda face: -face.box.w)

    def _seen(self, rgb: Rgb) -> list[tuple[Face, Mesh]]:
        """Every face with its mesh; a thorough search only where a quick one reads nothing."""
        quick = self._read(rgb, self._detection.faces(rgb))
        if any(mesh.presence >= READABLE for _, mesh in quick):
            return quick
        thorough = [face for face in self._detection.faces(rgb, thorough=True) if face.score >= CONVINCING]
        found = [(face, mesh) for face, mesh in self._read(rgb, thorough) if mesh.presence >= READABLE]
        return found or quick

    def _read(self, rgb: Rgb, faces: Sequence[Face]) -> list[tuple[Face, Mesh]]:
        return [(face, self._meshes.mesh(rgb, face)) for face in faces]


def _working(rgb: Rgb, step: int = 1) -> tuple[Rgb, float]:
    """What faces are looked for in, and how many pixels of the stored picture one of it is."""
    size = fitted(rgb.shape, WORKING_SIDE)
    return resized_rgb(rgb, size), step * rgb.shape[1] / size[0]


def _unreadable(rgb: Rgb, seen: Sequence[tuple[Face, Mesh]]) -> Inspection:
    plain = [mesh for face, mesh in seen if _is_plain(face)]
    hazy = any(measure(rgb, mesh).sharpness < HAZY_SHARPNESS for mesh in plain)
    return Inspection(rules=judge(Sight(None, hazy=hazy, hidden=bool(plain) and not hazy)), score=0.0)


def _counts(face: Face, mesh: Mesh) -> bool:
    """A face in profile cannot be read, but is somebody; what is small, or half a face, is a window or a pedestal."""
    return _is_plain(face) or max(face.score, mesh.presence) >= CONVINCING


def _is_plain(face: Face) -> bool:
    """Likely, and so wide that it has to be read if it can be."""
    return face.score >= LIKELY and face.box.w >= PLAIN_WIDTH


def _settled(face: Face, mesh: Mesh, scale: float) -> Face:
    """The face's box by its mesh: two detectors draw it differently, and everything later is measured in it."""
    outline = mesh.points[list(landmarks.OVAL)]
    (left, top), (right, bottom) = outline.min(0), outline.max(0)
    side = max(right - left, TALL * (bottom - top))
    box = Box(float((left + right - side) / 2), float((top + bottom - side) / 2), float(side), float(side))
    five = landmarks.five_points(mesh.points) if face.five is None else face.five
    return Face(box, face.keypoints, face.score, five).scaled(scale)
