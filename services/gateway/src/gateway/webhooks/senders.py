"""Who may call, as a table: a room adds its provider as a row.

`service` is the room that left the request with the provider. `verify` makes the check from what this installation was
told about the sender, its secret or our account there; without it nothing can be checked, so nothing of such a call is
read and the room only looks by itself. `request_in` finds the provider's name for the request, in the body.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from gateway.outside import Limits, Outside
from gateway.webhooks.verifying import SigningKeys, Verify, fal, standard

FAL_KEYS = "https://rest.fal.ai/.well-known/jwks.json"

Find = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class Sender:
    service: str
    verify: Callable[[str, Outside], Verify] | None = None
    request_in: Find = dict[str, Any].keys


def field(*path: str) -> Find:
    """What lies at that path of a document; None where it does not lead anywhere."""

    def find(document: dict[str, Any]) -> object:
        found: object = document
        for step in path:
            found = cast("dict[str, object]", found).get(step) if isinstance(found, dict) else None
        return found

    return find


def by_secret(secret: str, _: Outside) -> Verify:
    return standard(secret)


def of_fal(account: str, outside: Outside) -> Verify:
    async def keys() -> bytes:
        return await outside.fetch(FAL_KEYS, limits=Limits(seconds=5, max_bytes=100_000))

    return fal(account, SigningKeys(keys))


SENDERS: dict[str, Sender] = {
    "google": Sender("gen-gemini"),
    "openai": Sender("gen-external", by_secret, field("data", "id")),
    "fal": Sender("gen-external", of_fal, field("request_id")),
}


def verifiers(known: Mapping[str, str], outside: Outside) -> dict[str, Verify]:
    """Of the senders this installation knows something about. Raises ValueError for one that has no row."""
    makers = {name: sender.verify for name, sender in SENDERS.items() if sender.verify}
    if strangers := set(known) - set(makers):
        msg = f"No such sender of webhooks: {', '.join(sorted(strangers))}. There are {', '.join(makers)}."
        raise ValueError(msg)
    return {name: make(known[name], outside) for name, make in makers.items() if known.get(name)}
