"""The hard outline of one person, settled where the networks are unsure or disagree."""

from collections.abc import Sequence
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Box
from identity.matting.evidence import color_evidence
from identity.matting.laplacian import MattingLaplacian, solved
from identity.matting.opinions import Opinions
from identity.matting.planes import Mask, Plane, channels, distances, headness, logit, sigmoid, small_holes

Labels = TypeVar("Labels", np.bool_, np.int32)

HUMAN, THIS_PERSON = 0.6, 0.4
"""Weights of the two opinions, as log odds."""
SURE = 0.93
STEPS = 20
BLOCK_SHARE = 0.004
"""Undecided areas above this share of the picture are kept or dropped whole: half a helmet looks torn."""
KEEP_BLOCK = 0.75
"""Kept when the networks for humans are this sure on average."""
RETREAT = 0.3
"""Face widths along the body's outline that are looked at again, by color."""
RECONSIDERED = 0.25
"""Weight of the networks' log odds in that second look, against 1 for color."""
CONVINCED = 0.85
"""Where both opinions are this sure on average, color may be as doubtful as it likes."""
HALF = 0.5
HOLE_SHARE = 0.002
"""Smaller holes in the person are the networks' mistakes, larger ones are the gap between arm and body."""


def silhouette(opinions: Opinions, face: Box, others: Sequence[Box] = ()) -> Mask:
    """True on the person of `face`; all boxes are in pixels of the reduced picture."""
    laplacian = MattingLaplacian(channels(opinions.rgb))
    belief, weight = _belief(opinions, face)
    alpha = solved(laplacian, belief, weight, belief, STEPS)
    blocks, kept = _blocks(alpha, opinions.human, others)
    mask = _holding(np.where(blocks, kept, alpha > HALF), face)
    doubted = mask & ~kept & (headness(mask.shape, face) < HALF) & ~_kept_by_color(opinions, mask, face, belief, alpha)
    mask = _holding(mask & ~_unsure_parts(doubted, opinions), face)
    return mask | small_holes(mask, HOLE_SHARE * mask.size)


def _belief(opinions: Opinions, face: Box) -> tuple[Plane, Plane]:
    """Both opinions as one probability, and how much it may be bent by the colors.

    Color alone may only take away, and only where the human opinion itself is not convinced.
    """
    human, person = opinions.human, opinions.this_person
    both = sigmoid(HUMAN * logit(human) + THIS_PERSON * logit(person))
    color = color_evidence(opinions.rgb, both > SURE, both < 1 - SURE, _tile(face, 1.5))
    doubt = 1.5 * np.clip((0.92 - human) / 0.25, 0, 1)
    belief = sigmoid(logit(both) + doubt * np.minimum(0, logit(color)))
    agreement = np.clip(1 - np.abs(human - person), 0, 1) ** 2
    weight = 0.3 * np.abs(2 * belief - 1) ** 6 * agreement + 0.002
    return belief, weight.astype(np.float32)


def _tile(face: Box, widths: float) -> int:
    return max(16, int(widths * face.w))


def _blocks(alpha: Plane, human: Plane, others: Sequence[Box]) -> tuple[Mask, Mask]:
    """The large undecided areas, and those of them that belong to the person."""
    undecided = ((alpha > 0.2) & (alpha < 0.8)).astype(np.uint8)  # noqa: PLR2004 - clearly neither
    undecided = cv2.morphologyEx(undecided, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(undecided, connectivity=4)
    blocks, kept = np.zeros(alpha.shape, np.bool_), np.zeros(alpha.shape, np.bool_)
    for label in range(1, count):
        block = labels == label
        if stats[label, cv2.CC_STAT_AREA] > BLOCK_SHARE * block.size:
            blocks |= block
            if human[block].mean() > KEEP_BLOCK and not _holds_any(block, others):
                kept |= block
    return blocks, kept


def _holds_any(block: Mask, boxes: Sequence[Box]) -> bool:
    return any(_part(block, box).any() for box in boxes)


def _part(mask: NDArray[Labels], box: Box) -> NDArray[Labels]:
    """The middle of a box."""
    x, y, w, h = box.x + box.w / 4, box.y + box.h / 4, box.w / 2, box.h / 2
    return mask[max(0, int(y)) : max(0, int(y + h)) + 1, max(0, int(x)) : max(0, int(x + w)) + 1]


def _kept_by_color(opinions: Opinions, mask: Mask, face: Box, belief: Plane, alpha: Plane) -> Mask:
    """A second look at a wide strip along clothes: a flag's stripe beside a sleeve goes."""
    inside, outside = distances(mask)
    strip = inside + outside < RETREAT * face.w
    color = color_evidence(opinions.rgb, mask & ~strip, ~mask & ~strip, _tile(face, 2.0))
    seen = sigmoid(RECONSIDERED * np.clip(logit(belief), -2.5, 2.5) + logit(color))
    target = np.where(strip, seen, mask).astype(np.float32)
    weight = np.where(strip, 0.004 + 0.03 * (2 * target - 1) ** 2, 1).astype(np.float32)
    laplacian = MattingLaplacian(channels(opinions.rgb), epsilon=3e-5)
    again = solved(laplacian, target, weight, alpha, STEPS)
    return again > HALF


def _unsure_parts(doubted: Mask, opinions: Opinions) -> Mask:
    """Those connected parts of what color doubts that the networks were not convinced of either."""
    count, found = cv2.connectedComponents(doubted.astype(np.uint8), connectivity=4)
    labels = np.asarray(found, np.int32).ravel()
    trust = np.bincount(labels, (opinions.human + opinions.this_person).ravel() / 2, minlength=count)
    unsure = trust / np.maximum(np.bincount(labels, minlength=count), 1) < CONVINCED
    unsure[0] = False
    return unsure[labels].reshape(doubted.shape)


def _holding(mask: Mask, face: Box) -> Mask:
    """Only the connected area that holds the face; threads thinner than three pixels do not connect."""
    opened = cv2.morphologyEx(
        mask.astype(np.uint8), cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    )
    count, found = cv2.connectedComponents(opened, connectivity=4)
    labels = np.asarray(found, np.int32)
    votes = np.bincount(_part(labels, face).ravel(), minlength=count)
    votes[0] = 0
    return labels == votes.argmax() if votes.any() else np.zeros_like(mask)
