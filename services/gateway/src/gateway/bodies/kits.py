from datetime import datetime

from pydantic import Field

from common.brief import Typography
from gateway.bodies.body import Body
from gateway.frames import asset_url
from gateway.guides import FoundColor, FoundFont, Guide
from gateway.store.kits import BrandColor, BrandKit, KitFonts


class KitBody(Body):
    id: str
    organisation_id: str | None
    name: str
    colors: list[BrandColor]
    fonts: KitFonts
    vibe: list[str]
    typography: Typography
    logo_id: str | None
    logo_url: str | None
    created_at: datetime
    updated_at: datetime


class GuideBody(Body):
    """What was found, the surest first. Nothing of it is kept unless it was applied to a kit."""

    colors: list[FoundColor]
    fonts: list[FoundFont]
    logo: str | None = Field(description="A picture that may be the logo, as a data address.")
    logo_confidence: float
    kit: KitBody | None = Field(description="The kit, where it was filled.")


def guide_body(guide: Guide, kit: BrandKit | None) -> GuideBody:
    return GuideBody(
        colors=list(guide.colors),
        fonts=list(guide.fonts),
        logo=guide.preview,
        logo_confidence=guide.logo_confidence,
        kit=kit_body(kit) if kit else None,
    )


def kit_body(kit: BrandKit) -> KitBody:
    said = kit.model_dump(include={"id", "organisation_id", "name", "created_at", "updated_at"})
    logo = kit.logo.asset_id if kit.logo else None
    return KitBody(
        **said,
        colors=list(kit.colors),
        fonts=kit.fonts,
        vibe=[vibe.value for vibe in kit.vibe],
        typography=kit.typography,
        logo_id=logo,
        logo_url=asset_url(logo) if logo else None,
    )
