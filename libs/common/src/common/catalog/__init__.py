"""What can be made and by whom, as data: sizes and quality tiers, platforms, model cards."""

from common.catalog.cards import MODEL_PREFERENCES, Abilities, Format, ModelCard, format_for, surcharge_for
from common.catalog.platforms import PLATFORMS, Platform, PlatformName, Zone
from common.catalog.sizes import CUSTOM_SIDE, TIERS, Size, SizePlan, Tier, check_custom_size, plan_sizes

__all__ = [
    "CUSTOM_SIDE",
    "MODEL_PREFERENCES",
    "PLATFORMS",
    "TIERS",
    "Abilities",
    "Format",
    "ModelCard",
    "Platform",
    "PlatformName",
    "Size",
    "SizePlan",
    "Tier",
    "Zone",
    "check_custom_size",
    "format_for",
    "plan_sizes",
    "surcharge_for",
]
