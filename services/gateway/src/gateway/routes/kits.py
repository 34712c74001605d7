from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from common.brief import Typography, Vibe
from common.ids import new_id
from common.ticket import Reference
from gateway.auth import Principal
from gateway.bodies.kits import GuideBody, KitBody, guide_body, kit_body
from gateway.branding import MOST_COLORS, family_named
from gateway.deps import Gateway, Once, Person, Ports
from gateway.doorway import look_over
from gateway.guides import SURE, Guide, read_guide
from gateway.intake import Picture
from gateway.multipart import read_upload
from gateway.screening import kept
from gateway.store.kits import BrandColor, BrandKit, KitFonts
from gateway.store.rows import Idempotency

router = APIRouter(prefix="/brand-kits", tags=["brand kits"])
shared = APIRouter(prefix="/organisations/{organisation_id}/brand-kits", tags=["brand kits"])
guiding = APIRouter(tags=["brand kits"])
own = APIRouter(prefix="/me/brand-kits", tags=["brand kits"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Color = Annotated[BrandColor, BeforeValidator(lambda said: {"hex": said} if isinstance(said, str) else said)]
Colors = Annotated[
    tuple[Color, ...], Field(max_length=MOST_COLORS, description="Colors as #rrggbb, with a role or bare.")
]
Vibes = Annotated[tuple[Vibe, ...], Field(max_length=3)]

_EXAMPLE: dict[str, Any] = {
    "name": "The Channel",
    "colors": [{"hex": "#0b1f3a", "role": "background"}, {"hex": "#ff5a1f", "role": "accent"}],
    "fonts": {"headline": "Anton"},
    "vibe": ["bold"],
}
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class KitForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    name: Name
    colors: Colors = ()
    fonts: KitFonts = KitFonts()
    vibe: Vibes = ()
    typography: Typography = Typography()


class KitChanges(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"colors": ["#0b1f3a", "#ff5a1f"]}})

    name: Name | None = None
    colors: Colors | None = None
    fonts: KitFonts | None = None
    vibe: Vibes | None = None
    typography: Typography | None = None


@own.post("", status_code=201)
async def create_own_kit(form: KitForm, person: Person, ports: Ports, once: Once) -> KitBody:
    """A brand kit of your own. A font that is not installed answers `unknown_font` with the nearest one."""
    return await made(ports, person, form, None, once)


@own.get("")
async def list_own_kits(person: Person, ports: Ports) -> list[KitBody]:
    return [kit_body(kit) for kit in await ports.store.kits.of(person.user_id)]


@shared.post("", status_code=201)
async def create_shared_kit(organisation_id: str, form: KitForm, person: Person, ports: Ports, once: Once) -> KitBody:
    """A brand kit for everybody in the organisation. Its admins make and change it, its members use it."""
    return await made(ports, person, form, organisation_id, once)


@shared.get("")
async def list_shared_kits(organisation_id: str, person: Person, ports: Ports) -> list[KitBody]:
    return [kit_body(kit) for kit in await ports.store.kits.of(person.user_id, organisation_id)]


@router.get("/{kit_id}")
async def read_kit(kit_id: str, person: Person, ports: Ports) -> KitBody:
    return kit_body(await ports.store.kits.get(kit_id, person.user_id))


@router.patch("/{kit_id}")
async def change_kit(kit_id: str, form: KitChanges, person: Person, ports: Ports) -> KitBody:
    return kit_body(await ports.store.kits.update(kit_id, person.user_id, stored(form)))


@router.delete("/{kit_id}", status_code=204)
async def delete_kit(kit_id: str, person: Person, ports: Ports) -> None:
    if before := await ports.store.kits.delete(kit_id, person.user_id):
        await ports.blobs.delete(before)


