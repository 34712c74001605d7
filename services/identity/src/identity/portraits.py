"""Encoded selfies in, verdicts and cut-outs out: the part of identity that keeps a CPU busy."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from common.errors import Code, PermanentError
from identity.cutout import Cutout, cut_out
from identity.faces import Alpha, Box, Matting, Rgb
from identity.guards.ages import AgeGuess, age_of
from identity.masking import masked
from identity.matting.planes import fitted, resized_rgb
from identity.photos import Glance, decoded, glanced
from identity.recognition.embeddings import FaceRecognition
from identity.selfies.choosing import Look
from identity.selfies.expressions import ExpressionReading
from identity.selfies.inspection import Inspection, Inspector

SILHOUETTE = 1024
"""Pixels of the longer side at which a silhouette is taken; only its outline matters."""


@dataclass(frozen=True, slots=True)
class Portraits:
    """`engine` names what found the faces, for the ticket. Without `recognition` nobody is told from anybody."""

    inspector: Inspector
    matting: Matting
    engine: str
    recognition: FaceRecognition | None = None
    expressions: ExpressionReading | None = None
    ages: AgeGuess | None = None

    def look(self, data: bytes, longest: int = 0, *, alone: bool = False) -> Look:
        """A selfie whose longer side is `longest`, and unless it is the only one, what it is chosen by.

        Raises `image_unreadable`.
        """
        glance = glanced(data, longest) if alone else Glance(data, decoded(data))
        seen = self.inspector.inspect(glance.rgb, glance.step)
        look = Look(seen, age=age_of(glance, seen.face, self.ages))
        if alone or seen.face is None or seen.mesh is None or not seen.is_usable:
            return look
        embedding = self.recognition.embedding(glance.rgb, seen.face) if self.recognition else None
        mood = self.expressions.expressions(glance.rgb, seen.mesh) if self.expressions else None
        return replace(look, embedding=embedding, expressions=mood)

    def inspect(self, data: bytes, longest: int = 0) -> Inspection:
        """Raises `image_unreadable`."""
        glance = glanced(data, longest)
        return self.inspector.inspect(glance.rgb, glance.step)

    def cut_out(self, data: bytes, seen: Inspection, face_width: float) -> Cutout:
        """With a face of at most `face_width` pixels. Raises `face_unusable` when nobody can be cut out around it."""
        cutout = None
        if seen.face and seen.mesh:
            cutout = cut_out(decoded(data), seen.face.box, seen.mesh.points, seen.others, self.matting, face_width)
        if cutout is None:
            raise PermanentError(Code.FACE_UNUSABLE, "The person could not be told from the background.")
        return cutout

    def people(self, data: bytes) -> tuple[list[Box], Alpha | None]:
        """Faces, the main one first, and its person's alpha, as large as the picture. In doubt nobody is in it.

        Raises `image_unreadable`.
        """
        rgb = decoded(data)
        seen = self.inspector.inspect(rgb)
        if seen.face is None or not seen.is_somebody:
            return [], None
        small = resized_rgb(rgb, fitted(rgb.shape, SILHOUETTE))
        scale = small.shape[1] / rgb.shape[1]
        others = [box.scaled(scale) for box in seen.others]
        alpha = self.matting.alpha(small, seen.face.box.scaled(scale), others)
        whole = cv2.resize(alpha, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR)
        return [seen.face.box, *seen.others], np.asarray(whole, np.uint8)

    def shows_somebody(self, data: bytes) -> bool:
        """Whether a face is surely in the picture. Raises `image_unreadable`."""
        return self.inspector.shows_somebody(decoded(data))

    def without_faces(self, data: bytes) -> tuple[bytes, list[Box]]:
        """The picture as a JPEG with nobody's face in it, and where faces were. Raises `image_unreadable`."""
        rgb, boxes = masked(decoded(data), self.inspector.everybody)
        return (jpeg(rgb) if boxes else data), boxes


def jpeg(rgb: Rgb) -> bytes:
    _, data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])
    return data.tobytes()


def png(cutout: Cutout) -> bytes:
    """Compressed fast: it lives for minutes."""
    bgra = cv2.cvtColor(cutout.rgba, cv2.COLOR_RGBA2BGRA)
    _, data = cv2.imencode(".png", bgra, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return data.tobytes()


def plane_png(plane: Alpha) -> bytes:
    """One channel, compressed fast."""
    _, data = cv2.imencode(".png", plane, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return data.tobytes()
