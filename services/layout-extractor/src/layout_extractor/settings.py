from typing import Literal

from pydantic import AliasChoices, Field, SecretStr

from common.settings import Settings


class LayoutExtractorSettings(Settings):
    layout_extractor_slots: int = Field(default=1, ge=1, description="Thumbnails one copy reads at a time.")
    ocr_engine: Literal["rapidocr", "tesseract", "easyocr"] = Field(
        default="rapidocr", description="What reads words in thumbnails; the others are extras to install."
    )
    layout_fallback: Literal["off", "gemini"] = Field(
        default="off",
        description="Who is shown crops of lines that could not be read, without faces; an extra to install.",
    )
    layout_fallback_model: str = Field(
        default="gemini-flash-lite-latest", description="The model that reads them; it answers in words."
    )
    layout_fallback_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices(
            "THUMBWORKS_LAYOUT_FALLBACK_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "layout_fallback_key"
        ),
        description="Its key; GEMINI_API_KEY serves too, the first where there are several.",
    )
    layout_fallback_url: str = Field(
        default="",
        validation_alias=AliasChoices(
            "THUMBWORKS_LAYOUT_FALLBACK_URL", "GOOGLE_GEMINI_BASE_URL", "layout_fallback_url"
        ),
        description="Another endpoint, such as a simulator.",
    )
    ocr_models: str = Field(
        default="", description="A folder of other data for EasyOCR or Tesseract than the extra brings."
    )
