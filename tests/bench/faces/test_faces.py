"""Everybody in packaged photographs, in many sizes, turns and lights; and nobody where nobody is."""

import os

import pytest
from tests.bench.faces import report
from tests.bench.goals import must_be_met

from thumbworks.home import assets_folder


@pytest.mark.bench
def test_known_faces_are_found(capsys):
    found = report.run(assets_folder())
    with capsys.disabled():
        print(f"\nload {os.getloadavg()[0]:.1f}")
        print("\n".join(report.table(found)))

    assert found.rows
    must_be_met(report.goals(found))
