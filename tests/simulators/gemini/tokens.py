"""What a request and its answer count as: the numbers the bill is made of."""

from tests.simulators.gemini.asked import Asked
from tests.simulators.gemini.models import THUMBNAIL_TOKENS

CHARACTERS_PER_TOKEN = 4
THOUGHTS = {"MINIMAL": 0, "LOW": 150, "MEDIUM": 420, "HIGH": 1200}
VIDEO_TOKENS = 2000


def text_tokens(text: str) -> int:
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def prompt_tokens(asked: Asked) -> dict[str, int]:
    """By modality, over all turns and the system instruction."""
    spoken = [part.get("text", "") for turn in asked.turns for part in turn.get("parts") or []]
    spoken += [part.get("text", "") for part in (asked.body.get("systemInstruction") or {}).get("parts") or []]
    earlier = [part for turn in asked.turns[:-1] for part in turn.get("parts") or [] if "inlineData" in part]
    others = [item for item in asked.media if item not in asked.images]
    counted = {
        "TEXT": sum(map(text_tokens, spoken)),
        "IMAGE": (len(asked.images) + len(earlier)) * asked.model.tokens_per_reference,
        "VIDEO": sum(VIDEO_TOKENS for item in others if item.mime.startswith("video/")),
        "DOCUMENT": sum(THUMBNAIL_TOKENS for item in others if item.mime == "application/pdf"),
    }
    return {modality: count for modality, count in counted.items() if count}


def usage(asked: Asked, *, text: str, images: int) -> dict[str, object]:
    """`usageMetadata`; thoughts are counted whether or not they are shown, thought images are not."""
    prompt = prompt_tokens(asked)
    made = {"IMAGE": images * asked.model.image_tokens[asked.size], "TEXT": text_tokens(text)}
    thoughts = THOUGHTS[asked.level] if asked.model.thinks else 0
    given = sum(made.values())
    return {
        "promptTokenCount": sum(prompt.values()),
        "candidatesTokenCount": given,
        "thoughtsTokenCount": thoughts,
        "totalTokenCount": sum(prompt.values()) + given + thoughts,
        "promptTokensDetails": details(prompt),
        "candidatesTokensDetails": details({modality: count for modality, count in made.items() if count}),
    }


def details(counted: dict[str, int]) -> list[dict[str, object]]:
    return [{"modality": modality, "tokenCount": count} for modality, count in counted.items()]
