"""The whole house as a user starts it: `thumbworks up` as a process of its own, over a home of its own."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from skimage import data

from thumbworks.api import Api
from thumbworks.embedded.postgres import forget_postgres
from thumbworks.home import Home, assets_folder
from thumbworks.making import Made, Order, make

THUMBWORKS = Path(sys.executable).with_name("thumbworks")
START_PATIENCE = 240.0
PATIENCE = 120.0
"""Seconds for what a house does in a few: others start theirs at the same time on the same two cores."""


class QuietWatcher:
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, message: str) -> None:
        self.said.append(message)

    def confirm(self, question: str) -> bool:
        self.said.append(question)
        return False

    def progress(self, fraction: float, stage: str) -> None:
        assert 0 <= fraction <= 1, stage


class RunningHouse:
    """`thumbworks up`, with `settings` in its environment; `said` is what it printed."""

    def __init__(self, home: Path, *options: str, **settings: str) -> None:
        self.home = home
        self._log = home.with_suffix(".log")
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [THUMBWORKS, "up", "--port", "0", *options],
                env=environment(home) | settings,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.url = self._wait_for_url()

    @property
    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def _wait_for_url(self) -> str:
        deadline = time.monotonic() + START_PATIENCE
        while not (line := re.search(r"answers at (http://[\d.:]+)", self.said)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.terminate()  # nobody else would
                raise AssertionError(self.said)
            time.sleep(0.05)
        return line[1]

    def children(self, mark: str) -> list[int]:
        """Processes below the house whose command line holds `mark`."""
        everybody = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [pid for pid in everybody if re.search(mark, _command(pid)) and str(self.home) in _facts(pid)]

    def kill(self, mark: str) -> None:
        """End them as the kernel would: no goodbye, nothing is flushed. Somebody has to be there."""
        deadline = time.monotonic() + PATIENCE
        while not (doomed := self.children(mark)):
            assert time.monotonic() < deadline, f"no {mark} below the house of {self.home}"
            time.sleep(0.05)
        for pid in doomed:
            os.kill(pid, signal.SIGKILL)

    def until_said(self, words: str) -> None:
        """A job can be over before the house has noticed what happened to it."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.said:
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def until_offered(self, model: str) -> None:
        """A generator says what it has a moment after the gateway answers."""
        deadline = time.monotonic() + START_PATIENCE
        while model not in {
            card["id"] for card in httpx.get(f"{self.url}/models", trust_env=False, timeout=PATIENCE).json()["models"]
        }:
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def _offered(self) -> set[str]:
        answer = httpx.get(f"{self.url}/models", trust_env=False, timeout=PATIENCE)
        return {card["id"] for card in answer.json()["models"]}

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        forget_postgres(Home.open(self.home))
        return status


def _command(pid: int) -> str:
    """The words of its command line, as one string; empty for what has ended and for strangers."""
    return _told(pid, "cmdline").rstrip("\0").replace("\0", " ")


def _facts(pid: int) -> str:
    return _told(pid, "environ") + _command(pid)


def _told(pid: int, file: str) -> str:
    try:
        return Path(f"/proc/{pid}/{file}").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""


def environment(home: Path) -> dict[str, str]:
    """Ours, with a home of its own and the assets that are fetched already."""
    own = {"THUMBWORKS_HOME": str(home), "THUMBWORKS_ASSETS": str(assets_folder()), "OMP_NUM_THREADS": "1"}
    return {name: value for name, value in os.environ.items() if not name.startswith("THUMBWORKS_")} | own


def run(home: Path, *arguments: str | Path, timeout: float = 300, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command of the CLI, with `settings` in its environment."""
    return subprocess.run(
        [THUMBWORKS, *arguments],
        env=environment(home) | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


@pytest.fixture(autouse=True)
def leave_nothing(tmp_path: Path) -> Iterator[None]:
    """A cluster that a command made for a home of this test lies elsewhere when root runs it."""
    yield
    if (tmp_path / "home").exists():
        forget_postgres(Home.open(tmp_path / "home"))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """One for all tests of a worker that leave it standing: they compare with what was there before."""
    running = RunningHouse(tmp_path_factory.mktemp("house") / "home")
    yield running
    running.stop()


@pytest.fixture
def api(house: RunningHouse) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, timeout=PATIENCE, trust_env=False) as client:
        client.post("/me/consent", json={}).raise_for_status()
        yield client


@pytest.fixture(scope="session")
def selfie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person who looks at the camera."""
    file = tmp_path_factory.mktemp("photos") / "me.jpg"
    Image.fromarray(data.astronaut()).resize((1536, 1536), Image.Resampling.LANCZOS).save(file, quality=92)
    return file


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[np.ndarray[Any, Any]], Path]:
    folder = tmp_path_factory.mktemp("made")

    def save(pixels: np.ndarray[Any, Any]) -> Path:
        file = folder / f"{len(list(folder.iterdir()))}.png"
        Image.fromarray(pixels).save(file)
        return file

    return save


MakeIt = Callable[..., Made]


@pytest.fixture
def make_it(house: RunningHouse, selfie: Path, tmp_path: Path) -> MakeIt:
    """The whole way of `make` against the running house; answers of the brief by name."""

    def made(*images: Path, run: dict[str, Any] | None = None, **answers: Any) -> Made:
        brief = {"headline": "STOP DOING THIS", **answers}
        order = Order(images or (selfie,), brief, {"variants": 2, "seed": 7, **(run or {})}, tmp_path / "out")

        async def go() -> Made:
            async with Api(house.url) as api:
                return await make(api, order, QuietWatcher())

        return asyncio.run(go())

    return made
