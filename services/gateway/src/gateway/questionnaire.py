"""The form a client builds: the brief's JSON Schema, its sections in order, and what each platform looks like."""

from dataclasses import asdict
from typing import Any

from common.brief import Brief
from common.catalog import PLATFORMS

SECTIONS: dict[str, str] = {
    "A": "Project basics",
    "B": "Creative brief",
    "C": "Face and subject",
    "D": "Layout and composition",
    "E": "Typography",
    "F": "Reference inspiration",
    "G": "Output and delivery",
    "H": "Credits and run time",
}


def questionnaire() -> dict[str, Any]:
    return {"schema": Brief.model_json_schema(), "groups": groups(), "platforms": platforms()}


def groups() -> list[dict[str, Any]]:
    """The fields of each section, in the order a person is asked."""
    fields: dict[str, list[str]] = {letter: [] for letter in SECTIONS}
    for name, field in Brief.model_fields.items():
        extra: Any = field.json_schema_extra
        fields[extra["section"]].append(name)
    return [{"id": letter, "title": title, "fields": fields[letter]} for letter, title in SECTIONS.items()]


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
