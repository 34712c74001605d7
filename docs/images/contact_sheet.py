"""How the README's pictures are made: a photograph through every vibe and every platform of a running house.

    ./thumbworks up &
    .venv/bin/python docs/images/contact_sheet.py me.jpg docs/images

The photograph in the repository's pictures is NASA's portrait of Eileen Collins, in the public domain, as
scikit-image ships it.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from common.brief import Vibe
from common.catalog import PLATFORMS, PlatformName
from thumbworks.api import Api
from thumbworks.home import Home
from thumbworks.making import Order, make

HEADLINES = {
    Vibe.BOLD: ("STOP DOING THIS", "AI portfolio mistakes"),
    Vibe.CLEAN: ("MY DESK SETUP", "under 500 dollars"),
    Vibe.CINEMATIC: ("ALONE IN ORBIT", "the longest night"),
    Vibe.NEON: ("LEVEL 99", "in one weekend"),
    Vibe.PASTEL: ("SLOW MORNINGS", "habits that stay"),
    Vibe.TECH: ("THE CHIP WAR", "explained"),
    Vibe.MINIMALIST: ("LESS IS MORE", ""),
    Vibe.MEME: ("WAIT WHAT?!", ""),
    Vibe.DOCUMENTARY: ("INSIDE THE MISSION", "what NASA never said"),
}
TILE = (640, 360)
GAP = 12


class Silent:
    def say(self, message: str) -> None: ...
    def progress(self, fraction: float, stage: str) -> None: ...


async def pictures(api: Api, photo: Path, **brief: Any) -> list[Image.Image]:
    with TemporaryDirectory() as folder:
        order = Order((photo,), brief, {"variants": 2, "seed": 20}, Path(folder))
        made = await make(api, order, Silent())
        return [Image.open(files[0]).convert("RGB") for files in made.files.values()]


def grid(tiles: list[Image.Image], columns: int) -> Image.Image:
    rows = -(-len(tiles) // columns)
    width, height = TILE[0] + GAP, TILE[1] + GAP
    sheet = Image.new("RGB", (columns * width + GAP, rows * height + GAP), "white")
    for place, tile in enumerate(tiles):
        left, top = GAP + place % columns * width, GAP + place // columns * height
        fitted = tile.copy()
        fitted.thumbnail(TILE, Image.Resampling.LANCZOS)
        sheet.paste(fitted, (left + (TILE[0] - fitted.width) // 2, top + (TILE[1] - fitted.height) // 2))
    return sheet


async def main(photo: Path, folder: Path) -> None:
    house = Home.open().stack()
    if house is None:
        sys.exit("Start a house first: ./thumbworks up")
    async with Api(house.url) as api:
        vibes: list[Image.Image] = []
        for vibe, (headline, subtext) in HEADLINES.items():
            vibes += await pictures(api, photo, headline=headline, subtext=subtext, vibe=[vibe.value])
        grid(vibes, 3).save(folder / "contact-sheet.jpg", quality=88)
        vibes[0].save(folder / "hero.jpg", quality=90)
        platforms: list[Image.Image] = []
        for name, platform in PLATFORMS.items():
            for size in platform.sizes or ():
                brief = {"headline": "STOP DOING THIS", "subtext": "AI portfolio mistakes", "platform": name.value}
                if name is not PlatformName.CUSTOM:
                    platforms += (await pictures(api, photo, **brief, size={"w": size.w, "h": size.h}))[:1]
        grid(platforms, 3).save(folder / "platforms.jpg", quality=88)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
