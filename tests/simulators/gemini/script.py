"""What the simulator plays next. An entry is a name, or a name and a number: `overloaded`, `rate_limit:2.5`.

Where an entry comes from, first match wins: the header `x-simulate`, a mark in the prompt (`[[simulate:no_image]]`),
the queue of the model, the queue of all. An empty queue means `picture`.
"""

import re
from collections import deque
from dataclasses import dataclass, field

PICTURE = "picture"
MARK = re.compile(r"\[\[simulate:([\w:.]+)\]\]")


@dataclass(frozen=True)
class Entry:
    name: str = PICTURE
    number: float | None = None

    @classmethod
    def read(cls, text: str) -> "Entry":
        name, _, number = text.partition(":")
        return cls(name, float(number) if number else None)


@dataclass
class Script:
    """Queues of entries, by model; the empty name stands for all of them. `always` is played when they are empty."""

    queues: dict[str, deque[Entry]] = field(default_factory=dict[str, "deque[Entry]"])
    always: Entry = field(default_factory=Entry)

    def then(self, *entries: str, model: str = "") -> None:
        self.queues.setdefault(model, deque()).extend(map(Entry.read, entries))

    def next(self, model: str, *, header: str | None = None, prompt: str = "") -> Entry:
        if header:
            return Entry.read(header)
        if mark := MARK.search(prompt):
            return Entry.read(mark[1])
        for name in (model, ""):
            if self.queues.get(name):
                return self.queues[name].popleft()
        return self.always
