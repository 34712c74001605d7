"""The wiring of gen-gemini: the only place that builds its adapters."""

from common.blobs import ObjectBlobs, SealedBlobs
from common.bus import Room
from common.bus.worker import Worker, serve
from common.events import ImageRequested, ImageSubmitted, LikenessFailed, ProviderAnswered
from common.generation import collect_image, generate_image
from common.handing import hand_over
from common.settings import Settings
from gen_gemini.cards import SERVICE
from gen_gemini.gemini import Gemini
from gen_gemini.handlers import forget_person, look_now, watch_batch
from gen_gemini.settings import GeminiSettings

LIMIT_SECONDS = 1_900.0
"""Above what any model and tier may take, twice: the calls inside have limits of their own."""


def room(slots: int, first_pause: float) -> Room:
    easel = Room(SERVICE, fails_with=hand_over, slots=slots, limit=LIMIT_SECONDS, first_pause=first_pause)
    easel.on(ImageRequested, generate_image)
    easel.on(LikenessFailed, generate_image)
    easel.on(ImageSubmitted, watch_batch)
    easel.on(ProviderAnswered, collect_image)
    easel.answers("look", look_now)
    easel.answers("forget", forget_person)
    return easel


def build(settings: Settings) -> Worker:
    mine = settings if isinstance(settings, GeminiSettings) else GeminiSettings(**dict(settings))
    easel = room(mine.gemini_slots, mine.gemini_pause_seconds)
    blobs = ObjectBlobs(mine.blob_store_url)
    bucket = ObjectBlobs(mine.gemini_bucket) if mine.gemini_bucket else None
    gemini = Gemini(mine, easel.bus, blobs, SealedBlobs(blobs, mine.secret.get_secret_value()), bucket)
    return Worker(
        SERVICE,
        mine,
        [easel],
        ports={"generator": gemini, "blobs": blobs, "bus": easel.bus},
        background=[
            gemini.announce,
            gemini.look_after_batches,
            gemini.look_after_interactions,
            gemini.tidy_uploads,
        ],
        closing=[gemini.close],
    )


def main() -> None:
    serve(build, GeminiSettings())
