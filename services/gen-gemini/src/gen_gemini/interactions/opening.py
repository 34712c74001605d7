"""The adapter and its background requests as the settings say."""

from google import genai

from common.bus import Bus
from gen_gemini.interactions.adapter import Interactions
from gen_gemini.interactions.asking import Manner
from gen_gemini.interactions.background import Background
from gen_gemini.interactions.kept import Kept
from gen_gemini.settings import GeminiSettings


def open_interactions(client: genai.Client, settings: GeminiSettings, bus: Bus, account: str) -> Interactions:
    manner = Manner(
        keep=settings.gemini_interactions_store,
        delivery=settings.gemini_interactions_delivery,
        streaming=settings.gemini_streaming,
        webhook=settings.gemini_webhook,
    )
    return Interactions(client, manner, Kept(bus, account, settings.gemini_keep_uploads_hours * 3600))


def open_background(
    interactions: Interactions, settings: GeminiSettings, bus: Bus, account: str, *, marked: bool
) -> Background:
    return Background(interactions, bus, account, every=settings.gemini_poll_seconds, marked=marked)
