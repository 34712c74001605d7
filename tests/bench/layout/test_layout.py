"""Sixty rendered thumbnails, read back: a part of the fonts is not in the extractor's catalogue."""

import os

import pytest
from tests.bench.layout import grades, report, two_tone

from thumbworks.home import assets_folder

SEEDS = range(60)


@pytest.mark.bench
@pytest.mark.timeout(900)  # on a busy machine a target takes ten times as long
def test_known_layouts_are_read_back(capsys):
    found = report.run(assets_folder(), SEEDS)
    tones = two_tone.run(assets_folder(), range(SEEDS.stop // 2))
    with capsys.disabled():
        print(f"\nseeds {SEEDS.start} to {SEEDS.stop - 1}, load {os.getloadavg()[0]:.1f}")
        print("\n".join((*found.misses, *tones.misses, *report.table(found), *two_tone.table(tones), *grades.table())))

    assert len(found.seconds) == len(SEEDS)
