"""Necks, hands and irises of packaged photographs, as they are and repainted."""

import os

import pytest
from tests.bench.goals import must_be_met
from tests.bench.likeness import report

from thumbworks.home import assets_folder


@pytest.mark.bench
@pytest.mark.timeout(600)
def test_what_was_repainted_is_noticed(capsys):
    tables = report.run(assets_folder())
    with capsys.disabled():
        print(f"\nload {os.getloadavg()[0]:.1f}")
        print("\n".join(report.lines(tables)))

    assert tables
    must_be_met(report.goals(tables))
