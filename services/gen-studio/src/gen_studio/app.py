"""The wiring of gen-studio: the only place that builds its adapters."""

from common.blobs import ObjectBlobs
from common.bus import Room
from common.bus.worker import Worker, serve
from common.events import ImageRequested, LikenessFailed
from common.generation import announce_cards, generate_image
from common.handing import hand_over
from common.settings import Settings
from gen_studio.cards import CARDS
from gen_studio.generator import StudioGenerator
from gen_studio.settings import StudioSettings

NAME = "gen-studio"


def room(slots: int) -> Room:
    easel = Room(NAME, fails_with=hand_over, slots=slots)
    easel.on(ImageRequested, generate_image)
    easel.on(LikenessFailed, generate_image)
    return easel


def build(settings: Settings) -> Worker:
    mine = StudioSettings(**dict(settings))
    studio = room(mine.studio_slots)
    return Worker(
        NAME,
        mine,
        [studio],
        ports={"generator": StudioGenerator(), "blobs": ObjectBlobs(mine.blob_store_url), "bus": studio.bus},
        background=[lambda: announce_cards(studio.bus, CARDS)],
    )


def main() -> None:
    serve(build, StudioSettings())
