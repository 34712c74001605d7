"""Which of the mesh's 468 points is what. Left and right are the picture's."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from identity.faces import Points

LEFT_EYE: Final = (33, 133)
RIGHT_EYE: Final = (362, 263)
"""Corners, from left to right."""
LEFT_LIDS: Final = (159, 145)
RIGHT_LIDS: Final = (386, 374)
LIPS: Final = (13, 14)
"""Inner edge of the upper and the lower lip."""
MOUTH: Final = (61, 291)
NOSE: Final = 1
FOREHEAD: Final = 10
CHIN: Final = 152
OUTER_LEFT, OUTER_RIGHT = 33, 263
OVAL: Final = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The outline of the face, clockwise from the forehead."""
BROWS: Final = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
OUTLINE: Final = (*BROWS, *OVAL[8:29])
"""Brows, and the oval below the eyes: what 68 landmarks enclose."""


def five_points(points: Points) -> NDArray[np.floating]:
    """Eyes, nose tip and mouth corners, as face recognition aligns them."""
    eyes = [points[list(LEFT_EYE)].mean(0), points[list(RIGHT_EYE)].mean(0)]
    return np.stack([*eyes, points[NOSE], points[MOUTH[0]], points[MOUTH[1]]])
