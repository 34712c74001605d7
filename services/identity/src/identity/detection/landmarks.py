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

LEFT_EYELIDS: Final = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
RIGHT_EYELIDS: Final = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
"""The openings of the eyes."""
BELOW_LEFT_EYE: Final = (31, 228, 229, 230, 231, 232, 233, 128, 121, 120, 119, 118, 117, 111)
BELOW_RIGHT_EYE: Final = (261, 448, 449, 450, 451, 452, 453, 357, 350, 349, 348, 347, 346, 340)
"""Skin that glasses cover and masks do not."""
LEFT_CHEEK: Final = (118, 119, 100, 142, 203, 206, 207, 187, 50, 101)
RIGHT_CHEEK: Final = (347, 348, 329, 371, 423, 426, 427, 411, 280, 330)
LIP_LINE: Final = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
"""The outer edge of both lips."""
MUZZLE: Final = (57, 186, 92, 165, 167, 164, 393, 391, 322, 410, 287, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61)
"""Skin between nose and upper lip."""
CHIN_SKIN: Final = (43, 106, 182, 83, 18, 313, 406, 335, 273, 422, 424, 418, 421, 200, 201, 194, 204, 202)
"""Skin between lower lip and chin."""


def five_points(points: Points) -> NDArray[np.floating]:
    """Eyes, nose tip and mouth corners, as face recognition aligns them."""
    eyes = [points[list(LEFT_EYE)].mean(0), points[list(RIGHT_EYE)].mean(0)]
    return np.stack([*eyes, points[NOSE], points[MOUTH[0]], points[MOUTH[1]]])