@router.put("/{kit_id}/logo", openapi_extra=_FILE)
async def set_logo(kit_id: str, request: Request, person: Person, ports: Ports) -> KitBody:
    """The kit's logo, in place of the one before. Transparency is kept."""
    await ports.store.kits.get(kit_id, person.user_id)
    upload = await read_upload(request, ports.incoming.pace)
    return kit_body(await logoed(ports, person.user_id, kit_id, upload.data))


@router.delete("/{kit_id}/logo")
async def drop_logo(kit_id: str, person: Person, ports: Ports) -> KitBody:
    kit, before = await ports.store.kits.set_logo(kit_id, person.user_id, None)
    if before:
        await ports.blobs.delete(before)
    return kit_body(kit)


@guiding.post("/upload/brand-guide", openapi_extra=_FILE)
async def read_brand_guide(
    request: Request,
    person: Person,
    ports: Ports,
    kit_id: Annotated[str | None, Query(max_length=60)] = None,
    apply: Annotated[bool, Query(description="Put what is sure into the kit.")] = False,  # noqa: FBT002 - a query
) -> GuideBody:
    """Read colors, fonts and a logo out of a brand guide: a picture, or a PDF of up to ten pages.

    Nothing is kept, unless `apply` says that the kit shall have what is sure.
    """
    kit = await ports.store.kits.get(kit_id, person.user_id) if kit_id else None
    await ports.store.people.require_feature(person.user_id, "brand_kits")
    upload = await read_upload(request, ports.incoming.pace)
    guide = await read_guide(upload.data)
    if kit and apply:
        kit = await applied(ports, person.user_id, kit, guide)
    return guide_body(guide, kit if apply else None)


async def applied(ports: Gateway, user: str, kit: BrandKit, guide: Guide) -> BrandKit:
    """Written color codes before seen colors, a font that is installed, a picture that has a logo's shape."""
    changes: dict[str, Any] = {}
    if guide.colors:
        changes["colors"] = [{"hex": color.hex, "role": None} for color in guide.sure_colors[:MOST_COLORS]]
    if guide.fonts and guide.fonts[0].confidence >= SURE:
        changes["fonts"] = {"headline": guide.fonts[0].nearest}
    kit = await ports.store.kits.update(kit.id, user, changes)
    return await logoed(ports, user, kit.id, guide.logo) if guide.logo_confidence >= SURE else kit


async def logoed(ports: Gateway, user: str, kit_id: str, data: bytes) -> BrandKit:
    picture = await ports.intake.normalize(data, keep_alpha=True)
    row = logo_row(user, picture)
    await ports.blobs.put(row["path"], picture.data)
    stored = Reference(asset_id=row["id"], key=row["path"], width=picture.width, height=picture.height)
    row["meta"] |= {"screened": kept(await look_over(ports, user, stored, "logo", picture.sha256))}
    kit, before = await ports.store.kits.set_logo(kit_id, user, row)
    if before:
        await ports.blobs.delete(before)
    return kit


async def made(
    ports: Gateway, person: Principal, form: KitForm, organisation_id: str | None, once: Idempotency
) -> KitBody:
    row = {**stored(form), "id": new_id("kit"), "organisation_id": organisation_id}
    return kit_body((await ports.store.kits.create(person.user_id, row, once)).thing)


def stored(form: KitForm | KitChanges) -> dict[str, Any]:
    """What was said, as it is kept. Raises `unknown_font`."""
    said = form.model_dump(mode="json", exclude_none=True)
    if form.typography:
        said["typography"] = form.typography.model_dump(mode="json", exclude_unset=True)
    if form.fonts and form.fonts.headline:
        said["fonts"] = {"headline": family_named(form.fonts.headline)}
    return said


def logo_row(user: str, picture: Picture) -> dict[str, Any]:
    asset_id = new_id("ast")
    return {
        "id": asset_id,
        "path": f"uploads/{user}/{asset_id}.png",
        "width": picture.width,
        "height": picture.height,
        "md5": picture.md5,
        "bytes": len(picture.data),
        "media_type": "image/png",
        "meta": {"sha256": picture.sha256, "label": "logo"},
    }
