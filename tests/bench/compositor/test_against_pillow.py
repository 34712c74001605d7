"""Ours against Pillow alone. Numbers are printed; that both draw the same picture is asserted."""

import pytest

from compositor import bench
from compositor.bench import picture
from compositor.fonts.catalogue import FontCatalogue
from thumbworks.home import assets_folder


@pytest.mark.bench
def test_ours_against_pillow_alone(capsys):
    report = bench.run(assets_folder())
    with capsys.disabled():
        print(f"\n{report.table}")

    assert report.difference < 4


def test_both_sides_of_the_bench_draw_the_same_picture():
    """In the ordinary run too: a bench of two different pictures would prove nothing."""
    files, assets = picture.files(), assets_folder()
    ours = bench.draw_ours(files, FontCatalogue(assets))
    theirs = bench.draw_theirs(files, assets / "fonts" / picture.FONT_FILE)

    assert bench.difference(ours, theirs) < 4
