"""The wiring of identity: the only place that builds its adapters."""

from pathlib import Path

import structlog

from common.abilities import Abilities, Engine, announce_abilities
from common.blobs import ObjectBlobs, SealedBlobs
from common.bus import Room
from common.bus.worker import Worker, serve
from common.events import CreditsReserved, ImageGenerated
from common.settings import Settings
from identity import handlers
from identity.detection.blazeface import BlazeFace
from identity.detection.eyes import IrisLandmarks
from identity.detection.facemesh import BlazeFaceMesh
from identity.detection.insightface import InsightFaceDetection
from identity.detection.palms import Palms
from identity.guards.ages import AgeGuess
from identity.guards.decency import Decency
from identity.guards.faceapi_ages import FaceApiAges
from identity.guards.nsfwjs import NsfwJs
from identity.guards.nudenet import NudeNetDecency
from identity.guards.screening import Screener
from identity.insightface_pack import InsightFacePack
from identity.likeness.comparing import compare
from identity.likeness.judging import LikenessJudge
from identity.likeness.known import KnownFaces
from identity.likeness.locking import failing
from identity.matting import PersonMatting
from identity.portraits import Portraits
from identity.recognition.dlib import DlibRecognition
from identity.recognition.embeddings import FaceRecognition
from identity.recognition.gallery import Gallery, read_gallery
from identity.recognition.insightface import InsightFaceRecognition
from identity.recognition.sface import SFaceRecognition
from identity.selfies.faceapi_expressions import FaceApiExpressions
from identity.selfies.inspection import Inspector
from identity.settings import IdentitySettings

log = structlog.get_logger()


def portraits(settings: IdentitySettings) -> Portraits:
    """BlazeFace finds the faces unless an InsightFace pack is configured; mesh and matting are always our own."""
    models = settings.assets / "models"
    pack = _pack(settings)
    detection = InsightFaceDetection(pack) if pack else BlazeFace(models)
    inspector = Inspector(detection, BlazeFaceMesh(models))
    recognition = _recognition(settings, models, pack)
    engine = "insightface" if pack else "blazeface"
    moods, ages = FaceApiExpressions(models), _ages(settings, models)
    return Portraits(inspector, PersonMatting(models), engine, recognition, moods, ages)


def _pack(settings: IdentitySettings) -> InsightFacePack | None:
    if settings.insightface_dir is None:
        return None
    recognizes = settings.face_recognition == "insightface"
    found = InsightFacePack(settings.insightface_dir, ["detection", *(["recognition"] if recognizes else [])])
    log.info("engine.licensed", engine="insightface", license=found.license)
    return found


def _recognition(settings: IdentitySettings, models: Path, pack: InsightFacePack | None) -> FaceRecognition | None:
    found: FaceRecognition | None = None
    if settings.face_recognition == "dlib":
        found = DlibRecognition(models)
    elif settings.face_recognition == "insightface" and pack:
        found = InsightFaceRecognition(pack)
    elif settings.face_recognition == "sface" and settings.sface_model:
        found = SFaceRecognition(settings.sface_model)
    if found:
        log.info("engine.licensed", engine=found.made_by, license=found.license)
    return found


def screener(settings: IdentitySettings, studio: Portraits) -> Screener:
    """Raises ValueError for a gallery that cannot be used: the room does not start on half of it."""
    models = settings.assets / "models"
    gallery = _gallery(settings.refused_faces, studio)
    return Screener(studio.inspector, _decency(settings, models), studio.ages, gallery)


def _decency(settings: IdentitySettings, models: Path) -> Decency | None:
    if settings.nsfw_engine == "none":
        return None
    found = NsfwJs(models) if settings.nsfw_engine == "nsfwjs" else NudeNetDecency()
    log.info("engine.licensed", engine=found.made_by, license=found.license)
    return found


def _ages(settings: IdentitySettings, models: Path) -> AgeGuess | None:
    return FaceApiAges(models) if settings.age_engine == "face-api" else None


def _gallery(folder: Path | None, studio: Portraits) -> Gallery | None:
    if folder is None:
        return None
    found = read_gallery(folder, studio.recognition, studio.inspector.readable)
    log.info("gallery.read", identities=len(found.identities), engine=found.recognition.made_by)
    return found


def abilities(recognition: FaceRecognition | None, decency: Decency | None) -> Abilities:
    """What the house learns of the engines here."""
    return Abilities(
        recognition=Engine(engine=recognition.made_by, license=recognition.license) if recognition else None,
        nsfw=Engine(engine=decency.made_by, license=decency.license) if decency else None,
    )


def room(slots: int) -> Room:
    faces = Room(handlers.NAME, fails_with=failing, slots=slots)
    faces.on(CreditsReserved, handlers.resolve)
    faces.on(ImageGenerated, compare)
    faces.answers("inspect", handlers.inspect)
    faces.answers("screen", handlers.screen)
    faces.answers("mask", handlers.mask)
    faces.answers("find", handlers.find)
    faces.answers("people", handlers.people)
    return faces


def judge(mine: IdentitySettings, studio: Portraits) -> LikenessJudge:
    models = mine.assets / "models"
    return LikenessJudge(studio.inspector, studio.matting, IrisLandmarks(models), Palms(models), studio.recognition)


def build(settings: Settings) -> Worker:
    mine = IdentitySettings(**dict(settings))
    blobs, faces, studio = ObjectBlobs(mine.blob_store_url), room(mine.identity_slots), portraits(mine)
    doorway = screener(mine, studio)
    ports = {
        "portraits": studio,
        "judge": judge(mine, studio),
        "known_faces": KnownFaces(),
        "screener": doorway,
        "blobs": blobs,
        "sealed": SealedBlobs(blobs, mine.secret.get_secret_value()),
        "bus": faces.bus,
    }
    can = abilities(studio.recognition, doorway.decency)
    return Worker(
        handlers.NAME,
        mine,
        [faces],
        ports=ports,
        background=[lambda: announce_abilities(faces.bus, handlers.NAME, can)],
    )


def main() -> None:
    serve(build, IdentitySettings())
