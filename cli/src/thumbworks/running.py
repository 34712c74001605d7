"""How every verb ends: one sentence, or a problem document, and an exit code the shell understands."""

import asyncio
import sys
from collections.abc import Coroutine
from enum import IntEnum
from typing import Annotated, Any, Never, TypeVar

import typer

from thumbworks.errors import HouseError

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


class Exit(IntEnum):
    """What the shell is told."""

    DONE = 0
    NOT_DELIVERED = 1
    BAD_INPUT = 2
    CANNOT_STAND = 3
    INTERRUPTED = 130


def run(work: Coroutine[Any, Any, T], *, as_json: bool = False) -> T:
    """Run to the end; what can go wrong becomes one sentence, or a problem document, and an exit code."""
    import httpx  # noqa: PLC0415

    from common.errors import ThumbworksError  # noqa: PLC0415
    from thumbworks.api import ApiError  # noqa: PLC0415

    try:
        return asyncio.run(work)
    except KeyboardInterrupt as error:
        raise typer.Exit(Exit.INTERRUPTED) from error
    except ApiError as error:
        refuse(error.problem, str(error), Exit.BAD_INPUT, error, as_json=as_json)
    except HouseError as error:
        refuse({"code": "house_error", "detail": str(error)}, str(error), Exit.CANNOT_STAND, error, as_json=as_json)
    except ThumbworksError as error:
        refuse({"code": error.code, "detail": error.message}, error.message, Exit.CANNOT_STAND, error, as_json=as_json)
    except httpx.TransportError as error:
        refuse({"code": "api_unreachable"}, "The API cannot be reached.", Exit.CANNOT_STAND, error, as_json=as_json)


def refuse(problem: dict[str, Any], sentence: str, status: Exit, cause: Exception, *, as_json: bool) -> Never:
    if as_json:
        from thumbworks import showing  # noqa: PLC0415

        showing.as_json(problem)
        raise typer.Exit(status) from cause
    code = problem.get("code")
    fail(f"{sentence} ({code})" if code != "house_error" else sentence, status, cause)


def fail(sentence: str, status: Exit, cause: BaseException | None = None) -> Never:
    print(f"thumbworks: {sentence}", file=sys.stderr)
    raise typer.Exit(status) from cause


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
