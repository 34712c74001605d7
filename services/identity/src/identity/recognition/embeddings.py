"""Whose face it is: the port behind which engines turn faces into embeddings and say how alike two of them are.

An embedding is biometric data: it lives in memory, and nothing of it is on the bus, in a log or in a message. Engines
do not understand each other's embeddings, so each carries the name of the one that made it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from identity.faces import Face, Points, Rgb

Vector: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Embedding:
    """`vector` is (d,) float32 as the engine gives it; `made_by` names engine and weights."""

    vector: Vector
    made_by: str


@dataclass(frozen=True, slots=True)
class Bands:
    """Similarities of one engine: from `same` on it is the same person, below `other` somebody else, between them
    a person has to look. `strict` is what a strict face lock asks for.
    """

    other: float
    same: float
    strict: float


class FaceRecognition(Protocol):
    """`license` is shown where the engine is."""

    made_by: str
    license: str
    bands: Bands

    def embedding(self, rgb: Rgb, face: Face) -> Embedding:
        """Of the face at `face.five`. Raises ValueError for a face without these points."""
        ...

    def similarity(self, one: Embedding, other: Embedding) -> float:
        """Higher is more alike. Raises ValueError for embeddings of another engine."""
        ...


def five_of(face: Face) -> Points:
    """Raises ValueError for a face that no mesh and no engine has read."""
    if face.five is None:
        raise ValueError("A face is recognized by its five points, and this one has none.")
    return face.five


def maker(engine: str, weights: Path) -> str:
    """Names the engine and the very weights it runs on."""
    return f"{engine}-{hashlib.sha256(weights.read_bytes()).hexdigest()[:12]}"


def cosine(one: Embedding, other: Embedding) -> float:
    """-1 to 1. Raises ValueError for embeddings of two engines."""
    a, b = vectors(one, other)
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-9))


def vectors(one: Embedding, other: Embedding) -> tuple[Vector, Vector]:
    """Both, once they may be compared. Raises ValueError for embeddings of two engines."""
    if one.made_by != other.made_by:
        raise ValueError(f"Embeddings of {one.made_by} and of {other.made_by} have nothing in common.")
    return one.vector, other.vector
