"""`Matting` by the steps of this folder."""

from collections.abc import Sequence
from pathlib import Path

from identity.faces import Alpha, Box, Rgb
from identity.matting.edges import soft_alpha
from identity.matting.opinions import PersonOpinions
from identity.matting.silhouette import silhouette


class PersonMatting:
    def __init__(self, models: Path) -> None:
        self._opinions = PersonOpinions(models)

    def alpha(self, rgb: Rgb, face: Box, others: Sequence[Box] = ()) -> Alpha:
        opinions = self._opinions.about(rgb, face)
        mask = silhouette(opinions, face.scaled(opinions.scale), [box.scaled(opinions.scale) for box in others])
        return soft_alpha(rgb, mask, opinions.human, face)
