"""The house's numbers: imports, a whole `make`, `up` to ready, memory; beside what this machine can do at best."""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from PIL import Image
from skimage import data
from tests.e2e.house.conftest import THUMBWORKS, RunningHouse, environment, run

pytestmark = pytest.mark.bench

ROUNDS = 3
IMPORTS = "import gateway.app, credits.app, identity.app, gen_studio.app, compositor.app, uvicorn, asyncpg"


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    return statistics.median(timed(work) for _ in range(rounds))


def python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def row(name: str, value: str, target: str, floor: str) -> None:
    print(f"{name:<46} {value:>10}   target {target:<10} floor: {floor}")


@pytest.fixture(scope="module")
def big_selfie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve megapixels, as a phone takes them."""
    file = tmp_path_factory.mktemp("bench") / "me.jpg"
    Image.fromarray(data.astronaut()).resize((3464, 3464), Image.Resampling.LANCZOS).save(file, quality=92)
    return file


def memory(pids: list[int]) -> float:
    """Resident megabytes of processes; pages that several share count for each in equal parts (PSS)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def family(pid: int) -> list[int]:
    """A process and everything it started, over sessions."""
    found = [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if int(fields[1]) in found:
            found.append(int(stat.parent.name))
    return found


def test_imports_of_the_whole_stack() -> None:
    python(IMPORTS)
    bare, ours = median(lambda: python("pass")), median(lambda: python(IMPORTS))

    row("imports of the whole stack", f"{ours:.2f} s", "2.5 s", f"python alone {bare:.2f} s")


def test_make_with_a_twelve_megapixel_selfie(big_selfie: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    job: dict[str, object] = {}

    def make() -> None:
        done = run(home, "make", big_selfie, "--headline", "STOP DOING THIS", "--out", tmp_path / "out", "--json")
        assert done.returncode == 0, done.stderr
        job.update(json.loads(done.stdout))

    first, seconds = timed(make), median(make)

    decode = median(lambda: Image.open(big_selfie).convert("RGB"))
    row("make, 12 MP, 4 variants, 1280x720", f"{seconds:.2f} s", "8 s", f"decoding that JPEG {decode:.2f} s")
    print(f"  the very first, with a new database: {first:.2f} s; per hop: {job['seconds_per_hop']}")


def test_up_until_it_is_ready_and_what_it_holds(big_selfie: Path, tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "home")
    idle = memory(family(house.process.pid))
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False) as api:
        assert api.get("/readyz").status_code == httpx.codes.OK
    subprocess.run(
        [THUMBWORKS, "make", big_selfie, "--headline", "STOP DOING THIS", "--out", tmp_path / "out"],
        env=environment(tmp_path / "home"),
        check=True,
        capture_output=True,
    )
    after = memory(family(house.process.pid))
    house.process.send_signal(signal.SIGTERM)
    house.process.wait(60)

    started = time.perf_counter()
    again = RunningHouse(tmp_path / "home")
    ready = time.perf_counter() - started
    again.stop()

    imports = median(lambda: python(IMPORTS))
    row("up to ready", f"{ready:.2f} s", "6 s", f"imports alone {imports:.2f} s")
    row("memory, the whole stack after a job", f"{after:.0f} MB", "1000 MB", f"idle {idle:.0f} MB")


def test_the_second_start_of_the_script() -> None:
    script = Path(__file__).parents[3] / "thumbworks"
    subprocess.run([script, "--help"], check=True, capture_output=True, env={**os.environ, "COLUMNS": "80"})
    whole = median(lambda: subprocess.run([script, "--help"], check=True, capture_output=True))
    bare = median(lambda: subprocess.run([THUMBWORKS, "--help"], check=True, capture_output=True))

    row(
        "./thumbworks on top of the command line",
        f"{whole - bare:.2f} s",
        "1 s",
        f"the command line alone {bare:.2f} s",
    )
