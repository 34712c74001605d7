"""A person's own style under a brief: what the brief leaves open is answered by it, and never what it says."""

from collections.abc import Mapping
from typing import Any

from common.brief import Brief
from gateway.answers import understood

# Of one thumbnail alone: its words, its pictures, its project.
OF_ONE_ALONE = frozenset(
    {
        "mode", "title", "headline", "subtext", "refs", "copy_target", "brand_guide", "inspirations", "style_refs",
        "object_refs", "video", "document", "brand_kit_id", "fixed_seed", "series_seed", "batch", "organisation_id",
    }
)  # fmt: skip


def styled(said: Mapping[str, Any], style: Mapping[str, Any]) -> Brief:
    """`said`: a brief, without its defaults. One that names a brand kit follows that and nothing else."""
    return understood(said if said.get("brand_kit_id") else {**style, **said})


def style_in(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as a brief would keep them. Raises what is wrong with them, at `/default_style/...`."""
    style = understood({"headline": "GO", **answers}, "default_style")
    return style.model_dump(mode="json", exclude_unset=True, exclude={"headline"})
