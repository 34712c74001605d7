from datetime import datetime

from common.brief import Typography
from gateway.bodies.body import Body
from gateway.frames import asset_url
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
