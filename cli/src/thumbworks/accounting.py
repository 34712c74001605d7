"""`thumbworks credits <verb>`: wallets and books of this installation. Each verb imports what it needs when it runs."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer

from thumbworks.home import Home
from thumbworks.running import Exit, Json, run, say
from thumbworks.servers import Servers

T = TypeVar("T")


class Flag(StrEnum):
    FROZEN = "frozen"
    PAUSED = "paused"
    FLAGGED = "flagged"


credits_app = typer.Typer(no_args_is_help=True, help="Wallets of this installation.")


@credits_app.command("grant")
def grant(
    amount: Annotated[int, typer.Argument(min=1, help="Credits to add.")],
    user: Annotated[str | None, typer.Option(help="The user's UUID; the local user when left out.")] = None,
    key: Annotated[str | None, typer.Option(help="The same key grants once.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Add credits to a wallet, with an entry in the audit trail."""
    from gateway.auth import LOCAL_USER  # noqa: PLC0415
    from thumbworks import wallet  # noqa: PLC0415

    granted = in_the_books(lambda home, at: wallet.grant(home, at, user or LOCAL_USER, amount, key), as_json=as_json)
    show(granted, f"{amount} credits granted; the balance is {granted['credits']}.", as_json=as_json)


@credits_app.command("refund")
def refund(
    job: Annotated[str, typer.Argument(help="The id of a job that is over.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Give back what a job was charged, once; its pictures stay."""
    from thumbworks import wallet  # noqa: PLC0415

    given = in_the_books(lambda home, at: wallet.refund(home, at, job, reason), as_json=as_json)
    show(given, f"{given['refunded']} credits given back; the balance is {given['credits']}.", as_json=as_json)


@credits_app.command("check")
def check(*, as_json: Json = False) -> None:
    """Look for money that cannot be explained or was not given back; exit code 1 when there is any."""
    from thumbworks import wallet  # noqa: PLC0415

    found = in_the_books(wallet.violations, as_json=as_json)
    said = [f"{row['rule']}: {row['subject']}" for row in found] or ["Every credit is accounted for."]
    show(found, "\n".join(said), as_json=as_json)
    raise typer.Exit(Exit.NOT_DELIVERED if found else Exit.DONE)


@credits_app.command("flags")
def flags(*, as_json: Json = False) -> None:
    """Accounts that are frozen (a payment is disputed), paused, or to be looked at; the newest hundred."""
    from thumbworks import wallet  # noqa: PLC0415

    found = in_the_books(wallet.flags, as_json=as_json)
    said = [f"{row['user_id']}  {row['kind']}  {row['created_at']}  {row['reason']}" for row in found]
    show(found, "\n".join(said or ["No account is flagged."]), as_json=as_json)


@credits_app.command("clear")
def clear(
    user: Annotated[UUID, typer.Argument(help="The account's UUID.")],
    kind: Annotated[Flag | None, typer.Option(help="Only this kind; every one when left out.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Take flags off an account: it may buy and run again."""
    from thumbworks import wallet  # noqa: PLC0415

    cleared = in_the_books(lambda home, at: wallet.clear(home, at, str(user), kind), as_json=as_json)
    show({"cleared": cleared}, f"{cleared} flags taken off.", as_json=as_json)


def in_the_books(work: Callable[[Home, Servers], Awaitable[T]], *, as_json: bool) -> T:
    """Run `work(home, servers)` over the running house, else over one opened for the moment."""
    from thumbworks.joining import any_servers  # noqa: PLC0415

    home = Home.open()

    async def over() -> T:
        async with any_servers(home, say) as servers:
            return await work(home, servers)

    return run(over(), as_json=as_json)


def show(answer: Any, sentence: str, *, as_json: bool) -> None:
    from thumbworks import showing  # noqa: PLC0415

    if as_json:
        showing.as_json(answer)
    else:
        print(sentence)
