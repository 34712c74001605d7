"""Thumbnails whose layout is known, and the extractor over its real engine."""

import cv2
import pytest
from tests.bench.layout.samples import Sample, samples

from layout_extractor.extracting import Extractor
from layout_extractor.readers.rapid import RapidReader
from layout_extractor.words.faces import Face, faces_in
from thumbworks.home import assets_folder


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Test processes run side by side already."""
    cv2.setNumThreads(1)


@pytest.fixture(scope="session")
def faces() -> tuple[Face, ...]:
    return faces_in(assets_folder())


@pytest.fixture(scope="session")
def reader() -> RapidReader:
    return RapidReader()


@pytest.fixture(scope="session")
def extractor(reader, faces) -> Extractor:
    return Extractor(reader, faces)


@pytest.fixture(scope="session")
def known() -> dict[int, Sample]:
    """Samples of the bench by seed: a tilted line with a stroke, a plate, two lines beside a person."""
    return {seed: next(iter(samples(assets_folder(), range(seed, seed + 1)))) for seed in (7, 17, 26)}
