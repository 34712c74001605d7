"""`docs/events.md`: every fact, who tells it, who does something with it, and what it carries."""

from typing import Any

from pydantic import BaseModel

from common.bus.worker import Worker
from common.events import EVENTS, Event
from common.ticket import Ticket
from thumbworks.documents.markdown import WRITTEN_BY, table

# Who tells each fact. Who listens is read from the rooms themselves.
SENDERS: dict[str, str] = {
    "job.requested": "gateway",
    "job.canceled": "gateway",
    "job.expired": "gateway",
    "credits.reserved": "credits",
    "credits.rejected": "credits",
    "identity.resolved": "identity",
    "identity.failed": "identity",
    "layout.extracted": "layout-extractor",
    "layout.failed": "layout-extractor",
    "image.requested": "identity, once per variant; a generator that hands its variant to the next one on the route",
    "image.submitted": "a generator whose provider answers later",
    "provider.answered": "gateway (webhook) or the generator (poller)",
    "image.generated": "a generator",
    "image.failed": "the last generator on the route",
    "likeness.checked": "identity, of every picture a model drew",
    "likeness.failed": "identity, under a strict face lock",
    "render.composited": "compositor",
    "render.failed": "compositor; credits, for a message it cannot deal with",
    "credits.settled": "credits",
}

HEAD = f"""\
# Events

{WRITTEN_BY}

Every message on the bus is a fact in the past tense. Its subject says what happened, who is next and whose job it is;
its body is the envelope below with the ticket inside. The stream `JOBS` keeps every one for seven days. Its message id
is `<job>:<noun.verb>:<next>:<variant>:<attempt>`, so a fact that is told again is stored once.

Readers ignore fields they do not know. `./thumbworks replay JOB` shows the events of one job;
[AsyncAPI documents](asyncapi) say what each service listens to. The gateway's projector reads every event.
"""


def page(workers: dict[str, Worker]) -> str:
    return "\n".join(
        [
            HEAD,
            f"## Envelope\n\n{fields_of(Event)}",
            f"## Ticket\n\n{meaning_of(Ticket)}\n\n{fields_of(Ticket)}",
            *(entry(event, workers) for event in EVENTS.values()),
        ]
    )


def entry(event: type[Event], workers: dict[str, Worker]) -> str:
    hearers = ", ".join(heard_by(event, workers)) or "no service of this release"
    told = [
        f"- subject: `{event.name}.<next>.<job_id>`",
        f"- told by: {SENDERS[event.name]}",
        f"- handled by: {hearers}",
    ]
    own = fields_of(event, without=Event)
    return "\n".join([f"## {event.name}\n\n{meaning_of(event)}\n", *told, *(["", own] if own else [""])])


def heard_by(event: type[Event], workers: dict[str, Worker]) -> list[str]:
    """The services that do something with a fact, apart from the projector."""
    ears = {name: [room for room in worker.rooms if room.durable == name] for name, worker in workers.items()}
    return [name for name, rooms in ears.items() if any(event in room.facts for room in rooms)]


def fields_of(model: type[BaseModel], without: type[BaseModel] | None = None) -> str:
    known = without.model_fields if without else {}
    schema = model.model_json_schema(by_alias=True, mode="serialization")["properties"]
    rows = [
        (f"`{field.alias or name}`", kind_of(schema[field.alias or name]), field.description)
        for name, field in model.model_fields.items()
        if name not in known
    ]
    return table(("field", "kind", "what it is"), rows) if rows else ""


def kind_of(schema: dict[str, Any]) -> str:
    """A JSON schema in a word or two."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(kind_of(option) for option in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "any")


def meaning_of(model: type) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())
