"""Brand kits, one's own and an organisation's. Who may see and change one is decided in SQL."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from common.brief import HexColor, Typography, Vibe
from common.database import Database
from common.ticket import Reference
from gateway.store.rows import Idempotency, Made, Row, refuse_mismatch

ColorRole = Literal["primary", "secondary", "accent", "background", "text"]


class BrandColor(Row):
    hex: HexColor
    role: ColorRole | None = None


class KitFonts(Row):
    headline: str | None = Field(default=None, max_length=60, description="A family of the catalogue.")


class BrandKit(Row):
    id: str
    organisation_id: str | None
    name: str
    colors: tuple[BrandColor, ...]
    fonts: KitFonts
    vibe: tuple[Vibe, ...]
    typography: Typography
    logo: Reference | None
    created_at: datetime
    updated_at: datetime


class Kits:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, user: str, row: dict[str, Any], once: Idempotency) -> Made[BrandKit]:
        """Raises `plan_required`, and `forbidden` for a member who is no admin."""
        answer = await self._database.call(
            "create_brand_kit", user=user, kit=row, key=once.key, body_hash=once.body_hash
        )
        refuse_mismatch(answer)
        return Made(BrandKit.model_validate(answer["kit"]), answer["status"] == "replayed")

    async def of(self, user: str, organisation_id: str | None = None) -> list[BrandKit]:
        found = await self._database.call("list_brand_kits", user=user, organisation=organisation_id)
        return [BrandKit.model_validate(row) for row in found]

    async def get(self, kit_id: str, user: str) -> BrandKit:
        """Raises `not_found`."""
        return BrandKit.model_validate(await self._database.call("get_brand_kit", id=kit_id, user=user))

    async def for_run(self, kit_id: str, user: str) -> BrandKit:
        """Raises `plan_required` where the plan has no kits any more."""
        return BrandKit.model_validate(await self._database.call("brand_kit_for_run", id=kit_id, user=user))

    async def update(self, kit_id: str, user: str, changes: dict[str, Any]) -> BrandKit:
        found = await self._database.call("update_brand_kit", id=kit_id, user=user, changes=changes)
        return BrandKit.model_validate(found)

    async def set_logo(self, kit_id: str, user: str, asset: dict[str, Any] | None) -> tuple[BrandKit, str | None]:
        """The kit, and the key of the file that it had before."""
        answer = await self._database.call("set_brand_logo", id=kit_id, user=user, asset=asset)
        return BrandKit.model_validate(answer["kit"]), answer["before"]

    async def delete(self, kit_id: str, user: str) -> str | None:
        """The key of its logo's file."""
        return (await self._database.call("delete_brand_kit", id=kit_id, user=user))["before"]
