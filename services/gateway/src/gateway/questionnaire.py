"""The form a client builds: the brief's JSON Schema, its sections in order, where to start, and the platforms."""

from dataclasses import asdict
from typing import Any, NamedTuple

from common.brief import Brief
from common.catalog import PLATFORMS
from gateway.presets import presets


class Section(NamedTuple):
    title: str
    help: str


SECTIONS: dict[str, Section] = {
    "A": Section("Project basics", "Where the thumbnail will be shown, and at what size."),
    "B": Section("Creative brief", "What it says, and how it should feel. Only the headline has to be answered."),
    "C": Section("Face and subject", "One to ten selfies of whoever is on it. The best one is chosen."),
    "D": Section("Layout and composition", "Where the face and the words go. What is left open varies."),
    "E": Section("Typography", "How the words look. They are set as live text unless the model draws them."),
    "F": Section("Reference inspiration", "Pictures, a video or a document to go by."),
    "G": Section("Output and delivery", "How many variants, and whether they say visibly that AI made them."),
    "H": Section("Credits and run time", "Who makes it, how well, how soon, and from which seed."),
}


def questionnaire() -> dict[str, Any]:
    return {"schema": Brief.model_json_schema(), "groups": groups(), "platforms": platforms(), "presets": presets()}


def groups() -> list[dict[str, Any]]:
    """The fields of each section, in the order a person is asked."""
    fields: dict[str, list[str]] = {letter: [] for letter in SECTIONS}
    for name, field in Brief.model_fields.items():
        extra: Any = field.json_schema_extra
        fields[extra["section"]].append(name)
    return [{"id": letter, **section._asdict(), "fields": fields[letter]} for letter, section in SECTIONS.items()]


def platforms() -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "title": platform.title,
            "sizes": [size.model_dump() for size in platform.sizes],
            "margin": platform.margin,
            "reserved": [asdict(zone) for zone in platform.reserved],
            "max_bytes": platform.max_bytes,
        }
        for name, platform in PLATFORMS.items()
    ]
