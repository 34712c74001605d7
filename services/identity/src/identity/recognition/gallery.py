"""Identities that the operator refuses: a folder with a picture, or a folder of pictures, for each.

Their names are the operator's own and appear in the audit; their faces are read once, at the start, and only embeddings
stay, in memory. A gallery that cannot be read stops the room: half a gallery would let somebody through unseen.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from identity.faces import Face, Rgb
from identity.photos import decoded
from identity.recognition.embeddings import Embedding, FaceRecognition

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})

FindFaces = Callable[[Rgb], Sequence[Face]]


@dataclass(frozen=True, slots=True)
class RefusedIdentity:
    name: str
    faces: tuple[Embedding, ...]


@dataclass(frozen=True, slots=True)
class Gallery:
    recognition: FaceRecognition
    identities: tuple[RefusedIdentity, ...]

    def match(self, rgb: Rgb, faces: Iterable[Face]) -> str:
        """The name of the refused identity that one of `faces` shows; empty for none."""
        for face in faces:
            seen = self.recognition.embedding(rgb, face)
            for identity in self.identities:
                if any(self._same(seen, known) for known in identity.faces):
                    return identity.name
        return ""

    def _same(self, one: Embedding, other: Embedding) -> bool:
        return self.recognition.similarity(one, other) >= self.recognition.bands.same


def read_gallery(folder: Path, recognition: FaceRecognition | None, find: FindFaces) -> Gallery:
    """Raises ValueError, which says what is wrong with the folder, or that nothing here can tell faces apart."""
    if recognition is None:
        raise ValueError(
            "THUMBWORKS_REFUSED_FACES needs an engine that tells faces apart: THUMBWORKS_FACE_RECOGNITION."
        )
    if not folder.is_dir():
        raise ValueError(f"THUMBWORKS_REFUSED_FACES names no folder: {folder}.")
    entries = sorted(entry for entry in folder.iterdir() if entry.is_dir() or _is_picture(entry))
    known = [
        RefusedIdentity(entry.stem, tuple(_embedding(one, recognition, find) for one in _of(entry)))
        for entry in entries
    ]
    if not known:
        raise ValueError(f"There are no pictures in THUMBWORKS_REFUSED_FACES: {folder}.")
    return Gallery(recognition, tuple(known))


def _of(entry: Path) -> list[Path]:
    pictures = [entry] if entry.is_file() else sorted(filter(_is_picture, entry.iterdir()))
    if not pictures:
        raise ValueError(f"There are no pictures of a refused identity in {entry}.")
    return pictures


def _is_picture(file: Path) -> bool:
    return file.is_file() and file.suffix.lower() in SUFFIXES


def _embedding(file: Path, recognition: FaceRecognition, find: FindFaces) -> Embedding:
    rgb = decoded(file.read_bytes())
    faces = find(rgb)
    if len(faces) != 1:
        raise ValueError(f"{file} shows {len(faces)} faces; a picture of a refused identity shows that one alone.")
    return recognition.embedding(rgb, faces[0])
