"""What every image generator shares. Its room supplies an `ImageGenerator` and wiring, nothing else."""

from common.generation.announcing import RENEW_CARDS_EVERY, announce_cards
from common.generation.handling import collect_image, generate_image, generated
from common.generation.port import ImageGenerator, ImageRequest, LateImageGenerator, Picture, Report, Submitted
from common.generation.requesting import card_for, request_from

__all__ = [
    "RENEW_CARDS_EVERY",
    "ImageGenerator",
    "ImageRequest",
    "LateImageGenerator",
    "Picture",
    "Report",
    "Submitted",
    "announce_cards",
    "card_for",
    "collect_image",
    "generate_image",
    "generated",
    "request_from",
]
