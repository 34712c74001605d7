"""Halftone: a screen of dots that grow with a tone, as in print."""

import cv2
import numpy as np

from gen_studio.paint.canvas import Field, Floats, Patch


def halftone(tone: Field, pitch: float, degrees: float = 45.0) -> Field:
    """Dots `pitch` units apart on a turned grid. At a tone of a half they touch, at one they cover everything."""
    cos, sin = np.float32(np.cos(np.radians(degrees)) / pitch), np.float32(np.sin(np.radians(degrees)) / pitch)

    def field(patch: Patch) -> Floats:
        ink = tone(patch)
        if ink.max() <= 0:
            return np.zeros((1, 1), np.float32)
        across, down = patch.x * cos + patch.y * sin, patch.y * cos - patch.x * sin
        across -= np.floor(across) + np.float32(0.5)
        down -= np.floor(down) + np.float32(0.5)
        away = cv2.magnitude(across, down)
        radius = np.sqrt(np.clip(ink, 0, 1)) * np.float32(0.72)
        edge = np.float32(patch.px / pitch)
        return np.clip((radius - away) / edge + np.float32(0.5), 0, 1) * (radius > edge * np.float32(0.3))

    return field
