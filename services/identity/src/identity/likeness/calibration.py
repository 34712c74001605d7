"""How alike is alike enough: an engine's bands, moved to what is usual among one person's own selfies.

    own     what each selfie scores against the others, by the very rule a picture is scored by; the middle one of these
    doubt   same - other: the width of the engine's own uncertainty
    pass    same + shift,  shift = own - doubt - same, at least 0 and at most strict - same
    fail    below other + shift
    strict  own, at least pass and at most the engine's strict

Why: a drawn face cannot be asked to be more alike than the selfies are to each other, so the bar stands one doubt below
that. Whoever's selfies agree closely gets a higher bar than everybody's: an almost-me is caught that the engine's bands
would let through. Selfies that disagree (years apart, glasses, a filter) never lower `pass` below the engine's `same`,
so that a noisy set makes no stranger pass; they only keep a strict lock from asking for what the selfies themselves
do not reach. The middle is taken, not the lowest: one odd selfie moves little.
"""

from collections.abc import Sequence
from statistics import median

import numpy as np

from identity.recognition.embeddings import Bands, Embedding, FaceRecognition

ENOUGH_FOR_A_CENTER = 3
"""From so many selfies on a face is compared with their mean, in which one photo's light and expression cancel out."""


def score(engine: FaceRecognition, face: Embedding, known: Sequence[Embedding]) -> float:
    """How alike `face` is to a person: to the mean of three selfies or more, else to the one most alike."""
    if len(known) >= ENOUGH_FOR_A_CENTER:
        center = np.asarray(np.mean([one.vector for one in known], axis=0), np.float32)
        return engine.similarity(face, Embedding(center, engine.made_by))
    return max(engine.similarity(face, one) for one in known)


def calibrated(engine: FaceRecognition, known: Sequence[Embedding]) -> Bands:
    """The engine's own bands where there is one selfie alone."""
    bands = engine.bands
    if len(known) < 2:  # noqa: PLR2004 - a spread needs two
        return bands
    own = median(score(engine, one, [*known[:place], *known[place + 1 :]]) for place, one in enumerate(known))
    return shifted(bands, own)


def shifted(bands: Bands, own: float) -> Bands:
    doubt = bands.same - bands.other
    shift = min(max(own - doubt - bands.same, 0.0), bands.strict - bands.same)
    passing = bands.same + shift
    return Bands(other=bands.other + shift, same=passing, strict=min(max(own, passing), bands.strict))
