"""What identity writes: a verdict for each selfie, the page on the ticket, the landmarks file."""

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from common.ticket import IdentityPage, Reference, SelfieVerdict, Ticket
from identity.cutout import Cutout
from identity.faces import Box
from identity.recognition.people import ADVICE, ANOTHER_PERSON, People
from identity.selfies.choosing import Choice, Look
from identity.selfies.inspection import Inspection

MESH, INSIGHTFACE = "mediapipe-facemesh", "insightface"
"""Who found the points of the landmarks file."""


def verdict(selfie: Reference, seen: Inspection) -> SelfieVerdict:
    return SelfieVerdict(
        asset_id=selfie.asset_id,
        score=seen.score,
        issues=tuple(rule.issue for rule in seen.rules),
        advice=" ".join(rule.advice for rule in seen.rules),
    )


def judged(selfie: Reference, seen: Inspection, *, stranger: bool) -> SelfieVerdict:
    """A selfie of somebody else scores nothing, which keeps it from every model."""
    found = verdict(selfie, seen)
    if not stranger:
        return found
    return found.model_copy(update={"score": 0.0, "issues": (ANOTHER_PERSON, *found.issues), "advice": ADVICE})


def page(
    ticket: Ticket, choice: Choice, looks: Sequence[Look], people: People, cutout: Cutout, engine: str
) -> IdentityPage:
    found = looks[choice.place].seen.measures
    height, width = cutout.rgba.shape[:2]
    return IdentityPage(
        asset_id=ticket.references[choice.place].asset_id,
        why=choice.why,
        person=people.certainty,
        verdicts=tuple(
            judged(selfie, look.seen, stranger=place in people.strangers)
            for place, (selfie, look) in enumerate(zip(ticket.references, looks, strict=True))
        ),
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


def landmarks_json(selfie: Reference, seen: Inspection, cutout: Cutout, engine: str) -> bytes:
    """Points are pixels of the stored selfie; `(point - origin) * scale` are pixels of the cut-out.

    `five` are what IdentityNet is conditioned on: the detector's own where it has them, else the mesh's.
    """
    points = seen.mesh.points if seen.mesh else np.empty((0, 2))
    five = seen.face.five if seen.face and seen.face.five is not None else np.empty((0, 2))
    document = {
        "asset_id": selfie.asset_id,
        "points": _rounded(points),
        "five": _rounded(five),
        "provider": {"points": MESH, "five": engine if engine == INSIGHTFACE else MESH},
        "origin": cutout.origin,
        "scale": cutout.scale,
        "measures": seen.measures.numbers() if seen.measures else {},
    }
    return json.dumps(document).encode()


def _rounded(points: NDArray[np.floating]) -> list[list[float]]:
    return [[round(float(x), 2), round(float(y), 2)] for x, y in points]


def corners(box: Box) -> tuple[float, float, float, float]:
    return round(box.x, 1), round(box.y, 1), round(box.w, 1), round(box.h, 1)
