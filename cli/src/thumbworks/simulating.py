"""A provider's simulator beside the house: `up --simulate gemini` walks the whole path without a key.

Simulators are test code of the repository (`tests/simulators/<name>`) and run as processes of their own; an installed
copy of Thumbworks has none and says so.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncGenerator, Generator, Mapping
from pathlib import Path

import httpx

from thumbworks.errors import HouseError
from thumbworks.home import checkout
from thumbworks.house import LOOPBACK, listening
from thumbworks.servers import Say

PATIENCE = 20.0
GRACE = 5.0

# What points a room at its simulator. The keys are made up; a real one in the environment is not used meanwhile.
POINTERS: dict[str, Mapping[str, str | None]] = {
    "gemini": {"GOOGLE_GEMINI_BASE_URL": "{url}", "GEMINI_API_KEY": "simulator", "GOOGLE_API_KEY": None},
}


@contextlib.asynccontextmanager
async def simulating(name: str | None, say: Say) -> AsyncGenerator[None]:
    """The simulator `name`, with the environment pointed at it; nothing when no name is given.

    Raises `HouseError` for a name nobody knows, and where the simulators are not installed.
    """
    if name is None:
        yield
        return
    root = root_of(name, checkout())
    with listening(0) as door:
        port = door.getsockname()[1]
    url = f"http://{LOOPBACK}:{port}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"tests.simulators.{name}", "--port", str(port)), cwd=root
    )
    try:
        await until_it_answers(url, process)
        say(f"Simulating {name} at {url}: pictures are drawn, nothing leaves this machine, nothing is paid.")
        with pointed(POINTERS[name], url):
            yield
    finally:
        await end(process)


def root_of(name: str, root: Path) -> Path:
    """The checkout, if it is one that holds the simulator."""
    if name not in POINTERS:
        raise HouseError(f"there is no simulator of {name}", f"./thumbworks up --simulate {next(iter(POINTERS))}")
    if not (root / "tests" / "simulators" / name / "__main__.py").is_file():
        raise HouseError(f"the simulator of {name} is part of the repository, not of an installed copy", "git clone")
    return root


async def until_it_answers(url: str, process: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(PATIENCE):
        while process.returncode is None:
            with contextlib.suppress(httpx.TransportError):
                await client.get(f"{url}/simulator")
                return
            await asyncio.sleep(0.05)
    raise HouseError("the simulator ended at once", "run it alone: python -m tests.simulators.gemini")


@contextlib.contextmanager
def pointed(pointers: Mapping[str, str | None], url: str) -> Generator[None]:
    """The environment with `pointers` in it, as it was before afterwards."""
    before = {name: os.environ.get(name) for name in pointers}
    put({name: value.format(url=url) if value else None for name, value in pointers.items()})
    try:
        yield
    finally:
        put(before)


def put(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


async def end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), GRACE)
        return
    process.kill()
    await process.wait()
