"""Copy mode: somebody else's layout with the creator's words and person in it, and never their picture again."""

from dataclasses import dataclass

from common.layout import LayoutSpec
from common.ticket import LayoutPage
from compositor.compose import Composition, See, Task, borrowed, compose, copied
from compositor.compose.block import Fit
from compositor.originality import originality
from compositor.pixels import Rgb


@dataclass(frozen=True)
class Copied:
    """The layout of a thumbnail, and what that thumbnail looks like: the picture has to differ from it."""

    layout: LayoutSpec
    fingerprint: str = ""
    crops: tuple[str, ...] = ()

    def composed(self, task: Task, fit: Fit, see: See) -> Composition:
        """Arranged alike; where that leaves no room for a face, only its type is borrowed."""
        return copied(self.layout, task, fit, see) or compose(borrowed(self.layout, task), fit, see)

    def checks(self, picture: Rgb) -> dict[str, float]:
        """Raises `content_too_similar`."""
        return {"originality": originality(picture, self.fingerprint, self.crops)} if self.fingerprint else {}


def copied_from(page: LayoutPage | None, spec: bytes | None) -> Copied | None:
    """None for jobs that copy nothing; `spec` is the stored layout."""
    return Copied(LayoutSpec.model_validate_json(spec), page.fingerprint, page.crops) if page and spec else None
