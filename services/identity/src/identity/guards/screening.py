"""Pictures looked at before they are kept: decency, refused identities, age. A CPU's work; remembers nobody."""

from dataclasses import dataclass

from common.decency import DecencyPage
from common.errors import Code, PermanentError
from common.screening import AgeVerdict, Purpose, Screened
from identity.faces import Face, Rgb
from identity.guards.ages import AgeGuess, age_of
from identity.guards.decency import Decency, looked_at
from identity.portraits import decoded
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

    def screen(self, data: bytes, purpose: Purpose) -> Screened:
        """Raises `image_unreadable`."""
        rgb = decoded(data)
        decency = looked_at(rgb, self.decency)
        if purpose not in WITH_FACES or (self.gallery is None and self.ages is None):
            return Screened(decency=decency)
        faces = self.inspector.readable(rgb)
        return Screened(
            decency=decency,
            refused_identity=self.gallery.match(rgb, faces) if self.gallery else "",
            gallery=self.gallery.recognition.made_by if self.gallery else "",
            age=self._age(rgb, faces) if purpose == "selfie" else "unchecked",
            age_engine=self.ages.made_by if self.ages else "",
        )

    def must_be_usable(self, data: bytes) -> DecencyPage:
        """Of a selfie, before it is worked on. Raises `identity_refused`, `content_unsafe`, `image_unreadable`."""
        rgb = decoded(data)
        if self.gallery and self.gallery.match(rgb, self.inspector.readable(rgb)):
            raise PermanentError(Code.IDENTITY_REFUSED)
        page = looked_at(rgb, self.decency)
        if refuses(page):
            raise PermanentError(Code.CONTENT_UNSAFE)
        return page

    def impression(self, data: bytes) -> DecencyPage:
        """Of a picture that a model drew. Raises `image_unreadable`."""
        return looked_at(decoded(data), self.decency) if self.decency else DecencyPage()

    def _age(self, rgb: Rgb, faces: list[Face]) -> AgeVerdict:
        """Of whoever is meant: the largest face."""
        return age_of(rgb, max(faces, key=lambda face: face.box.w, default=None), self.ages)


def refuses(page: DecencyPage, *, strict: bool = False) -> bool:
    return page.verdict == "unsafe" or (strict and page.suggestive)
