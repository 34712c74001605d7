"""A face for each character: the chosen one, then those of the mood and the script, then emoji."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property

from common.brief import FontMood
from common.errors import Code, PermanentError
from common.fonts.catalogue import FontCatalogue, script_of
from common.fonts.face import Face
from common.fonts.rows import Script
from compositor.text.graphemes import is_ignorable, wants_emoji

_MOST_NAMED = 5


class Chooser:
    """Chooses for one text, so that its ideographs come from one face and in one language's forms."""

    def __init__(self, text: str, face: Face, mood: FontMood, catalogue: FontCatalogue) -> None:
        self._text = text
        self._face = face
        self._mood = mood
        self._catalogue = catalogue
        self._chosen: dict[str, Face] = {}
        self._missing: list[str] = []

    def faces_for(self, clusters: Sequence[str]) -> list[Face]:
        """One face per grapheme of a word; punctuation takes that of the letters it stands with."""
        letters = [None if _is_punctuation(cluster) else self._face_for(cluster) for cluster in clusters]
        faces: list[Face] = []
        beside = next((face for face in letters if face and not face.color), self._face)
        for cluster, face in zip(clusters, letters, strict=True):
            if face is None:
                face = beside if _draws(beside, cluster) else self._face_for(cluster)  # noqa: PLW2901
            elif not face.color:
                beside = face
            faces.append(face)
        return faces

    def complain(self) -> None:
        """Raise `text_has_no_glyphs` when something was asked for that no installed font draws."""
        if self._missing:
            names = [f"{cluster} (U+{ord(cluster[0]):04X})" for cluster in dict.fromkeys(self._missing)]
            listed = ", ".join(names[:_MOST_NAMED]) + (" and more" if len(names) > _MOST_NAMED else "")
            raise PermanentError(
                Code.TEXT_HAS_NO_GLYPHS, f"No installed font can draw {listed}.", characters="".join(self._missing)
            )

    @cached_property
    def language(self) -> str | None:
        """The language whose forms ideographs take: that of the other letters, else by which standard has them."""
        scripts = {script_of(char) for char in self._text}
        if Script.KANA in scripts:
            return "ja"
        if Script.HANGUL in scripts:
            return "ko"
        if Script.HAN not in scripts:
            return None
        return "zh-hans" if self._is_in("gb2312") or not self._is_in("big5") else "zh-hant"

    def _is_in(self, encoding: str) -> bool:
        ideographs = "".join(char for char in self._text if unicodedata.category(char) == "Lo")
        return bool(ideographs.encode(encoding, "ignore").decode(encoding) == ideographs)

    def _face_for(self, cluster: str) -> Face:
        if cluster not in self._chosen:
            found = next((face for face in self._candidates(cluster) if _draws(face, cluster)), None)
            if found is None:
                self._missing.append(cluster)
            self._chosen[cluster] = found or self._face
        return self._chosen[cluster]

    def _candidates(self, cluster: str) -> Iterator[Face]:
        """Lazily: a headline in plain letters never opens another font."""
        script = script_of(cluster[0])
        if wants_emoji(cluster):
            yield self._catalogue.emoji
        if script is not Script.HAN:
            yield self._face
        yield from self._catalogue.standins(self._mood, self._script_of_ideographs if script is Script.HAN else script)
        yield self._face
        yield self._catalogue.emoji

    @property
    def _script_of_ideographs(self) -> Script:
        return {"ja": Script.KANA, "ko": Script.HANGUL}.get(self.language or "", Script.HAN)


def _draws(face: Face, cluster: str) -> bool:
    return all(is_ignorable(char) or face.covers(char) for char in cluster) and not face.shape(cluster).missing


def _is_punctuation(cluster: str) -> bool:
    return unicodedata.category(cluster[0])[0] == "P" and not wants_emoji(cluster)
