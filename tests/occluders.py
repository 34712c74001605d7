"""What people wear or hold before their faces, drawn onto photographs of them.

Everything is placed by the face's mesh and sized in distances between the outer corners of the eyes.
"""

import cv2
import numpy as np

from identity.detection.landmarks import LEFT_CHEEK, LIPS, NOSE, OUTER_LEFT, OUTER_RIGHT, OVAL, RIGHT_CHEEK
from identity.faces import Points, Rgb

BETWEEN_EYES, BRIDGE, LEFT_TEMPLE, RIGHT_TEMPLE = 168, 197, 127, 356
JAW = OVAL[8:29]
"""From below one ear along the chin to below the other."""
BLACK = (20, 18, 18)
FINGER = 0.17


class Face:
    """A picture, and where its face is: `across` and `down` are one eye distance long."""

    def __init__(self, rgb: Rgb, points: Points) -> None:
        self.rgb, self.points = rgb, points
        self.across = points[OUTER_RIGHT] - points[OUTER_LEFT]
        self.down = np.array([-self.across[1], self.across[0]])
        self.size = float(np.linalg.norm(self.across))

    def at(self, x: float, y: float) -> np.ndarray:
        """From the point between the eyes."""
        return self.points[BETWEEN_EYES] + x * self.across + y * self.down

    @property
    def skin(self) -> np.ndarray:
        x, y = np.round(self.points[[*LEFT_CHEEK, *RIGHT_CHEEK]]).astype(int).T
        return np.median(self.rgb[y, x], axis=0)


def sunglasses(rgb: Rgb, points: Points, color=(24, 22, 26), alpha: float = 0.95) -> Rgb:
    face = Face(rgb, points)
    worn = rgb
    for x in (-0.32, 0.32):
        worn = painted(worn, alpha * filled(rgb, lens(face, x)), color)
    return framed(worn, face)


def glasses(rgb: Rgb, points: Points) -> Rgb:
    """With clear lenses."""
    return framed(rgb, Face(rgb, points))


def framed(rgb: Rgb, face: Face) -> Rgb:
    wire = np.zeros(rgb.shape[:2], np.float32)
    thick = max(1, round(0.03 * face.size))
    for x in (-0.32, 0.32):
        cv2.polylines(wire, [whole(lens(face, x))], isClosed=True, color=1.0, thickness=thick, lineType=cv2.LINE_AA)
    arms = ((face.at(-0.58, 0), face.points[LEFT_TEMPLE]), (face.at(0.58, 0), face.points[RIGHT_TEMPLE]))
    for start, end in (*arms, (face.at(-0.06, 0), face.at(0.06, 0))):
        cv2.line(wire, whole(start).tolist(), whole(end).tolist(), 1.0, thick, cv2.LINE_AA)
    return painted(rgb, wire, BLACK)


def lens(face: Face, x: float) -> np.ndarray:
    """A rounded rectangle before one eye."""
    turn = np.linspace(0, 2 * np.pi, 60)
    wide, high = (np.sign(part) * np.abs(part) ** 0.6 for part in (np.cos(turn), np.sin(turn)))
    return np.stack([face.at(x + 0.26 * a, 0.06 + 0.19 * b) for a, b in zip(wide, high, strict=True)])


def mask(rgb: Rgb, points: Points, color=(120, 180, 220)) -> Rgb:
    """Over nose, mouth and chin, with three folds."""
    face = Face(rgb, points)
    outline = np.array([points[BRIDGE], points[LEFT_CHEEK[0]], *points[list(JAW)][::-1], points[RIGHT_CHEEK[0]]])
    y, x = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]].astype(np.float32)
    away = np.hypot(x - points[NOSE][0], y - points[NOSE][1]) / face.size
    low = ((x - points[NOSE][0]) * face.down[0] + (y - points[NOSE][1]) * face.down[1]) / face.size**2
    folds = sum(np.exp(-(((low - fold) / 0.012) ** 2)) for fold in (0.15, 0.3, 0.45))
    return painted(rgb, filled(rgb, outline), np.array(color) * (1.1 - 0.35 * away - 0.1 * folds)[..., None])


def hand(rgb: Rgb, points: Points, *, over_eyes: bool = False) -> Rgb:
    """Four fingers in the color of the face's own skin."""
    face = Face(rgb, points)
    middle = points[BETWEEN_EYES] if over_eyes else points[list(LIPS)].mean(0)
    y, x = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]].astype(np.float32)
    shown = rgb
    for finger in range(4):
        center = middle + face.down * (finger - 1.5) * FINGER
        along, beside = (
            ((x - center[0]) * d[0] + (y - center[1]) * d[1]) / face.size**2 for d in (face.across, face.down)
        )
        away = np.hypot(along - np.clip(along, -1.0, 0.6), beside) / (FINGER / 2)
        shown = painted(shown, (away < 1).astype(np.float32), face.skin * (1.04 - 0.3 * away**3)[..., None])
    return shown


def filled(rgb: Rgb, outline: np.ndarray) -> np.ndarray:
    """1 inside."""
    area = np.zeros(rgb.shape[:2], np.float32)
    cv2.fillPoly(area, [whole(outline)], 1.0, cv2.LINE_AA)
    return area


def whole(points: np.ndarray) -> np.ndarray:
    return np.round(points).astype(np.int32)


def painted(rgb: Rgb, share: np.ndarray, color) -> Rgb:
    soft = cv2.GaussianBlur(share, (0, 0), 1.0)[..., None]
    return np.clip(rgb * (1 - soft) + np.asarray(color) * soft + 0.5, 0, 255).astype(np.uint8)
