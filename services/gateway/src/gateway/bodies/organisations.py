from datetime import datetime
from typing import Literal

from pydantic import Field

from gateway.bodies.body import Body
from gateway.store.organisations import Invitation, Member, Organisation, Role


class OrganisationBody(Body):
    id: str
    name: str
    role: Role = Field(description="Yours in it: owner (who pays), admin (who invites and removes), or member.")
    seats: int = Field(description="How many the owner's plan has.")
    seats_taken: int
    invited: int = Field(description="Open invitations; each keeps a seat.")
    created_at: datetime
    updated_at: datetime
    links: dict[str, str]


class MemberBody(Body):
    user_id: str
    name: str
    email: str | None
    role: Role
    joined_at: datetime


class InvitationBody(Body):
    id: str
    organisation_id: str
    email: str | None = Field(description="Whom it is for; null: whoever has the token.")
    role: Role
    status: Literal["open", "accepted", "revoked", "expired"]
    expires_at: datetime
    created_at: datetime


class NewInvitationBody(InvitationBody):
    token: str | None = Field(description="Shown this once and stored nowhere. Null when the request was a repeat.")
    accept: str | None = Field(description="Where the invited person sends `POST`, signed in.")


def organisation_body(organisation: Organisation) -> OrganisationBody:
    here = f"/organisations/{organisation.id}"
    links = {"self": here, **{part: f"{here}/{part}" for part in ("members", "invitations", "assets", "projects")}}
    return OrganisationBody(**organisation.model_dump(), links=links)


def member_body(member: Member) -> MemberBody:
    return MemberBody(**member.model_dump())


def invitation_body(invitation: Invitation) -> InvitationBody:
    return InvitationBody(**invitation.model_dump())


def new_invitation_body(invitation: Invitation, token: str | None) -> NewInvitationBody:
    accept = f"/invitations/{token}/accept" if token else None
    return NewInvitationBody(**invitation.model_dump(), token=token, accept=accept)
