"""The wiring of identity: the only place that builds its adapters."""

from pathlib import Path

import structlog

from common.abilities import Abilities, Engine, announce_abilities
from common.blobs import ObjectBlobs, SealedBlobs
from common.bus import Room
from common.bus.room import failing
from common.bus.worker import Worker, serve
from common.events import CreditsReserved, IdentityFailed
from common.settings import Settings
from identity import handlers
from identity.blazeface import BlazeFace
from identity.dlib_recognition import DlibRecognition
from identity.faceapi_expressions import FaceApiExpressions
from identity.facemesh import BlazeFaceMesh
from identity.faces import FaceDetection
from identity.insightface_detection import InsightFaceDetection
from identity.inspection import Inspector
from identity.matting import PersonMatting
from identity.portraits import Portraits
from identity.recognition import FaceRecognition
from identity.settings import IdentitySettings

log = structlog.get_logger()


def portraits(settings: IdentitySettings) -> Portraits:
    """BlazeFace finds the faces unless an InsightFace pack is configured; mesh and matting are always our own."""
    models = settings.assets / "models"
    engine, detection = _detection(settings, models)
    inspector = Inspector(detection, BlazeFaceMesh(models))
    recognition, expressions = _recognition(settings, models), FaceApiExpressions(models)
    return Portraits(inspector, PersonMatting(models), engine, recognition, expressions)


def _detection(settings: IdentitySettings, models: Path) -> tuple[str, FaceDetection]:
    if settings.insightface_dir is None:
        return "blazeface", BlazeFace(models)
    found = InsightFaceDetection(settings.insightface_dir)
    log.info("engine.licensed", engine="insightface", license=found.license)
    return "insightface", found


def abilities(recognition: FaceRecognition | None) -> Abilities:
    """What the house learns of the engines here."""
    return Abilities(
        recognition=Engine(engine=recognition.made_by, license=recognition.license) if recognition else None
    )


def _recognition(settings: IdentitySettings, models: Path) -> FaceRecognition | None:
    if settings.face_recognition == "none":
        return None
    found = DlibRecognition(models)
    log.info("engine.licensed", engine=found.made_by, license=found.license)
    return found


def room(slots: int) -> Room:
    faces = Room(handlers.NAME, fails_with=failing(IdentityFailed), slots=slots)
    faces.on(CreditsReserved, handlers.resolve)
    faces.answers("inspect", handlers.inspect)
    faces.answers("mask", handlers.mask)
    faces.answers("find", handlers.find)
    faces.answers("people", handlers.people)
    return faces


def build(settings: Settings) -> Worker:
    mine = IdentitySettings(**dict(settings))
    blobs, faces, studio = ObjectBlobs(mine.blob_store_url), room(mine.identity_slots), portraits(mine)
    ports = {
        "portraits": studio,
        "blobs": blobs,
        "sealed": SealedBlobs(blobs, mine.secret.get_secret_value()),
        "bus": faces.bus,
    }
    can = abilities(studio.recognition)
    return Worker(
        handlers.NAME,
        mine,
        [faces],
        ports=ports,
        background=[lambda: announce_abilities(faces.bus, handlers.NAME, can)],
    )


def main() -> None:
    serve(build, IdentitySettings())
