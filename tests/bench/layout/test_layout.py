"""Sixty rendered thumbnails, read back: a part of the fonts is not in the extractor's catalogue.

`THUMBWORKS_OCR_ENGINE` names the reader, as in the house.
"""

import os

import pytest
from tests.bench.goals import must_be_met
from tests.bench.layout import grades, report, two_tone

from layout_extractor.readers import reader_for
from layout_extractor.settings import LayoutExtractorSettings
from thumbworks.home import assets_folder

SEEDS = range(60)


@pytest.mark.bench
@pytest.mark.timeout(3600)  # on a busy machine a target takes ten times as long, and EasyOCR five times more
def test_known_layouts_are_read_back(capsys):
    settings = LayoutExtractorSettings()
    reader = reader_for(settings.ocr_engine, settings.ocr_models)
    found = report.run(assets_folder(), SEEDS, reader)
    tones = two_tone.run(assets_folder(), range(SEEDS.stop // 2), reader)
    with capsys.disabled():
        print(f"\n{reader.name}, seeds {SEEDS.start} to {SEEDS.stop - 1}, load {os.getloadavg()[0]:.1f}")
        print("\n".join((*found.misses, *tones.misses, *report.table(found), *two_tone.table(tones), *grades.table())))

    assert len(found.seconds) == len(SEEDS)
    must_be_met((*report.goals(found), *two_tone.goals(tones), *grades.goals()))
