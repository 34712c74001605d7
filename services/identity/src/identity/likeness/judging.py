"""The likeness of a drawn face: selfies in, one picture in, a receipt out. Keeps a CPU busy, remembers nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.brief import FaceLock
from common.likeness import (
    FACE_TOO_SMALL,
    NO_ENGINE,
    NO_FACE,
    NO_USABLE_SELFIE,
    SEVERAL_FACES,
    SKIN_DRIFT,
    TOO_IDENTICAL,
    LikenessPage,
    SkinPage,
    unavailable,
)
from identity.detection.eyes import IrisLandmarks
from identity.detection.palms import Palms
from identity.faces import Alpha, Box, Matting, Mesh, Points, Rgb
from identity.likeness.bodyparts import face_tone, parts
from identity.likeness.calibration import calibrated, score
from identity.likeness.drifting import skin_page
from identity.likeness.known import KnownFace
from identity.likeness.looks import Looks, looks_of
from identity.likeness.twins import crop_of, is_copy
from identity.likeness.untouched import kept_parts
from identity.matting.planes import fitted, resized_rgb
from identity.photos import decoded
from identity.recognition.embeddings import FaceRecognition
from identity.selfies.inspection import Inspection, Inspector

SMALLEST_EYE_DISTANCE = 24.0
"""Pixels between the eyes below which no engine can tell: the face is undetermined, not somebody else's."""
SILHOUETTE = 1024


@dataclass(frozen=True, slots=True)
class LikenessJudge:
    """`recognition` is None where no engine is configured; then skin is looked at, and likeness is `unavailable`."""

    inspector: Inspector
    matting: Matting
    irises: IrisLandmarks
    palms: Palms
    recognition: FaceRecognition | None = None

    def know(self, selfie: bytes) -> KnownFace | None:
        """None for a selfie that cannot be used. Raises `image_unreadable`."""
        rgb = decoded(selfie)
        seen = self.inspector.inspect(rgb)
        if not seen.is_usable or seen.face is None or seen.mesh is None:
            return None
        engine = self.recognition
        embedding = engine.embedding(rgb, seen.face) if engine else None
        points = seen.mesh.points
        return KnownFace(
            crop_of(rgb, points),
            embedding,
            face_tone(rgb, seen.mesh),
            self._looks(rgb, points),
        )

    def judge(self, picture: bytes, known: Sequence[KnownFace], lock: FaceLock) -> LikenessPage:
        """Raises `image_unreadable`."""
        rgb = decoded(picture)
        seen = self.inspector.inspect(rgb)
        page = self._compared(rgb, seen, known, lock)
        if seen.mesh is None or seen.face is None:
            return page
        skin = self._skin(rgb, seen, known)
        copied = any(is_copy(crop_of(rgb, seen.mesh.points), one.crop) for one in known)
        noticed = [(bool(seen.others), SEVERAL_FACES), (copied, TOO_IDENTICAL), (skin.drifts, SKIN_DRIFT)]
        reasons = (*page.reasons, *(reason for found, reason in noticed if found))
        kept = kept_parts(self._looks(rgb, seen.mesh.points), [one.looks for one in known if one.looks])
        return page.model_copy(update={"skin": skin, "reasons": reasons, "kept": kept})

    def _compared(self, rgb: Rgb, seen: Inspection, known: Sequence[KnownFace], lock: FaceLock) -> LikenessPage:
        engine, embeddings = self.recognition, [one.embedding for one in known if one.embedding]
        if engine is None:
            return unavailable(NO_ENGINE)
        told = LikenessPage(status="fail", engine=engine.made_by, license=engine.license, compared=len(embeddings))
        if not embeddings:
            return told.model_copy(update={"status": "unavailable", "reasons": (NO_USABLE_SELFIE,)})
        if seen.face is None or seen.measures is None:
            return told.model_copy(update={"reasons": (NO_FACE,)})
        if seen.measures.eye_distance < SMALLEST_EYE_DISTANCE:
            return told.model_copy(update={"status": "review", "reasons": (FACE_TOO_SMALL,)})
        bands = calibrated(engine, embeddings)
        found = score(engine, engine.embedding(rgb, seen.face), embeddings)
        needed = bands.strict if lock is FaceLock.STRICT else bands.same
        status = "pass" if found >= needed else "review" if found >= bands.other else "fail"
        return told.model_copy(update={"status": status, "score": round(found, 3), "needed": round(needed, 3)})

    def _looks(self, rgb: Rgb, points: Points) -> Looks:
        return looks_of(rgb, points, self.irises.eyes(rgb, points))

    def _skin(self, rgb: Rgb, seen: Inspection, known: Sequence[KnownFace]) -> SkinPage:
        small, mesh, alpha, palms = self._person(rgb, seen)
        return skin_page(parts(small, mesh, alpha, palms), [one.tone for one in known if one.tone])

    def _person(self, rgb: Rgb, seen: Inspection) -> tuple[Rgb, Mesh, Alpha, list[Box]]:
        assert seen.face
        assert seen.mesh
        small = resized_rgb(rgb, fitted(rgb.shape, SILHOUETTE))
        scale = small.shape[1] / rgb.shape[1]
        face, others = seen.face.box.scaled(scale), [box.scaled(scale) for box in seen.others]
        mesh = replace(seen.mesh, points=seen.mesh.points * np.float32(scale))
        return small, mesh, self.matting.alpha(small, face, others), self.palms.around(small, face, others)
