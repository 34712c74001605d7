"""All that one simulator knows: its script, what it was asked, what it was paid for, its files and batches."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.gemini.asked import Asked
from tests.simulators.gemini.buckets import Buckets
from tests.simulators.gemini.errors import ApiError
from tests.simulators.gemini.files import Files
from tests.simulators.gemini.interaction_schema import InteractionSpec
from tests.simulators.gemini.models import MODELS, Model
from tests.simulators.gemini.script import Entry, Script
from tests.simulators.gemini.spec import Spec


@dataclass
class World:
    """`key` is the only one accepted, any when empty; `latency` are the seconds a picture takes.

    `counts_more` tokens are added whenever it is asked to count.
    """

    key: str = ""
    latency: float = 0.0
    batch_seconds: float = 0.0
    counts_more: int = 0
    script: Script = field(default_factory=Script)
    files: Files = field(default_factory=Files)
    buckets: Buckets = field(default_factory=Buckets)
    refused_keys: set[str] = field(default_factory=set[str])
    spent_keys: set[str] = field(default_factory=set[str])
    asked_with: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(verb, key) of every call for a picture or a batch of them."""
    spec: Spec | None = field(default_factory=Spec.found)
    interaction_spec: InteractionSpec | None = field(default_factory=InteractionSpec.found)
    retired: set[str] = field(default_factory=set[str])
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    bought: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    batches: dict[str, Any] = field(default_factory=dict[str, Any])
    stages: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    interactions: dict[str, Any] = field(default_factory=dict[str, Any])
    lines: list[str] = field(default_factory=list[str])
    """What a model that answers in words reads, picture by picture."""
    seen: list[bytes] = field(default_factory=list[bytes])
    """The pictures it was shown."""

    def behind(self, uri: str) -> bytes | None:
        """What a request's file is, wherever Google finds it."""
        return self.files.behind(uri) or self.buckets.behind(uri)

    def living(self) -> dict[str, Model]:
        return {name: model for name, model in MODELS.items() if name not in self.retired}

    def book(self, asked: Asked, entry: Entry, *, batch: bool = False) -> None:
        """A picture that was made is paid for, whether or not it arrives."""
        tokens = asked.model.image_tokens[asked.size]
        self.bought.append({"model": asked.model.id, "tokens": tokens, "as": entry.name, "batch": batch})

    def note(self, **facts: Any) -> dict[str, Any]:
        self.requests.append({"at": time.time(), **facts})
        return self.requests[-1]

    def must_know(self, request: dict[str, Any]) -> None:
        """What was asked before a reset, by somebody who is gone, is not made and not booked after it."""
        if all(request is not known for known in self.requests):
            raise ApiError(503, "UNAVAILABLE", "The simulator was reset meanwhile.")

    def reset(self) -> None:
        """As new, with the same settings; uploaded files stay, and what is under way is forgotten."""
        self.script = Script()
        for known in (self.retired, self.requests, self.bought, self.batches, self.interactions, self.stages):
            known.clear()
