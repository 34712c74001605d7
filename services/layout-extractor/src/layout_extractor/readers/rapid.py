"""RapidOCR: PP-OCRv6 small on ONNX Runtime. Its models come in its wheel (Apache-2.0), nothing is fetched.

Measured on rendered thumbnails: without the 180-degree classifier, which turns short words round; detection at 736
pixels reads as much as at full size in half the time; boxes are generous and get tightened on the letters later.
"""

from typing import Any

import numpy as np

from layout_extractor.readers.reader import Reading, Rgb

LEAST_FOUND = 0.7
"""Of a box whose letters cannot be spelled."""
MOST_HIGH = 0.6
"""Of the picture, its letters: an empty picture is one box to the engine."""
LOW, LONG = 0.15, 3.0
"""Beside words that can be spelled such a box is low, of the picture, or long, over its height: others were bodies."""
LONGEST_SIDE = 736
LEAST_CONFIDENCE = 0.3
"""Texture is not read at all or above it: on the bench nothing lies between this and 0.7."""


class RapidReader:
    name = "rapidocr"

    def __init__(self, *, threads: int = 1) -> None:
        from rapidocr import RapidOCR  # noqa: PLC0415 - half a second, which only copy mode pays

        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Det.limit_type": "max",
                "Det.limit_side_len": LONGEST_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )

    def read(self, rgb: Rgb) -> list[Reading]:
        """Boxes are found once: those whose letters the engine can spell, and others that look like a line."""
        bgr = np.ascontiguousarray(rgb[..., ::-1])
        found: Any = self._engine(bgr, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        read: Any = self._engine.recognize_txt(self._engine.crop_text_regions(bgr, found.boxes))
        spelled = _spelled(found.boxes, read)
        others = _unread(bgr, found)
        if not spelled:
            return others
        likely = [one for one in others if one.height < LOW * len(bgr) or _length(one) > LONG * one.height]
        return [*spelled, *(one for one in likely if not any(_holds(known, one) for known in spelled))]


def _spelled(boxes: Any, read: Any) -> list[Reading]:
    parts = zip(boxes, read.txts, read.scores, strict=True)
    lines = (Reading(np.asarray(box, np.float32), text.strip(), float(score)) for box, text, score in parts)
    return [one for one in lines if one.text and one.confidence >= LEAST_CONFIDENCE]


def _unread(bgr: Rgb, found: Any) -> list[Reading]:
    """Lines in an alphabet that the engine does not know: it finds them and cannot spell them."""
    pairs = zip(found.boxes, found.scores, strict=True)
    unread = [Reading(np.asarray(box, np.float32), "", 0.0) for box, score in pairs if score >= LEAST_FOUND]
    return [one for one in unread if one.height < MOST_HIGH * min(bgr.shape[:2])]


def _length(reading: Reading) -> float:
    return float(max(np.linalg.norm(reading.quad[end] - reading.quad[0]) for end in (1, 3)))


def _holds(reading: Reading, other: Reading) -> bool:
    middle = other.quad.mean(axis=0)
    return bool((reading.quad.min(axis=0) <= middle).all() and (middle <= reading.quad.max(axis=0)).all())
