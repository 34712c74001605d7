"""The wiring of the compositor: the only place that builds its adapters."""

from common.blobs import ObjectBlobs, SealedBlobs
from common.bus import Room
from common.bus.room import failing
from common.bus.worker import Worker, serve
from common.events import ImageGenerated, LikenessChecked, RenderFailed
from common.fonts.catalogue import FontCatalogue
from common.settings import Settings
from compositor import handlers
from compositor.faces import Faces
from compositor.plates import MEGABYTE, Plates
from compositor.settings import CompositorSettings

NAME = "compositor"


def room(slots: int) -> Room:
    easel = Room(NAME, fails_with=failing(RenderFailed), slots=slots)
    easel.on(ImageGenerated, handlers.compose_variant)
    easel.on(LikenessChecked, handlers.compose_variant)
    easel.answers("check", handlers.check_layout)
    easel.answers("render", handlers.render_spec)
    easel.answers("export", handlers.export_pictures)
    return easel


def build(settings: Settings) -> Worker:
    mine = CompositorSettings(**dict(settings))
    easel, blobs = room(mine.compositor_slots), ObjectBlobs(mine.blob_store_url)
    return Worker(
        NAME,
        mine,
        [easel],
        ports={
            "blobs": blobs,
            "sealed": SealedBlobs(blobs, mine.secret.get_secret_value()),
            "catalogue": FontCatalogue(mine.assets),
            "faces": Faces(easel.bus),
            "plates": Plates(mine.compositor_plates_mb * MEGABYTE),
        },
    )


def main() -> None:
    serve(build, CompositorSettings())
