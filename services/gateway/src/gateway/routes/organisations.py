from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gateway.bodies import AssetBody, ProjectBody, asset_body, project_body
from gateway.bodies.organisations import (
    InvitationBody,
    MemberBody,
    NewInvitationBody,
    OrganisationBody,
    invitation_body,
    member_body,
    new_invitation_body,
    organisation_body,
)
from gateway.deps import Once, OnceUnkept, Person, Ports
from gateway.pages import FEW, Asked, Cursor, Limit, Page, Place
from gateway.store.organisations import ROLES, Role

router = APIRouter(prefix="/organisations", tags=["organisations"])
sharing = APIRouter(tags=["organisations"])
invited = APIRouter(prefix="/invitations", tags=["organisations"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
]


class OrganisationForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "The Channel"}})

    name: Name


class InvitationForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"email": "ann@example.org"}})

    email: Address | None = Field(default=None, description="Left out: whoever has the token may come in.")
    role: Literal["admin", "member"] = "member"


class SharingForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"organisation_id": "org_01..."}})

    organisation_id: str = Field(max_length=60)


class RoleForm(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"role": "admin"}})

    role: Role = Field(description="owner hands the organisation over, and the bill with it.")


@router.post("", status_code=201)
async def create_organisation(
    form: OrganisationForm, response: Response, person: Person, ports: Ports, once: Once
) -> OrganisationBody:
    """Start an organisation: its members share the plan, the credits and what they make in its projects."""
    made = await ports.store.organisations.create(person.user_id, form.name, once)
    response.headers["location"] = f"/organisations/{made.thing.id}"
    return organisation_body(made.thing)


@router.get("")
async def list_organisations(person: Person, ports: Ports) -> list[OrganisationBody]:
    return [organisation_body(found) for found in await ports.store.organisations.of(person.user_id)]


@router.get("/{organisation_id}")
async def read_organisation(organisation_id: str, person: Person, ports: Ports) -> OrganisationBody:
    return organisation_body(await ports.store.organisations.get(organisation_id, person.user_id))


@router.patch("/{organisation_id}")
async def rename_organisation(
    organisation_id: str, form: OrganisationForm, person: Person, ports: Ports
) -> OrganisationBody:
    return organisation_body(await ports.store.organisations.rename(organisation_id, person.user_id, form.name))


@router.delete("/{organisation_id}", status_code=204)
async def delete_organisation(organisation_id: str, person: Person, ports: Ports) -> None:
    """End it. What was shared goes back to whom it belongs; projects of those who left go to the owner."""
    await ports.store.organisations.delete(organisation_id, person.user_id)


@router.get("/{organisation_id}/members")
async def list_members(
    organisation_id: str, person: Person, ports: Ports, limit: Limit = FEW, cursor: Cursor = None
) -> Page[MemberBody]:
    """The owner first, then admins, then members."""
    asked = Asked(f"members/{organisation_id}", limit, cursor)
    found = await ports.store.organisations.members(organisation_id, person.user_id, asked)
    return asked.page(
        found, lambda one: Place(asked.of, one.joined_at, one.user_id, ROLES.index(one.role)), member_body
    )


@router.patch("/{organisation_id}/members/{user_id}")
async def change_role(
    organisation_id: str, user_id: UUID, form: RoleForm, person: Person, ports: Ports
) -> list[MemberBody]:
    """Make somebody admin, member, or the owner. For the owner only, who is an admin afterwards."""
    store = ports.store.organisations
    return [
        member_body(found)
        for found in await store.change_role(organisation_id, person.user_id, str(user_id), form.role)
    ]


@router.delete("/{organisation_id}/members/{user_id}", status_code=204)
async def remove_member(organisation_id: str, user_id: UUID, person: Person, ports: Ports) -> None:
    """Remove somebody, or leave. Selfies that were shared are theirs alone again."""
    await ports.store.organisations.remove(organisation_id, person.user_id, str(user_id))


@router.post("/{organisation_id}/invitations", status_code=201)
async def invite(
    organisation_id: str, form: InvitationForm, person: Person, ports: Ports, once: OnceUnkept
) -> NewInvitationBody:
    """Invite somebody for seven days. The token is shown this once; sending it is up to you."""
    store = ports.store.organisations
    return new_invitation_body(*await store.invite(organisation_id, person.user_id, form.email, form.role, once))


@router.get("/{organisation_id}/invitations")
async def list_invitations(
    organisation_id: str, person: Person, ports: Ports, limit: Limit = FEW, cursor: Cursor = None
) -> Page[InvitationBody]:
    """Open and over, newest first."""
    asked = Asked(f"invitations/{organisation_id}", limit, cursor)
    found = await ports.store.organisations.invitations(organisation_id, person.user_id, asked)
    return asked.page(found, lambda one: Place(asked.of, one.created_at, one.id), invitation_body)


@router.delete("/{organisation_id}/invitations/{invitation_id}", status_code=204)
async def revoke_invitation(organisation_id: str, invitation_id: str, person: Person, ports: Ports) -> None:
    await ports.store.organisations.revoke(organisation_id, invitation_id, person.user_id)


@router.get("/{organisation_id}/assets")
async def list_shared_assets(
    organisation_id: str, person: Person, ports: Ports, limit: Limit = FEW, cursor: Cursor = None
) -> Page[AssetBody]:
    """What its members shared and made, newest first."""
    asked = Asked(f"assets/{organisation_id}", limit, cursor)
    found = await ports.store.organisations.assets(organisation_id, person.user_id, asked)
    return asked.page(found, lambda one: Place(asked.of, one.created_at, one.id), asset_body)


@router.get("/{organisation_id}/projects")
async def list_shared_projects(
    organisation_id: str, person: Person, ports: Ports, limit: Limit = FEW, cursor: Cursor = None
) -> Page[ProjectBody]:
    """Its projects, whoever began them, newest first."""
    asked = Asked(f"projects/{organisation_id}", limit, cursor)
    found = await ports.store.organisations.projects(organisation_id, person.user_id, asked)
    return asked.page(found, lambda one: Place(asked.of, one.created_at, one.id), project_body)


@sharing.put("/{asset_id}/organisation")
async def share_asset(asset_id: str, form: SharingForm, person: Person, ports: Ports) -> AssetBody:
    """Let an organisation see and use an upload of yours.

    A selfie only with a consent that names the organisation among its recipients (`POST /me/consent`), and only as long
    as the newest one does.
    """
    return asset_body(await ports.store.organisations.share(asset_id, person.user_id, form.organisation_id))


@sharing.delete("/{asset_id}/organisation")
async def unshare_asset(asset_id: str, person: Person, ports: Ports) -> AssetBody:
    return asset_body(await ports.store.organisations.share(asset_id, person.user_id, None))


@invited.post("/{token}/accept")
async def accept_invitation(token: str, person: Person, ports: Ports) -> OrganisationBody:
    """Come in, with an invitation's token. One that names an address is for whoever has verified it."""
    email = person.email if person.email_verified else None
    return organisation_body(await ports.store.organisations.accept(token, person.user_id, email))
