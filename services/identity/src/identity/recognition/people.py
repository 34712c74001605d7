"""Whether a project's selfies show one person, from how alike each two of them are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from common.errors import Code, PermanentError
from identity.recognition.embeddings import Bands, Embedding, FaceRecognition

Certainty = Literal["same", "unsure", "unverified"]
ANOTHER_PERSON: Final = "another_person"
ADVICE: Final = "This looks like somebody else than your other selfies; it is not used."


@dataclass(frozen=True, slots=True)
class People:
    """`strangers` are places of selfies that show somebody else than the rest."""

    certainty: Certainty
    strangers: frozenset[int] = frozenset()


UNVERIFIED: Final = People("unverified")


def left_out(people: People) -> str:
    """A sentence for whoever watches the job; nothing where everybody is the same person."""
    match len(people.strangers):
        case 0:
            return ""
        case 1:
            return " One selfie shows somebody else and is left out."
        case many:
            return f" {many} selfies show somebody else and are left out."


def compared(recognition: FaceRecognition | None, faces: Sequence[Embedding | None]) -> People:
    """A single selfie is like itself. Places without an embedding are passed over: nothing can be said of them.

    Raises `different_people` when no group is larger than every other.
    """
    places = [place for place, one in enumerate(faces) if one is not None]
    known = [one for one in faces if one is not None]
    if recognition and len(faces) == 1:
        return People("same")
    if recognition is None or not known:
        return UNVERIFIED
    likeness = np.array([[recognition.similarity(one, other) for other in known] for one in known])
    sure, perhaps = the_person(likeness, recognition.bands)
    strangers = frozenset(place for number, place in enumerate(places) if number not in perhaps)
    return People("same" if sure == perhaps else "unsure", strangers)


def the_person(likeness: NDArray[np.floating], bands: Bands) -> tuple[frozenset[int], frozenset[int]]:
    """Who surely is the person most selfies show, and who may be: `likeness` is (n, n).

    A picture between the bands is a bad one more often than a stranger's, so it is kept. Raises `different_people`.
    """
    groups = [(group, _grown(group, likeness, bands.other)) for group in _groups(likeness >= bands.same)]
    sure, perhaps = max(groups, key=lambda group: (len(group[1]), len(group[0])))
    if any(len(other) == len(perhaps) and not other & perhaps for _, other in groups):
        raise PermanentError(Code.DIFFERENT_PEOPLE)
    return sure, perhaps


def _grown(group: frozenset[int], likeness: NDArray[np.floating], least: float) -> frozenset[int]:
    near = likeness[sorted(group)].max(0) >= least
    return group | {int(place) for place in np.flatnonzero(near)}


def _groups(linked: NDArray[np.bool_]) -> list[frozenset[int]]:
    """Connected parts of a graph with a few nodes."""
    left, found = set(range(len(linked))), list[frozenset[int]]()
    while left:
        group, reached = frozenset[int](), frozenset({min(left)})
        while reached != group:
            group = reached
            reached = group | {int(place) for place in np.flatnonzero(linked[sorted(group)].any(0))}
        found.append(group)
        left -= group
    return found
