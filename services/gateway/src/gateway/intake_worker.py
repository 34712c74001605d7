"""The process that decodes strangers' pictures: `python -m gateway.intake_worker`, spoken to by `gateway.intake`.

It imports a decoder, what measures colors, and nothing else; it holds no secret and no connection, and limits its own
memory and time. Each request on stdin is an 8-byte length, a byte that asks for colors and composition, one that keeps
transparency, and the file; each answer on stdout is a 4-byte length, a JSON head (`sizes` or `code`), then the
normalised picture. The parent kills it when it is late; it dies with its parent's pipe.
"""

import contextlib
import hashlib
import json
import resource
import struct
import sys
from typing import Any, BinaryIO

from common.errors import Code, PermanentError
from gateway.normalize import normalize
from gateway.sniff import sniff

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 20
REQUEST = struct.Struct(">Q??")

# What Pillow, libheif and friends raise on broken files (3,000 mutations tried); anything else ends the process,
# which the parent answers with the same code.
BROKEN = (OSError, ValueError, RuntimeError, SyntaxError, EOFError, MemoryError, struct.error, KeyError, IndexError)


def answer(data: bytes, *, look: bool = False, keep_alpha: bool = False) -> tuple[dict[str, Any], bytes]:
    """The head and the picture for one file; a refusal has a code and no picture."""
    try:
        picture = normalize(data, sniff(data), keep_alpha=keep_alpha)
        inspiration = measured(picture.data) if look else None
    except PermanentError as error:
        return {"code": error.code, "message": error.message}, b""
    except BROKEN:
        return {"code": Code.IMAGE_UNREADABLE}, b""
    head = {
        "width": picture.width,
        "height": picture.height,
        "sha256": hashlib.sha256(picture.data).hexdigest(),
        "md5": hashlib.md5(picture.data, usedforsecurity=False).hexdigest(),
        "bytes": len(picture.data),
        "inspiration": inspiration,
    }
    return head, picture.data


def measured(data: bytes) -> dict[str, Any]:
    """Of the picture as it is stored."""
    from common.looking import look_at  # noqa: PLC0415 - selfies, which are most of it, never need OpenCV

    return look_at(data).model_dump(mode="json")


def limit_memory() -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS knows the name but refuses the number
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def limit_time() -> None:
    """CPU seconds from now on; the kernel's limit counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while len(start := requests.read(REQUEST.size)) == REQUEST.size:
        size, look, keep_alpha = REQUEST.unpack(start)
        data = requests.read(size)
        limit_time()
        head, picture = answer(data, look=look, keep_alpha=keep_alpha)
        encoded = json.dumps(head).encode()
        answers.write(struct.pack(">I", len(encoded)) + encoded + picture)
        answers.flush()


if __name__ == "__main__":
    limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
