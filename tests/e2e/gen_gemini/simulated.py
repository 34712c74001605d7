"""A house as a user starts it who has no key: `up --simulate gemini`."""

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
from tests.e2e.house.conftest import PATIENCE, START_PATIENCE, RunningHouse, run

MODEL = "gemini-nano-banana-2.1"


class Simulated:
    """A house whose Google is the simulator beside it."""

    def __init__(self, home: Path, *options: str, **settings: str) -> None:
        self.home = home
        self.house = RunningHouse(home, "--simulate", "gemini", *options, **settings)
        found = re.search(r"Simulating gemini at (http://[\d.]+:\d+)", self.house.said)
        assert found
        self.house.until_offered(MODEL)
        self.provider = httpx.Client(base_url=found[1], trust_env=False, timeout=PATIENCE)

    def make(self, *options: str | Path) -> tuple[int, dict[str, Any]]:
        done = run(self.home, "make", *options, "--json", "--allow", "google")
        return done.returncode, json.loads(done.stdout or "{}")

    def tell(self, *then: str, **told: Any) -> None:
        self.provider.post("/simulator/script", json={"then": list(then), **told}).raise_for_status()

    def said(self) -> dict[str, Any]:
        return self.provider.get("/simulator").json()

    @property
    def asked(self) -> int:
        """How many pictures it was asked for."""
        return sum(request["method"] == "generate" for request in self.said()["requests"])

    def until_asked(self, count: int, seconds: float = START_PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while self.asked < count:
            assert time.monotonic() < deadline, self.house.said
            time.sleep(0.05)
