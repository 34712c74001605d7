"""The wiring of the layout-extractor: the only place that builds its adapters."""

from common.abilities import Abilities, announce_abilities
from common.blobs import ObjectBlobs
from common.bus import Room
from common.bus.room import failing
from common.bus.worker import Worker, serve
from common.events import IdentityResolved, LayoutFailed
from common.settings import Settings
from layout_extractor import handlers
from layout_extractor.extracting import Extractor
from layout_extractor.readers import LazyReader, engine_of, line_reader_for, reader_for
from layout_extractor.readers.reader import LineReader
from layout_extractor.settings import LayoutExtractorSettings
from layout_extractor.words.faces import faces_in


def room(slots: int) -> Room:
    desk = Room(handlers.NAME, fails_with=failing(LayoutFailed), slots=slots)
    desk.on(IdentityResolved, handlers.extract)
    desk.answers("read", handlers.read)
    return desk


def build(settings: Settings) -> Worker:
    mine = LayoutExtractorSettings(**dict(settings))
    desk = room(mine.layout_extractor_slots)
    reader = LazyReader(mine.ocr_engine, lambda: reader_for(mine.ocr_engine, mine.ocr_models))
    ports = {
        "blobs": ObjectBlobs(mine.blob_store_url),
        "bus": desk.bus,
        "extractor": Extractor(reader, faces_in(mine.assets), second_opinion(mine)),
    }
    can = Abilities(words=engine_of(mine.ocr_engine))
    return Worker(
        handlers.NAME,
        mine,
        [desk],
        ports=ports,
        background=[lambda: announce_abilities(desk.bus, handlers.NAME, can)],
    )


def second_opinion(mine: LayoutExtractorSettings) -> LineReader | None:
    first = mine.layout_fallback_key.get_secret_value().strip("[] ").split(",")[0].strip("\"' ")
    return line_reader_for(mine.layout_fallback, first, mine.layout_fallback_model, mine.layout_fallback_url)


def main() -> None:
    serve(build, LayoutExtractorSettings())
