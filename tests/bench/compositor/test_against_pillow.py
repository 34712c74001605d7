"""Ours against Pillow alone. Numbers are printed; that both draw the same picture is asserted."""

import pytest
from tests.bench.compositor import picture, report

from common.fonts.catalogue import FontCatalogue
from thumbworks.home import assets_folder


@pytest.mark.bench
def test_ours_against_pillow_alone(capsys):
    found = report.run(assets_folder())
    with capsys.disabled():
        print(f"\n{found.table}")

    assert found.difference < 4


def test_both_sides_of_the_bench_draw_the_same_picture():
    """In the ordinary run too: a bench of two different pictures would prove nothing."""
    files, assets = picture.files(), assets_folder()
    ours = report.draw_ours(files, FontCatalogue(assets))
    theirs = report.draw_theirs(files, assets / "fonts" / picture.FONT_FILE)

    assert report.difference(ours, theirs) < 4
