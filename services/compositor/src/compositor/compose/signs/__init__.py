"""Signs of a layout on another arrangement: as large, and still at what they belong to.

An arrow belongs to what it points at, a ring to what it holds, any other sign to what it stands beside. It keeps its
distance to that; where the new words or the face are in the way it goes around it, an arrow turning along. A mark stays
where it is on its disc.
"""

from compositor.compose.signs.belonging import Stage, aim_of, is_written_on
from compositor.compose.signs.carrying import carried_signs
from compositor.compose.signs.shapes import extent, is_band, is_sign, signs_of

__all__ = ["Stage", "aim_of", "carried_signs", "extent", "is_band", "is_sign", "is_written_on", "signs_of"]
