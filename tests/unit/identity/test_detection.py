"""BlazeFace and its mesh on real photographs."""

import subprocess
import sys

import cv2
import numpy as np
import pytest

from identity.detection.landmarks import LEFT_EYE, NOSE, RIGHT_EYE
from identity.detection.tflite import GREETING, TfliteModel

LEFT, RIGHT = (204, 102), (247, 105)
"""Her eyes."""


def turned(rgb, degrees):
    h, w = rgb.shape[:2]
    return cv2.warpAffine(rgb, cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 0.7), (w, h))


def readable(blazeface, meshes, rgb, **how):
    found = [(face, meshes.mesh(rgb, face)) for face in blazeface.faces(rgb, **how)]
    return [(face, mesh) for face, mesh in found if mesh.presence > 0.5]


def test_one_face_is_found_with_its_eyes_in_place(blazeface, astronaut):
    (face,) = blazeface.faces(astronaut)

    assert face.keypoints[0] == pytest.approx(LEFT, abs=6)
    assert face.keypoints[1] == pytest.approx(RIGHT, abs=6)


def test_the_mesh_knows_the_eyes_better_still(blazeface, meshes, astronaut):
    ((_, mesh),) = readable(blazeface, meshes, astronaut)

    assert mesh.points.shape == (468, 2)
    assert mesh.points[list(LEFT_EYE)].mean(0) == pytest.approx(LEFT, abs=3)
    assert mesh.points[list(RIGHT_EYE)].mean(0) == pytest.approx(RIGHT, abs=3)


def test_positions_grow_with_the_picture(blazeface, meshes, astronaut):
    large = cv2.resize(astronaut, (3072, 3072))
    ((_, small_mesh),) = readable(blazeface, meshes, astronaut)
    ((_, large_mesh),) = readable(blazeface, meshes, large)

    assert large_mesh.points[NOSE] / 6 == pytest.approx(small_mesh.points[NOSE], abs=2.5)


@pytest.mark.parametrize("degrees", [-60, -30, 30, 60])
def test_a_head_that_lies_sideways_is_read(blazeface, meshes, astronaut, degrees):
    assert readable(blazeface, meshes, turned(astronaut, degrees))


def test_everybody_in_a_group_is_found(blazeface, meshes, astronaut):
    group = np.tile(astronaut[30:260, 100:360], (2, 3, 1))

    assert len(readable(blazeface, meshes, group)) == 6


def test_a_face_of_twenty_pixels_takes_a_thorough_search(blazeface, meshes, astronaut):
    picture = np.full((720, 1280, 3), 128, np.uint8)
    picture[100:214, 600:714] = cv2.resize(astronaut, (114, 114), interpolation=cv2.INTER_AREA)

    assert not readable(blazeface, meshes, picture)
    assert readable(blazeface, meshes, picture, thorough=True)


def test_the_mesh_is_not_fooled_by_what_only_resembles_a_face(blazeface, meshes, coffee):
    assert not readable(blazeface, meshes, coffee, thorough=True)


@pytest.mark.parametrize(("top", "tint"), [(63, (1.14, 0.91, 1.15)), (49, (1.13, 0.83, 1.2))])
def test_what_is_a_face_one_way_round_only_is_none(blazeface, meshes, motorcycle, top, tint):
    cut = cv2.resize(motorcycle[top : top + 417], (1280, 720), interpolation=cv2.INTER_CUBIC)

    assert not readable(blazeface, meshes, np.clip(cut * np.array(tint), 0, 255).astype(np.uint8))


def test_a_face_is_read_as_well_in_the_mirror(blazeface, meshes, astronaut):
    ((_, mesh),) = readable(blazeface, meshes, np.ascontiguousarray(astronaut[:, ::-1]))

    assert mesh.presence > 0.99


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"face_landmark\.tflite"):
        TfliteModel(tmp_path / "face_landmark.tflite")


WHILE_MODELS_LOAD = """
import os, sys, threading
from pathlib import Path
from identity.detection.tflite import TfliteModel

over = threading.Event()

def talk():
    for number in range(1_000_000):
        os.write(2, b"line %d\\n" % number)
        if over.wait(0.0002):
            return

talking = threading.Thread(target=talk)
talking.start()
models = [TfliteModel(path) for path in Path(sys.argv[1]).glob("*.tflite")]
loading = [threading.Thread(target=model._loaded) for model in models]
for thread in loading: thread.start()
for thread in loading: thread.join()
over.set()
talking.join()
os.write(2, b"the end\\n")
"""


def test_while_models_load_nobody_is_silenced_but_the_library_that_greets(models):
    said = subprocess.run(
        [sys.executable, "-c", WHILE_MODELS_LOAD, models], stderr=subprocess.PIPE, check=True, timeout=120
    ).stderr.splitlines()

    numbers = sorted(int(line.split()[1]) for line in said if line.startswith(b"line "))
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 10
    assert [line for line in said if GREETING in line] == []
    assert said[-1] == b"the end"
