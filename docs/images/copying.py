"""How the picture of docs/copy-mode.md is made: thumbnails of the bench, copied by a running house.

    ./thumbworks up &
    PYTHONPATH=. .venv/bin/python docs/images/copying.py me.jpg docs/images

Left what was copied, then two variants of it by the keyless studio.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from tests.bench.layout.samples import samples

from thumbworks.api import Api
from thumbworks.home import Home, assets_folder
from thumbworks.making import Order, make

HEADLINES = {1: "MY WORDS ROCK", 7: "ONE LAST TIME", 13: "THIS REALLY WORKS"}
TILE, GAP = (480, 270), 10


class Silent:
    def say(self, message: str) -> None: ...
    def progress(self, fraction: float, stage: str) -> None: ...
    def confirm(self, question: str) -> bool: ...


async def copies(api: Api, photo: Path, target: Path, headline: str, folder: Path) -> list[Image.Image]:
    brief = {"mode": "copy", "headline": headline, "model_pref": "studio"}
    order = Order((photo,), brief, {"variants": 2, "seed": 20}, folder, pictures={"copy_target": target})
    made = await make(api, order, Silent())
    return [Image.open(files[0]).convert("RGB") for files in made.files.values()]


async def main(photo: Path, out: Path) -> None:
    sheet = Image.new("RGB", (3 * (TILE[0] + GAP) + GAP, len(HEADLINES) * (TILE[1] + GAP) + GAP), "white")
    house = Home.open().stack()
    if house is None:
        sys.exit("Start a house first: ./thumbworks up")
    async with Api(house.url) as api:
        for row, (seed, headline) in enumerate(HEADLINES.items()):
            with TemporaryDirectory() as folder:
                target = Path(folder) / "target.jpg"
                sample = next(iter(samples(assets_folder(), range(seed, seed + 1))))
                Image.fromarray(sample.rgb).save(target, quality=92)
                tiles = [Image.open(target), *await copies(api, photo, target, headline, Path(folder))]
                for column, tile in enumerate(tiles):
                    place = GAP + column * (TILE[0] + GAP), GAP + row * (TILE[1] + GAP)
                    sheet.paste(tile.resize(TILE, Image.Resampling.LANCZOS), place)
    sheet.save(out / "copying.jpg", quality=86)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
