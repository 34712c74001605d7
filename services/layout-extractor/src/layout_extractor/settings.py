from typing import Literal

from pydantic import Field

from common.settings import Settings


class LayoutExtractorSettings(Settings):
    layout_extractor_slots: int = Field(default=1, ge=1, description="Thumbnails one copy reads at a time.")
    ocr_engine: Literal["rapidocr", "tesseract", "easyocr"] = Field(
        default="rapidocr", description="What reads words in thumbnails; the others are extras to install."
    )
    ocr_models: str = Field(default="", description="The folder of EasyOCR's or Tesseract's own data.")
