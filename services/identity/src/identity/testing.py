"""Fakes that ship beside the ports they stand in for."""

import numpy as np

from identity.faces import Face, Rgb
from identity.recognition.embeddings import Bands, Embedding


class FakeRecognition:
    """Knows people by the colors of the square their face fills: nothing a camera could be fooled by, or rely on."""

    made_by = "fake"
    license = "none: it recognizes nobody"
    bands = Bands(other=0.93, same=0.95, strict=0.98)

    def embedding(self, rgb: Rgb, face: Face) -> Embedding:
        x, y = max(0, int(face.box.x)), max(0, int(face.box.y))
        pixels = rgb[y : y + int(face.box.h), x : x + int(face.box.w)].reshape(-1, 3)
        return Embedding(pixels.mean(0).astype(np.float32), self.made_by)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        """1 for the same color, falling by 1 over the whole range of a byte."""
        return 1.0 - float(np.abs(one.vector - other.vector).max()) / 255
