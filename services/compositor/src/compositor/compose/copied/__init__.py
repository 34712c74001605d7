"""Copy mode: the creator's person and words where a copied layout had others.

What is copied is the arrangement: the block of words with its inner distances, relative margins, type styles, the
head's place and size, what stood behind what, what was done to the background. Pictures of it never reach this room.
"""

from compositor.compose.copied.composing import copied

__all__ = ["copied"]
