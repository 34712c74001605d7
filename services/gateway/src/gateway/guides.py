"""A brand guide, as a picture or a PDF, read at arm's length: colors, fonts and a logo, and how sure they are."""

import asyncio
import base64
import json
import re
import struct
import sys
from dataclasses import dataclass
from typing import Any

from common.errors import Code, PermanentError
from gateway.branding import nearest_family
from gateway.intake import ENVIRONMENT

READERS = 2
SECONDS = 25.0
SURE = 0.5
"""What is applied without being asked about has at least this confidence."""

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_slots = asyncio.Semaphore(READERS)


@dataclass(frozen=True)
class FoundColor:
    hex: str
    confidence: float


@dataclass(frozen=True)
class FoundFont:
    """`name` as the guide has it, `nearest` as the catalogue has it."""

    name: str
    nearest: str
    installed: bool
    confidence: float


@dataclass(frozen=True)
class Guide:
    colors: tuple[FoundColor, ...]
    fonts: tuple[FoundFont, ...]
    logo: bytes
    logo_confidence: float

    @property
    def sure_colors(self) -> list[FoundColor]:
        """Those that were written down; without any, those that were seen most."""
        written = [color for color in self.colors if color.confidence > 0.9]  # noqa: PLR2004 - only codes are surer
        return written or list(self.colors)

    @property
    def preview(self) -> str | None:
        return "data:image/png;base64," + base64.b64encode(self.logo).decode() if self.logo else None


async def read_guide(data: bytes) -> Guide:
    """Raises `unsupported_media`, `image_unreadable`."""
    async with _slots:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.guide_worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(SECONDS):
                out, _ = await process.communicate(data)
        except TimeoutError as error:
            raise PermanentError(Code.IMAGE_UNREADABLE, "That guide takes too long to read.") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return _understood(out)


def _understood(out: bytes) -> Guide:
    if len(out) < struct.calcsize(">I"):
        raise PermanentError(Code.IMAGE_UNREADABLE)
    (size,) = struct.unpack_from(">I", out)
    head: dict[str, Any] = json.loads(out[4 : 4 + size])
    if code := head.get("code"):
        raise PermanentError(Code(code), head.get("message"))
    return Guide(
        colors=tuple(FoundColor(**one) for one in head["colors"]),
        fonts=fonts_of(head["fonts"]),
        logo=out[4 + size :],
        logo_confidence=head["logo_confidence"],
    )


def fonts_of(names: list[str]) -> tuple[FoundFont, ...]:
    """`ABCDEF+AlfaSlabOne-Regular` is Alfa Slab One; each family once, installed ones first."""
    found: dict[str, FoundFont] = {}
    for name in names:
        family = spoken(name)
        near, likeness = nearest_family(family)
        installed = likeness == 1.0
        found.setdefault(family, FoundFont(family, near, installed, 0.9 if installed else round(0.4 * likeness, 2)))
    return tuple(sorted(found.values(), key=lambda one: -one.confidence))


def spoken(name: str) -> str:
    bare = re.split(r"[-,]", _SUBSET.sub("", name))[0]
    return _WORDS.sub(" ", bare).replace("_", " ").strip()[:60]
