"""The script of the documents, run as it is printed there: no promise of docs/api.md without somebody who keeps it."""

import os
import subprocess
from pathlib import Path

from tests.e2e.house.conftest import RunningHouse

LIFE = Path(__file__).parents[3] / "docs" / "life.sh"


def test_the_whole_life_of_a_thumbnail_goes_by_curl_alone(house: RunningHouse, selfie: Path, tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "THUMBWORKS_TOKEN"}
    lived = subprocess.run(
        [LIFE, selfie, house.url],
        env=surroundings | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )

    assert lived.returncode == 0, lived.stderr + lived.stdout
    assert '"kind": "biometrics"' in lived.stdout
    assert "manifest.json" in lived.stdout
    assert [line.split()[1] for line in lived.stdout.splitlines() if line.startswith("job_")] == [
        "succeeded",
        "canceled",
        "succeeded",
    ]
    assert [zipped.name for zipped in tmp_path.glob("*/thumbnails.zip")] == ["thumbnails.zip"]
