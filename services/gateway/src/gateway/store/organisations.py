"""Organisations, who belongs to them and what they share. Who may do what is decided in SQL."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from common.database import Database
from common.ids import new_id
from gateway.pages import Asked
from gateway.store.rows import Asset, Idempotency, Made, Project, Row, refuse_mismatch

Role = Literal["owner", "admin", "member"]
ROLES: tuple[Role, ...] = get_args(Role)

INVITED_FOR = timedelta(days=7)


class Organisation(Row):
    """As one of its members sees it: `role` is theirs."""

    id: str
    name: str
    role: Role
    seats: int
    seats_taken: int
    invited: int
    created_at: datetime
    updated_at: datetime


class Member(Row):
    user_id: str
    name: str
    email: str | None
    role: Role
    joined_at: datetime


class Invitation(Row):
    id: str
    organisation_id: str
    email: str | None
    role: Role
    status: Literal["open", "accepted", "revoked", "expired"]
    expires_at: datetime
    created_at: datetime


class Organisations:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, user: str, name: str, once: Idempotency) -> Made[Organisation]:
        """Raises `plan_required` on a plan without seats."""
        answer = await self._database.call(
            "create_organisation", user=user, id=new_id("org"), name=name, key=once.key, body_hash=once.body_hash
        )
        refuse_mismatch(answer)
        return Made(Organisation.model_validate(answer["organisation"]), answer["status"] == "replayed")

    async def of(self, user: str) -> list[Organisation]:
        found = await self._database.call("list_organisations", user=user)
        return [Organisation.model_validate(row) for row in found]

    async def get(self, organisation_id: str, user: str) -> Organisation:
        """Raises `not_found`, for whoever is no member too."""
        return Organisation.model_validate(await self._database.call("get_organisation", id=organisation_id, user=user))

    async def rename(self, organisation_id: str, user: str, name: str) -> Organisation:
        return Organisation.model_validate(
            await self._database.call("rename_organisation", id=organisation_id, user=user, name=name)
        )

    async def delete(self, organisation_id: str, user: str) -> None:
        await self._database.call("delete_organisation", id=organisation_id, user=user)

    async def members(self, organisation_id: str, user: str, asked: Asked) -> list[Member]:
        """The owner first; one more than asked for when there are others."""
        return _members(
            await self._database.call("list_members", organisation=organisation_id, user=user, **asked.arguments())
        )

    async def change_role(self, organisation_id: str, user: str, member: str, role: Role) -> list[Member]:
        """`owner` hands it over. Raises `last_owner`, and `plan_required` when the new owner's plan has no seats."""
        return _members(
            await self._database.call("change_role", organisation=organisation_id, user=user, member=member, role=role)
        )

    async def remove(self, organisation_id: str, user: str, member: str) -> None:
        """Somebody else, or oneself. Raises `last_owner`."""
        await self._database.call("remove_member", organisation=organisation_id, user=user, member=member)

    async def invite(
        self, organisation_id: str, user: str, email: str | None, role: Role, once: Idempotency
    ) -> tuple[Invitation, str | None]:
        """The invitation and its token, which is known now and never again. Raises `seats_exhausted`."""
        token = secrets.token_urlsafe(32)
        row: dict[str, Any] = {
            "id": new_id("inv"),
            "organisation_id": organisation_id,
            "email": email,
            "role": role,
            "token_hash": hashed(token),
            "expires_at": (datetime.now(UTC) + INVITED_FOR).isoformat(),
        }
        answer = await self._database.call("invite", user=user, invitation=row, key=once.key, body_hash=once.body_hash)
        refuse_mismatch(answer)
        made = Invitation.model_validate(answer["invitation"])
        return made, token if answer["status"] == "accepted" else None

    async def invitations(self, organisation_id: str, user: str, asked: Asked) -> list[Invitation]:
        found = await self._database.call(
            "list_invitations", organisation=organisation_id, user=user, **asked.arguments()
        )
        return [Invitation.model_validate(row) for row in found]

    async def revoke(self, organisation_id: str, invitation_id: str, user: str) -> None:
        await self._database.call("revoke_invitation", organisation=organisation_id, id=invitation_id, user=user)

    async def accept(self, token: str, user: str, email: str | None) -> Organisation:
        """`email` is a verified one. Raises `invitation_over`, `invitation_for_another`, `seats_exhausted`."""
        return Organisation.model_validate(
            await self._database.call("accept_invitation", user=user, token_hash=hashed(token), email=email)
        )

    async def share(self, asset_id: str, user: str, organisation_id: str | None) -> Asset:
        """With an organisation, or with nobody any more. Raises `consent_required` for a face."""
        return Asset.model_validate(
            await self._database.call("share_asset", id=asset_id, user=user, organisation=organisation_id)
        )

    async def assets(self, organisation_id: str, user: str, asked: Asked) -> list[Asset]:
        found = await self._database.call("shared_assets", organisation=organisation_id, user=user, **asked.arguments())
        return [Asset.model_validate(row) for row in found]

    async def projects(self, organisation_id: str, user: str, asked: Asked) -> list[Project]:
        found = await self._database.call(
            "shared_projects", organisation=organisation_id, user=user, **asked.arguments()
        )
        return [Project.model_validate(row) for row in found]


def hashed(token: str) -> str:
    """How a token is kept: it is random enough that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _members(rows: list[dict[str, Any]]) -> list[Member]:
    return [Member.model_validate(row) for row in rows]
