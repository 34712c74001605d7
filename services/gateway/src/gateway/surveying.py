"""Everything in the way of a run, looked at in one order.

A run is refused with the first thing found; a rehearsal goes on, finds them all, and writes nothing. Both walk through
here, so what a rehearsal promises is what the run does.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from common.errors import Code, PermanentError
from gateway.auth import Principal
from gateway.branding import branded
from gateway.choosing import weigh
from gateway.consents import allow_comparing
from gateway.faces import usable_references
from gateway.filtering import filter_obstacle, must_be_fit
from gateway.gathering import Gathering
from gateway.locking import STRICT_NEEDS_CONSENT, face_lock_obstacle, locks_drawn_faces
from gateway.minors import (
    age_in,
    came_from_a_guardian,
    cautions,
    decided,
    for_a_child,
    is_a_childs,
    must_have_a_guardian,
)
from gateway.models import Models
from gateway.policy import Gate
from gateway.policy.children import children_in
from gateway.policy.gate import is_strict
from gateway.policy.judging import Said
from gateway.referring import agreed_by_others, named_by_all, selfies_of
from gateway.store import Store
from gateway.survey import Survey
from gateway.wanting import Wanted
from gateway.webhooks.outgoing import Outgoing
from gateway.wishing import labels_said

Look = Callable[[Principal, Survey], Awaitable[None]]


@dataclass(frozen=True)
class Surveyor:
    store: Store
    models: Models
    gate: Gate = field(default_factory=Gate)
    outgoing: Outgoing = field(default_factory=Outgoing)

    async def survey(
        self, person: Principal, project_id: str | None, wanted: Wanted, *, rehearsal: bool = False
    ) -> Survey:
        """Raises the first blocker, unless it is a rehearsal. `wanted` comes back with the plan and the pictures added.

        Of no project: as a new one of the person's own would be judged.
        """
        found = Survey(wanted, rehearsal)
        with found.noting():
            plan = await self.store.people.paying_plan(project_id, person.user_id)
            found.wanted, found.is_paid = replace(wanted, ceiling=plan.max_surcharge_micro_usd), True
        try:
            for look in self._looks:
                with found.noting():
                    await look(person, found)
        finally:
            await self._write_down(person, found)
        return found

    @property
    def _looks(self) -> tuple[Look, ...]:
        """What is looked at, in this order; each may add to what was found, or raise what is in the way."""
        gathering = Gathering(self.store, self.models)
        return (
            self._be_heard,
            self._wear_the_brand,
            self._find_the_door_open,
            self._be_allowed,
            self._know_the_faces,
            self._have_consent,
            self._heed_age,
            gathering.add_pictures,
            self._be_labeled_well,
            gathering.add_target,
            self._keep_the_filter,
            self._choose,
            self._be_able_to_lock,
        )

    async def _write_down(self, person: Principal, found: Survey) -> None:
        """What was decided on the way, whether it went on or not; of a rehearsal nothing."""
        if found.decisions and not found.rehearsal:
            seal = self.gate.seal(*(one.text for one in found.said))
            rows = [one | {"hash": seal} for one in found.decisions]
            await self.store.decisions.write_picture(person.user_id, rows)

    async def _be_heard(self, _: Principal, found: Survey) -> None:
        await self.outgoing.accept(found.wanted.webhook_url, "/webhook_url")

    async def _wear_the_brand(self, person: Principal, found: Survey) -> None:
        """With what its brand kit says, where the brief leaves it open. Raises `not_found`, `plan_required`."""
        wanted = found.wanted
        if wanted.brief.brand_kit_id is None or wanted.wishes.edit:
            return
        kit = await self.store.kits.for_run(wanted.brief.brand_kit_id, person.user_id)
        found.wanted = replace(wanted, brief=branded(wanted.brief, kit), logo=kit.logo)

    async def _find_the_door_open(self, person: Principal, found: Survey) -> None:
        """Of a run the gate asks that itself."""
        if found.rehearsal:
            await self.gate.must_be_open(self.store.decisions, person.user_id)

    async def _be_allowed(self, person: Principal, found: Survey) -> None:
        await self._judge(person, found, found.said)

    async def _be_labeled_well(self, person: Principal, found: Survey) -> None:
        if labels := labels_said(found.wanted.wishes.references):
            await self._judge(person, found, labels)

    async def _judge(self, person: Principal, found: Survey, said: Sequence[Said]) -> None:
        """Of a run it is written down who asked and what for; a rehearsal is judged too, and neither written down nor
        counted.
        """
        strict = is_strict(found.wanted.brief)
        if found.rehearsal:
            self.gate.must_be_allowed(said, strict=strict)
        else:
            await self.gate.admit(self.store.decisions, person.user_id, said, strict=strict)

    async def _know_the_faces(self, person: Principal, found: Survey) -> None:
        found.selfies = usable_references(await selfies_of(self.store, person, found.wanted.brief))

    async def _have_consent(self, person: Principal, found: Survey) -> None:
        consent = await self.store.people.must_consent(person.user_id)
        agreed = [consent, *await agreed_by_others(self.store, person, found.selfies)]
        found.recipients = named_by_all(agreed)
        found.may_compare = allow_comparing([one.statement for one in agreed])

    async def _choose(self, _: Principal, found: Survey) -> None:
        """From the models known to be alive; before anybody is refused for one that is not, they are asked again."""
        found.house = self.models.house
        found.weighed = weigh(found.wanted, found.house, found.recipients)
        if found.weighed.choice is None:
            found.house = await self.models.refresh()
            found.weighed = weigh(found.wanted, found.house, found.recipients)
        if found.weighed.refusal:
            raise found.weighed.refusal

    async def _heed_age(self, _: Principal, found: Survey) -> None:
        """A child's picture stays here, under the strict filter. Raises `guardian_required`."""
        age, spoken = age_in(found.selfies), children_in(found.said)
        found.warnings += cautions(age, spoken)
        if age != "adult":  # identity looks again, and may see more
            consent_of = self.store.people.consent_of
            agreed = [await consent_of(asset.user_id, asset.consent_id) for asset in found.selfies]
            found.guardian = came_from_a_guardian(agreed)
        found.decisions += decided(age, spoken, guardian=found.guardian)
        if is_a_childs(age, spoken):
            must_have_a_guardian(given=found.guardian)
            found.recipients, found.wanted = (), for_a_child(found.wanted)

    async def _be_able_to_lock(self, _: Principal, found: Survey) -> None:
        """Raises `face_lock_unavailable`; before that the engines are asked for again."""
        if face_lock_obstacle(found.wanted, found.weighed.choice, found.house):
            found.house = await self.models.refresh()
        if error := face_lock_obstacle(found.wanted, found.weighed.choice, found.house):
            raise error
        if found.may_compare or not locks_drawn_faces(found.wanted, found.weighed.choice):
            return
        raise PermanentError(Code.CONSENT_REQUIRED, STRICT_NEEDS_CONSENT)

    async def _keep_the_filter(self, _: Principal, found: Survey) -> None:
        """Raises `content_filter_unavailable`, `content_unsafe`; before that the engines are asked for again."""
        house = self.models.house
        if filter_obstacle(found.wanted, house):
            house = await self.models.refresh()
        if error := filter_obstacle(found.wanted, house):
            raise error
        must_be_fit(found.wanted, [*found.selfies, *found.pictures])
