"""Copy mode: somebody else's layout with the creator's words and person in it, and never their picture again."""

from dataclasses import dataclass

from common.layout import LayoutSpec
from common.ticket import LayoutPage
from compositor.compose import Composition, See, Task, borrowed, compose, copied
from compositor.compose.block import Fit
from compositor.originality import must_be_original, originality
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

    def checks(self, picture: Rgb, *, by_model: bool) -> dict[str, float]:
        """Raises `content_too_similar` for what a model drew.

        A scene painted here knows the thumbnail's averaged colors alone: whoever copies a thumbnail of their own, with
        the same face, gets one that looks alike and holds none of it.
        """
        if not self.fingerprint:
            return {}
        measured = originality(picture, self.fingerprint, self.crops)
        if by_model:
            must_be_original(measured)
        return {"originality": measured}


def copied_from(page: LayoutPage | None, spec: bytes | None) -> Copied | None:
    """None for jobs that copy nothing; `spec` is the stored layout."""
    return Copied(LayoutSpec.model_validate_json(spec), page.fingerprint, page.crops) if page and spec else None
