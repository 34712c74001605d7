"""Optional engines: what each is for, under which terms, and which of them this checkout was asked to keep.

What was asked for stands in `.thumbworks/extras`, one name a line: `./thumbworks` compares it like the lists of
packages, and every later set-up installs it again. Standard library only: the set-up reads it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thumbworks.errors import HouseError

LOCKS = "requirements/extras"
# No hash of it is everybody's: a build for processors here, one of several for graphics cards there.
UNLOCKED = ("torch", "torchvision")


@dataclass(frozen=True)
class Extra:
    """One name in a project's `optional-dependencies`.

    `license` is that of code and weights, `megabytes` what it adds to `.venv`, `setting` and `value` what makes the
    house use it (an empty value: any). `always` is part of the ordinary set, an extra only for who installs that
    project alone. `needs_torch` comes beside `UNLOCKED`.
    """

    name: str
    project: str
    package: str
    purpose: str
    license: str
    megabytes: int
    setting: str
    value: str = ""
    always: bool = False
    needs_torch: bool = False

    @property
    def asked_by(self) -> str:
        return f"{self.setting}={self.value}" if self.value else self.setting

    def is_asked_for(self, settings: Mapping[str, str]) -> bool:
        """Whether settings that are filled in make the house use it."""
        said = settings.get(self.setting)
        return bool(said) and said == (self.value or said)

    def lock(self, root: Path) -> Path:
        return root / LOCKS / f"{self.name}.lock"


EXTRAS: tuple[Extra, ...] = (
    Extra(
        "easyocr", "services/layout-extractor", "easyocr", "reads the words of copied thumbnails",
        "Apache-2.0, weights of EasyOCR (CRAFT: MIT)", 270, "THUMBWORKS_OCR_ENGINE", "easyocr", needs_torch=True,
    ),
    Extra(
        "tesseract", "services/layout-extractor", "tesserocr", "reads the words of copied thumbnails",
        "MIT, Tesseract and its data Apache-2.0", 70, "THUMBWORKS_OCR_ENGINE", "tesseract",
    ),
    Extra(
        "insightface", "services/identity", "insightface", "finds and compares faces with a pack you bring",
        "MIT; InsightFace's packs: non-commercial research only", 190, "THUMBWORKS_INSIGHTFACE_DIR",
    ),
    Extra(
        "nudenet", "services/identity", "nudenet", "looks for nudity in uploads and results",
        "AGPL-3.0 in its wheel, MIT in its description", 12, "THUMBWORKS_NSFW_ENGINE", "nudenet",
    ),
    Extra(
        "gemini", "services/layout-extractor", "google-genai", "a second opinion on lines nobody could read",
        "Apache-2.0; Google's terms", 0, "THUMBWORKS_LAYOUT_FALLBACK", "gemini", always=True,
    ),
    Extra(
        "supabase", "libs/common", "supabase", "data and money in a project of Supabase",
        "MIT", 0, "THUMBWORKS_STORE", "supabase", always=True,
    ),
    Extra(
        "stripe", "services/gateway", "stripe", "sells credits",
        "MIT; Stripe's terms", 0, "THUMBWORKS_STRIPE_KEY", always=True,
    ),
)  # fmt: skip
BY_NAME = {extra.name: extra for extra in EXTRAS}


def known(name: str) -> Extra:
    """Raises `HouseError` naming what there is, also for what nobody has to add."""
    found = BY_NAME.get(name)
    if found is None:
        addable = ", ".join(extra.name for extra in EXTRAS if not extra.always)
        raise HouseError(f"there is no extra {name!r}", f"take one of {addable}")
    if found.always:
        raise HouseError(f"{name} is part of the ordinary set", f"set {found.asked_by}; there is nothing to install")
    return found


def remembered(root: Path) -> list[Extra]:
    """What this checkout was asked to keep; a name that an update has dropped is passed over."""
    file = _memory(root)
    names = file.read_text().split() if file.is_file() else []
    return [BY_NAME[name] for name in names if name in BY_NAME and not BY_NAME[name].always]


def remember(root: Path, extras: list[Extra]) -> None:
    """Replace what is remembered; the next set-up brings `.venv` to it."""
    _memory(root).parent.mkdir(mode=0o700, exist_ok=True)
    _memory(root).write_text("".join(f"{extra.name}\n" for extra in extras))


def _memory(root: Path) -> Path:
    return root / ".thumbworks/extras"


def wishes(root: Path, extra: Extra) -> list[str]:
    """What its project asks for, as ranges."""
    document = tomllib.loads((root / extra.project / "pyproject.toml").read_text())
    return document["project"]["optional-dependencies"][extra.name]


def is_in(venv: Path, package: str) -> bool:
    """Whether a package is installed in an environment, which need not be the one that asks."""
    stem = re.sub(r"[-_.]+", "_", package).lower()
    return any(venv.glob(f"lib/python*/site-packages/{stem}-*.dist-info"))
