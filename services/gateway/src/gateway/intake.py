"""Pictures from strangers, decoded at arm's length: a small pool of worker processes with memory and time limits.

A worker that is late, dies or answers nonsense is killed and replaced; the upload it held is refused. Workers start
on first use (or with `warm`) and stay, because starting one costs more than decoding a picture.
"""

import asyncio
import contextlib
import json
import struct
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from common.errors import Code, PermanentError
from gateway.sniff import sniff

PICTURES_PER_WORKER = 200  # then a fresh one: decoders leave the heap in pieces
WALL_SECONDS = 20.0

# Nothing worth reading, whatever a picture makes the worker do. glibc gives the memory of large blocks back at once.
ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": "1000000", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Picture:
    """A normalised upload: JPEG bytes (PNG where transparency is kept), upright sRGB pixels, no metadata.

    `inspiration` is there where it was asked for.
    """

    data: bytes
    width: int
    height: int
    sha256: str
    md5: str
    inspiration: dict[str, Any] | None = None


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self.pictures = 0

    @classmethod
    async def start(cls) -> "_Worker":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway.intake_worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=ENVIRONMENT,
            start_new_session=True,  # Ctrl-C is for the gateway, which lets uploads finish first
        )
        return cls(process)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, data: bytes, *, look: bool, keep_alpha: bool) -> tuple[dict[str, Any], bytes]:
        """The worker's answer; IncompleteReadError or a broken pipe when it died over this picture."""
        self.pictures += 1
        self._stdin.write(struct.pack(">Q??", len(data), look, keep_alpha))
        self._stdin.write(data)
        await self._stdin.drain()
        (size,) = struct.unpack(">I", await self._stdout.readexactly(4))
        head: dict[str, Any] = json.loads(await self._stdout.readexactly(size))
        return head, await self._stdout.readexactly(head.get("bytes", 0))

    async def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Intake:
    """Turns uploaded bytes into a `Picture`, `workers` at a time."""

    def __init__(self, workers: int = 1, seconds: float = WALL_SECONDS) -> None:
        self._slots = asyncio.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._seconds = seconds

    async def warm(self) -> None:
        """Start one worker ahead of the first upload."""
        async with self._slots:
            if not self._idle:
                self._idle.append(await _Worker.start())

    async def normalize(self, data: bytes, *, look: bool = False, keep_alpha: bool = False) -> Picture:
        """`look` measures colors and composition too (`common.looking`).

        Raises `unsupported_media`, `image_unreadable`, `image_too_large`, `image_too_small`, `image_animated`.
        """
        sniff(data)
        async with self._borrowed() as worker:
            head, picture = await self._ask(worker, data, look=look, keep_alpha=keep_alpha)
        if code := head.get("code"):
            raise PermanentError(Code(code), head.get("message"))
        return Picture(picture, head["width"], head["height"], head["sha256"], head["md5"], head["inspiration"])

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().stop()

    async def _ask(self, worker: _Worker, data: bytes, *, look: bool, keep_alpha: bool) -> tuple[dict[str, Any], bytes]:
        try:
            async with asyncio.timeout(self._seconds):
                return await worker.ask(data, look=look, keep_alpha=keep_alpha)
        except TimeoutError as error:
            raise PermanentError(Code.IMAGE_UNREADABLE, "That picture takes too long to read.") from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise PermanentError(Code.IMAGE_UNREADABLE) from error

    def _pop_living(self) -> _Worker | None:
        """An idle worker; one that died in its sleep must not cost an innocent upload."""
        while self._idle:
            if (worker := self._idle.pop()).alive:
                return worker
        return None

    @contextlib.asynccontextmanager
    async def _borrowed(self) -> AsyncGenerator[_Worker]:
        """A worker of our own for one exchange; anything that interrupts it leaves a worker nobody can trust."""
        async with self._slots:
            worker = self._pop_living() or await _Worker.start()
            returned = False
            try:
                yield worker
                returned = worker.pictures < PICTURES_PER_WORKER
            finally:
                if returned:
                    self._idle.append(worker)
                else:
                    await worker.stop()
