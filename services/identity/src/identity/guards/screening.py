"""Pictures looked at before they are kept: decency, refused identities, age. A CPU's work; remembers nobody."""

from dataclasses import dataclass

from common.ages import AgeVerdict
from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.screening import Purpose, Screened
from identity.faces import Face
from identity.guards.ages import AgeGuess, age_of
from identity.guards.decency import Decency, looked_at
from identity.photos import Glance, decoded, glanced
from identity.recognition.gallery import Gallery
from identity.selfies.inspection import Inspector

WITH_FACES: frozenset[Purpose] = frozenset({"selfie", "copy_target"})


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
        if purpose not in WITH_FACES or (self.gallery is None and self.ages is None):
            return Screened(decency=decency)
        faces = self.inspector.readable(glance.rgb, glance.step)
        return Screened(
            decency=decency,
            refused_identity=self.gallery.match(glance.rgb, faces) if self.gallery else "",
            gallery=self.gallery.recognition.made_by if self.gallery else "",
            age=self._age(glance, faces) if purpose == "selfie" else "unchecked",
            age_engine=self.ages.made_by if self.ages else "",
        )

    def must_be_usable(self, data: bytes, longest: int = 0) -> DecencyPage:
        """Of a selfie, before it is worked on. Raises `identity_refused`, `content_unsafe`, `image_unreadable`."""
        rgb = self._glance(data, longest).rgb
        if self.gallery and self.gallery.match(rgb, self.inspector.readable(rgb)):
            raise PermanentError(Code.IDENTITY_REFUSED)
        page = looked_at(rgb, self.decency)
        if refuses(page):
            raise PermanentError(Code.CONTENT_UNSAFE)
        return page

    def impression(self, data: bytes, longest: int = 0) -> DecencyPage:
        """Of a picture that a model drew. Raises `image_unreadable`."""
        return looked_at(glanced(data, longest).rgb, self.decency) if self.decency else DecencyPage()

    def _glance(self, data: bytes, longest: int) -> Glance:
        """Who is refused is told from others by all the pixels there are."""
        return Glance(data, decoded(data)) if self.gallery else glanced(data, longest)

    def _age(self, glance: Glance, faces: list[Face]) -> AgeVerdict:
        """Of whoever is meant: the largest face."""
        return age_of(glance, max(faces, key=lambda face: face.box.w, default=None), self.ages)


def refuses(page: DecencyPage, *, strict: bool = False) -> bool:
    return page.verdict == "unsafe" or (strict and page.suggestive)
