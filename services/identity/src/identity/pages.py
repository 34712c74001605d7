"""What identity writes: a verdict for each selfie, the page on the ticket, the landmarks file."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from common.errors import Code, PermanentError
from common.ticket import IdentityPage, Reference, SelfieVerdict, Ticket
from identity.cutout import Cutout
from identity.faces import Box
from identity.inspection import Inspection, best_first

NEAREST = (Code.FACE_TOO_SMALL, Code.MULTIPLE_FACES, Code.FACE_UNUSABLE, Code.NO_FACE_FOUND)
"""When no selfie can be used, the one that came nearest says why."""


def verdict(selfie: Reference, seen: Inspection) -> SelfieVerdict:
    return SelfieVerdict(
        asset_id=selfie.asset_id,
        score=seen.score,
        issues=tuple(rule.issue for rule in seen.rules),
        advice=" ".join(rule.advice for rule in seen.rules),
    )


def chosen(seen: Sequence[Inspection]) -> int:
    """The index of the best usable selfie. Raises the best explanation when there is none."""
    best = best_first(seen)[0]
    if seen[best].is_usable:
        return best
    reasons = [(rule.error, rule.advice) for look in seen for rule in look.rules if rule.error]
    code, advice = min(reasons, key=lambda reason: NEAREST.index(reason[0]))
    raise PermanentError(code, advice)


def page(ticket: Ticket, index: int, seen: Sequence[Inspection], cutout: Cutout, engine: str) -> IdentityPage:
    found = seen[index].measures
    height, width = cutout.rgba.shape[:2]
    return IdentityPage(
        asset_id=ticket.references[index].asset_id,
        verdicts=tuple(verdict(selfie, look) for selfie, look in zip(ticket.references, seen, strict=True)),
        cutout_key=f"{ticket.identity_prefix}/cutout.png",
        landmarks_key=f"{ticket.identity_prefix}/landmarks.json",
        width=width,
        height=height,
        face=corners(cutout.face),
        head=corners(cutout.head),
        yaw=round(found.yaw, 1) if found else 0.0,
        roll=round(found.roll, 1) if found else 0.0,
        cut_edges=cutout.cut_edges,
        engine=engine,
    )


def landmarks_json(selfie: Reference, seen: Inspection, cutout: Cutout) -> bytes:
    """Points are pixels of the stored selfie; `(point - origin) * scale` are pixels of the cut-out."""
    points = seen.mesh.points if seen.mesh else np.empty((0, 2))
    document = {
        "asset_id": selfie.asset_id,
        "points": _rounded(points),
        "origin": cutout.origin,
        "scale": cutout.scale,
        "measures": {name: round(value, 4) for name, value in asdict(seen.measures).items()} if seen.measures else {},
    }
    return json.dumps(document).encode()


def _rounded(points: NDArray[np.floating]) -> list[list[float]]:
    return [[round(float(x), 2), round(float(y), 2)] for x, y in points]


def corners(box: Box) -> tuple[float, float, float, float]:
    return round(box.x, 1), round(box.y, 1), round(box.w, 1), round(box.h, 1)
