import unicodedata
from pathlib import Path

import pytest

from common.brief import FontMood
from common.errors import Code, PermanentError
from common.fonts.catalogue import FontCatalogue, script_of
from common.fonts.face import Ink
from common.fonts.rows import FAMILIES, Family, Script
from common.layout import TextStyle, Weight
from compositor.text.choosing import Chooser
from thumbworks.home import checkout
from thumbworks.setup import manifest

ASCII = "".join(map(chr, range(0x21, 0x7F)))
LATIN_1 = "".join(chr(code) for code in range(0xA1, 0x100) if code != 0xAD)
CURRENCIES = "€£¥₹₩₽₺₫"
POLISH_TO_VIETNAMESE = "ĄĆĘŁŃÓŚŹŻąćęłńśźżİŞĞŘŽČĐđƠƯẾỘỮặ"


def test_every_file_of_the_catalogue_is_installed(catalogue: FontCatalogue):
    missing = catalogue.missing_files()

    assert missing == []


def test_every_installed_font_is_a_row_of_the_manifest_with_an_open_license():
    packages = [p for p in manifest.read(checkout() / "assets.toml") if p.kind in {"font", "emoji"}]
    listed = {Path(file.path).name for package in packages for file in package.files}
    used = {name for family in FAMILIES for name in family.files.values()}

    assert used <= listed
    assert all("OFL-1.1" in p.license or "Apache-2.0" in p.license for p in packages)
    assert all(any("LICENSE" in file.path for file in p.files) for p in packages)


@pytest.mark.parametrize("mood", FontMood)
def test_each_mood_has_two_families(mood: FontMood):
    families = [family for family in FAMILIES if family.mood is mood]

    assert len(families) >= 2


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize("letters", [ASCII, LATIN_1], ids=["ascii", "latin-1"])
def test_every_family_draws_western_letters_itself(catalogue: FontCatalogue, family: Family, letters: str):
    faces = [catalogue.face(name) for name in family.files.values()]
    lacking = {char for face in faces for char in letters if not face.covers(char)}

    assert lacking == set()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_what_a_family_lacks_of_money_and_latin_another_face_draws(catalogue: FontCatalogue, family: Family):
    text = CURRENCIES + POLISH_TO_VIETNAMESE
    style = TextStyle(font=family.name)
    chooser = Chooser(text, catalogue.face_for(style), family.mood, catalogue)
    faces = chooser.faces_for(list(text))
    chooser.complain()

    assert all(face.covers(char) for char, face in zip(text, faces, strict=True))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_cap_heights_are_those_of_the_ink(catalogue: FontCatalogue, family: Family):
    face = catalogue.face_for(TextStyle(font=family.name))
    ink = face.shape("H").ink
    assert ink is not None

    assert face.cap_height == pytest.approx(-ink.top, abs=0.03)


def test_the_nearest_weight_is_chosen_and_the_heavier_of_two(catalogue: FontCatalogue):
    chosen = {
        weight: catalogue.face_for(TextStyle(font="montserrat", weight=weight)).path.stem
        for weight in (Weight.REGULAR, Weight.BOLD, Weight.EXTRA_BOLD, Weight.BLACK)
    }

    assert chosen == {
        Weight.REGULAR: "Montserrat_700Bold",
        Weight.BOLD: "Montserrat_700Bold",
        Weight.EXTRA_BOLD: "Montserrat_900Black",
        Weight.BLACK: "Montserrat_900Black",
    }


def test_a_missing_file_is_named_when_it_is_needed(tmp_path: Path):
    empty = FontCatalogue(tmp_path)
    with pytest.raises(PermanentError, match="Anton_400Regular") as caught:
        empty.face_for(TextStyle(font="Anton"))

    assert caught.value.code is Code.ASSET_MISSING
    assert "Anton_400Regular.ttf" in empty.missing_files()


def test_widths_scale_with_kerning(catalogue: FontCatalogue):
    face = catalogue.face_for(TextStyle(font="Montserrat"))
    pair = face.shape("AV").advance
    apart = face.shape("A").advance + face.shape("V").advance

    assert pair < apart


def test_a_family_of_emoji_is_one_glyph(catalogue: FontCatalogue):
    sequences = ["👨‍👩‍👧‍👦", "🇵🇱", "👍🏽", "1️⃣", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
    counts = [len(catalogue.emoji.shape(sequence).glyphs) for sequence in sequences]

    assert counts == [1] * len(sequences)


def test_ink_boxes_add_up():
    box = Ink(0, -0.7, 0.5, 0).moved(1, 0).union(Ink(0, -0.2, 0.1, 0.3)).scaled(10).grown(1)

    assert box == Ink(-1, -8, 16, 4)


@pytest.mark.parametrize(
    ("char", "script"),
    [("A", Script.COMMON), ("я", Script.COMMON), ("م", Script.ARABIC), ("न", Script.DEVANAGARI), ("漢", Script.HAN)],
)
def test_letters_know_their_script(char: str, script: Script):
    assert script_of(char) is script, unicodedata.name(char)
