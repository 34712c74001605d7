"""The simulator where a test wants it: in the test's own loop, or as a process of its own."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import httpx
from tests.listening import listening, quiet
from tests.simulators.gemini.app import create_app
from tests.simulators.gemini.world import World

ROOT = Path(__file__).parents[3]
PATIENCE = 20.0


@contextlib.asynccontextmanager
async def served(world: World) -> AsyncGenerator[str]:
    """The URL of a simulator that lives in this loop; its `World` is at hand."""
    async with listening(quiet(create_app(world))) as url:
        yield url


class Simulator:
    """A simulator in a process of its own, spoken to over its admin paths."""

    def __init__(self, url: str, pid: int) -> None:
        self.url, self.pid = url, pid
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=30)

    def tell(self, *then: str, **told: Any) -> None:
        self._http.post("/simulator/script", json={"then": list(then), **told}).raise_for_status()

    def reset(self) -> None:
        self._http.post("/simulator/reset").raise_for_status()

    @property
    def said(self) -> dict[str, Any]:
        return self._http.get("/simulator").json()

    @property
    def bought(self) -> list[dict[str, Any]]:
        return self.said["bought"]

    def requests(self, method: str = "generate") -> list[dict[str, Any]]:
        return [request for request in self.said["requests"] if request["method"] == method]


@contextlib.contextmanager
def spawned(*options: str) -> Generator[Simulator]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = [sys.executable, "-m", "tests.simulators.gemini", "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT)
    simulator = Simulator(f"http://127.0.0.1:{port}", process.pid)
    try:
        wait_for(simulator.url, process)
        yield simulator
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=0), trust_env=False) as client:
        for _ in range(int(PATIENCE / 0.05)):
            assert process.poll() is None, "the simulator ended at once"
            with contextlib.suppress(httpx.TransportError):
                client.get(f"{url}/simulator")
                return
            time.sleep(0.05)
    raise TimeoutError(url)
