"""Pictures looked at before they are kept: decency, refused identities, age. A CPU's work; remembers nobody."""

from dataclasses import dataclass

from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.screening import Purpose, Screened
from identity.faces import Rgb
from identity.guards.ages import AgeGuess, age_of
from identity.guards.decency import Decency, looked_at
from identity.photos import Glance, decoded, glanced
from identity.recognition.gallery import Gallery
from identity.selfies.inspection import Inspector

WITH_FACES: frozenset[Purpose] = frozenset({"selfie", "ref", "copy_target"})


@dataclass(frozen=True, slots=True)
class Screener:
    """What is not there is `unchecked`."""

    inspector: Inspector
    decency: Decency | None = None
    ages: AgeGuess | None = None
    gallery: Gallery | None = None

    def screen(self, data: bytes, purpose: Purpose, longest: int = 0) -> Screened:
        """Of a picture whose longer side is `longest`. Raises `image_unreadable`."""
        glance = self._glance(data, longest)
        decency = looked_at(glance.rgb, self.decency)
        gallery = self.gallery if purpose in WITH_FACES else None
        ages = self.ages if purpose == "selfie" else None
        if gallery is None and ages is None:
            return Screened(decency=decency)
        faces = self.inspector.readable(glance.rgb, glance.step)
        meant = max(faces, key=lambda face: face.box.w, default=None)
        return Screened(
            decency=decency,
            refused_identity=gallery.match(glance.rgb, faces) if gallery else "",
            gallery=gallery.recognition.made_by if gallery else "",
            age=age_of(glance, meant, ages),
            age_engine=ages.made_by if ages else "",
        )

    def must_be_usable(self, data: bytes, longest: int = 0) -> DecencyPage:
        """Of a selfie or a thumbnail to copy, before work begins. Raises `identity_refused`, `content_unsafe`,
        `image_unreadable`.
        """
        rgb = self._glance(data, longest).rgb
        if self._shows_refused(rgb):
            raise PermanentError(Code.IDENTITY_REFUSED)
        page = looked_at(rgb, self.decency)
        if refuses(page):
            raise PermanentError(Code.CONTENT_UNSAFE)
        return page

    def impression(self, data: bytes, longest: int = 0) -> DecencyPage:
        """Of a picture that a model drew. Raises `image_unreadable`."""
        return looked_at(glanced(data, longest).rgb, self.decency) if self.decency else DecencyPage()

    def shows_refused(self, data: bytes) -> bool:
        """Whether somebody refused is in a picture that a model drew. Raises `image_unreadable`."""
        return self.gallery is not None and self._shows_refused(decoded(data))

    def _shows_refused(self, rgb: Rgb) -> bool:
        return bool(self.gallery and self.gallery.match(rgb, self.inspector.readable(rgb)))

    def _glance(self, data: bytes, longest: int) -> Glance:
        """Who is refused is told from others by all the pixels there are."""
        return Glance(data, decoded(data)) if self.gallery else glanced(data, longest)


def refuses(page: DecencyPage, *, strict: bool = False) -> bool:
    return page.verdict == "unsafe" or (strict and page.suggestive)
