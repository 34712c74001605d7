"""Real photographs and the real models, built once for each test process."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from identity.detection.blazeface import BlazeFace
from identity.detection.eyes import IrisLandmarks
from identity.detection.facemesh import BlazeFaceMesh
from identity.detection.palms import Palms
from identity.matting import PersonMatting
from identity.photos import decoded
from identity.selfies.inspection import Inspector
from identity.settings import IdentitySettings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Test processes run side by side already."""
    cv2.setNumThreads(1)


@pytest.fixture(scope="session")
def models() -> Path:
    return ROOT / IdentitySettings().assets / "models"


@pytest.fixture(scope="session")
def photos() -> Path:
    """Photographs of people that are fetched for tests alone."""
    return ROOT / IdentitySettings().assets / "photos"


@pytest.fixture
def photo(photos):
    return lambda name: decoded((photos / f"{name}.jpg").read_bytes())


@pytest.fixture(scope="session")
def blazeface(models) -> BlazeFace:
    return BlazeFace(models)


@pytest.fixture(scope="session")
def meshes(models) -> BlazeFaceMesh:
    return BlazeFaceMesh(models)


@pytest.fixture(scope="session")
def irises(models) -> IrisLandmarks:
    return IrisLandmarks(models)


@pytest.fixture(scope="session")
def palms(models) -> Palms:
    return Palms(models)


@pytest.fixture(scope="session")
def inspector(blazeface, meshes) -> Inspector:
    return Inspector(blazeface, meshes)


@pytest.fixture(scope="session")
def matting(models) -> PersonMatting:
    return PersonMatting(models)


@pytest.fixture
def astronaut() -> np.ndarray:
    """Looks into the camera; her eyes are 43 pixels apart."""
    return data.astronaut()


@pytest.fixture
def close_up(astronaut) -> np.ndarray:
    """Large enough that nothing is wrong with it."""
    return cv2.resize(astronaut[:330, 60:390], (1000, 1000), interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def cameraman() -> np.ndarray:
    """Turned to the right of the picture, away from us."""
    return np.repeat(data.camera()[..., None], 3, axis=2)


@pytest.fixture
def brick() -> np.ndarray:
    """A wall with nothing in it that looks like anybody."""
    return np.repeat(data.brick()[..., None], 3, axis=2)


@pytest.fixture
def coffee() -> np.ndarray:
    return data.coffee()


@pytest.fixture
def motorcycle() -> np.ndarray:
    """In a garage; its tank and what hangs on the wall are taken for small faces."""
    return data.stereo_motorcycle()[0]
