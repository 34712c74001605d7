"""A known person with loose hair before six grounds, cut out and put on the opposite one."""

import os

import pytest
from tests.bench.matting import report

from thumbworks.home import assets_folder


@pytest.mark.bench
@pytest.mark.timeout(600)  # on a busy machine a picture takes ten times as long
def test_a_known_person_is_cut_out(capsys):
    found = report.run(assets_folder())
    with capsys.disabled():
        print(f"\nload {os.getloadavg()[0]:.1f}")
        print("\n".join(report.table(found)))

    assert found.rows
