import time
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from common.database import Database
from common.errors import Code, PermanentError
from common.ids import new_id
from gateway.auth import Principal
from gateway.store.rows import Account, Agreed, Booking, Consent, Plan

REMEMBERED = 10_000
REMEMBERED_SECONDS = 30.0  # so long another process may not know that an account was erased

Feature = Literal["seats", "shared_assets", "brand_kits", "api_access"]


class Known(NamedTuple):
    """Until when somebody is remembered, their plan, and whether their first credits wait for a verified address."""

    until: float
    plan: str
    waits: bool


UNKNOWN = Known(0.0, "", waits=False)


class People:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Known] = {}

    async def welcome(self, person: Principal) -> None:
        """Make the account on the first visit; for a while afterwards this process remembers and asks nobody.

        Raises `account_erased` for who signed in before that.
        """
        known = self._known.get(person.user_id, UNKNOWN)
        if known.until < time.monotonic() or (known.waits and person.email_verified):
            await self.account(person)

    async def change(self, user: str, changes: dict[str, Any]) -> Account:
        """Some of name, brand_colors and default_style."""
        return Account.model_validate(await self._database.call("change_profile", user=user, changes=changes))

    async def style(self, user: str) -> dict[str, Any]:
        """What their briefs say where they say nothing."""
        rows = await self._database.select("profiles", user_id=user)
        colors: list[str] = rows[0]["brand_colors"] if rows else []
        return ({"brand_colors": colors} if colors else {}) | (rows[0]["default_style"] if rows else {})

    async def ledger(self, user: str, before: int | None, limit: int) -> list[Booking]:
        """The newest first; one more than `limit` when there are more."""
        found = await self._database.call("list_ledger", user=user, before=before, limit=limit)
        return [Booking.model_validate(row) for row in found]

    async def standing(self, user: str, key_id: str | None) -> int | None:
        """How many of their sessions are over; None when the account or the key is."""
        return await self._database.call("standing", user=user, key_id=key_id)

    async def end_sessions(self, user: str) -> None:
        await self._database.call("end_sessions", user=user)

    def forget(self, user: str) -> None:
        self._known.pop(user, None)

    async def account(self, person: Principal) -> Account:
        return await self._met(person, "ensure_user")

    async def sign_in(self, person: Principal) -> Account:
        """The account, made on the first visit; what the token says of the address is written down."""
        return await self._met(person, "sign_in")

    async def _met(self, person: Principal, function: str) -> Account:
        plan = "local" if person.local else "starter"
        await self._greet(person)
        found = await self._database.call(
            function,
            user=person.user_id,
            email=person.email,
            name=person.name,
            plan=plan,
            verified=person.local or person.email_verified,
        )
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        account = Account.model_validate(found)
        waits = account.credits_missing is not None
        self._known[person.user_id] = Known(time.monotonic() + REMEMBERED_SECONDS, account.plan.name, waits)
        return account

    def plan_of(self, user: str) -> str:
        """The plan of somebody who was welcomed, as this process remembers it."""
        return self._known.get(user, UNKNOWN).plan

    async def plans(self) -> list[Plan]:
        """Those on offer, the smallest first."""
        return [Plan.model_validate(row) for row in await self._database.call("list_plans")]

    async def paying_plan(self, project_id: str | None, user: str) -> Plan:
        """The plan of whoever pays for the project's runs; of no project, the user's own."""
        return Plan.model_validate(await self._database.call("paying_plan", project=project_id, user=user))

    async def require_feature(self, user: str, feature: Feature) -> None:
        """Raises `plan_required`, naming the plan that has it."""
        await self._database.call("require_feature", user=user, feature=feature)

    async def _greet(self, person: Principal) -> None:
        await self._database.call(
            "greet",
            user=person.user_id,
            email=person.email,
            name=person.name,
            signed_in_at=person.signed_in_at,
            local=person.local,
        )

    async def consent(self, user: str) -> Consent | None:
        """The newest consent that was not taken back."""
        found = await self._database.call("current_consent", user=user)
        return Consent.model_validate(found) if found else None

    async def must_consent(self, user: str, consent_id: str | None = None) -> Consent:
        """The consent an upload or a run relies on. Raises `consent_required`."""
        consent = await (self._consent_named(consent_id, user) if consent_id else self.consent(user))
        if consent is None or consent.revoked_at is not None:
            raise PermanentError(Code.CONSENT_REQUIRED)
        return consent

    async def consent_of(self, user: str, consent_id: str | None) -> Consent | None:
        """What a picture came in under, unless it was taken back."""
        consent = await self._consent_named(consent_id, user) if consent_id else None
        return consent if consent and consent.revoked_at is None else None

    async def _consent_named(self, consent_id: str, user: str) -> Consent | None:
        rows = await self._database.select("consents", id=consent_id, user_id=user)
        return Consent.model_validate(rows[0]) if rows else None

    async def consents_for(self, selfies: Sequence[str], user: str) -> list[Agreed | None]:
        """What the owners of other people's faces among them agreed to last; None for one without a consent."""
        found = await self._database.call("consents_for", ids=list(selfies), user=user)
        return [None if row["recipients"] is None else Agreed.model_validate(row) for row in found]

    async def record_consent(self, user: str, statement: str, recipients: tuple[str, ...], source: str) -> Consent:
        found = await self._database.call(
            "record_consent",
            id=new_id("cns"),
            user=user,
            statement=statement,
            recipients=list(recipients),
            source=source,
        )
        return Consent.model_validate(found)
