"""Everything in the way of a run, looked at in one order.

A run is refused with the first thing found; a rehearsal goes on, finds them all, and writes nothing. Both walk through
here, so what a rehearsal promises is what the run does.
"""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from common.brief import Brief, Mode
from common.errors import Code, PermanentError
from common.pricing import Quote
from common.wishes import LabeledReference
from gateway.auditing import refused_before
from gateway.auth import Principal
from gateway.branding import branded
from gateway.choosing import Weighed, weigh
from gateway.consents import allow_comparing
from gateway.copying import copy_target_of, must_be_another_picture
from gateway.faces import mask, usable_references
from gateway.filtering import filter_obstacle, must_be_fit
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
from gateway.policy.gate import is_strict, said_in
from gateway.policy.judging import Said
from gateway.referring import agreed_by_others, named_by_all, reference_of, selfies_of
from gateway.routing import is_prepared, preparing
from gateway.rules import NAMED
from gateway.screening import Decision
from gateway.store import Store
from gateway.store.rows import Asset
from gateway.wanting import House, Wanted
from gateway.webhooks.outgoing import Outgoing
from gateway.wishing import TO_LOOK_AT, added_pictures, wishes_of

_FACES_TO_HIDE = "Faces in a style picture are hidden before a model sees it; that is still to be done."


@dataclass
class Survey:
    """What was found. Without blockers there is a choice, and selfies that can be used.

    `is_paid`: a plan pays for runs of the project. The owner of its organisation may have lost the one that did.
    """

    wanted: Wanted
    rehearsal: bool = False
    is_paid: bool = False
    selfies: list[Asset] = field(default_factory=list[Asset])
    pictures: list[Asset] = field(default_factory=list[Asset])
    recipients: tuple[str, ...] = ()
    may_compare: bool = False
    guardian: bool = False
    house: House = field(default_factory=House)
    weighed: Weighed = field(default_factory=lambda: Weighed(NAMED))
    blockers: list[PermanentError] = field(default_factory=list[PermanentError])
    warnings: list[str] = field(default_factory=list[str])
    decisions: list[Decision] = field(default_factory=list[Decision])

    @property
    def quote(self) -> Quote | None:
        choice = self.weighed.choice
        return self.wanted.price(*choice.permitted) if choice else None

    @property
    def said(self) -> list[Said]:
        edit = self.wanted.wishes.edit
        return said_in(self.wanted.brief, edit.instruction if edit else "")

    @contextmanager
    def noting(self) -> Generator[None]:
        try:
            yield
        except PermanentError as blocker:
            self.decisions += refused_before(blocker)
            if not self.rehearsal:
                raise
            self.blockers.append(blocker)


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
        return (
            self._be_heard,
            self._wear_the_brand,
            self._find_the_door_open,
            self._be_allowed,
            self._know_the_faces,
            self._have_consent,
            self._heed_age,
            self._add_pictures,
            self._add_target,
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
        """Of a run the gate writes down who asked and what for, and judges that too."""
        if found.rehearsal:
            await self.gate.must_be_open(self.store.decisions, person.user_id)
        else:
            await self.gate.admit(
                self.store.decisions, person.user_id, found.said, strict=is_strict(found.wanted.brief)
            )

    async def _be_allowed(self, _: Principal, found: Survey) -> None:
        """A rehearsal is judged as well, and neither written down nor counted."""
        if found.rehearsal:
            self.gate.must_be_allowed(found.said, strict=is_strict(found.wanted.brief))

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

    async def _add_pictures(self, person: Principal, found: Survey) -> None:
        """With what stands in the brief beside the selfies; an edit brings its own wish along."""
        wanted = found.wanted
        added = await self._added(person, wanted.brief, found)
        found.wanted = replace(wanted, wishes=wishes_of(wanted.brief, added, wanted.wishes.edit))

    async def _add_target(self, person: Principal, found: Survey) -> None:
        """With what copy mode copies; an edit copies nothing, it has its picture."""
        wanted = found.wanted
        if wanted.brief.mode is not Mode.COPY or wanted.wishes.edit:
            return
        await self._must_be_able_to_copy(wanted.brief)
        if wanted.brief.copy_target is None:
            raise PermanentError(Code.COPY_TARGET_MISSING)
        assets = await self.store.assets.get_many([wanted.brief.copy_target], person.user_id)
        must_be_another_picture(assets, found.selfies)
        found.pictures += assets
        target = copy_target_of([await self._faceless(person, wanted.brief, asset, found) for asset in assets])
        found.wanted = replace(wanted, copy_target=target)

    async def _must_be_able_to_copy(self, brief: Brief) -> None:
        if not is_prepared(brief, self.models.house):
            preparing(brief, await self.models.refresh())

    async def _added(self, person: Principal, brief: Brief, found: Survey) -> list[LabeledReference]:
        ids = (*brief.style_refs, *brief.object_refs)
        if not ids:
            return []
        assets = await self.store.assets.get_many(ids, person.user_id)
        found.pictures += assets
        return added_pictures(brief, [await self._faceless(person, brief, asset, found) for asset in assets])

    async def _faceless(self, person: Principal, brief: Brief, asset: Asset, found: Survey) -> Asset:
        """With its version without faces, if others get to see it: made now if it could not be before."""
        if (
            asset.id not in (*brief.style_refs, brief.copy_target)
            or asset.type not in TO_LOOK_AT
            or asset.meta.get("masked")
        ):
            return asset
        if found.rehearsal:
            found.warnings.append(_FACES_TO_HIDE)
            return asset.model_copy(update={"meta": {**asset.meta, "masked": asset.path}})
        masked = await mask(self.models.bus, reference_of(asset))
        return await self.store.assets.note(asset.id, person.user_id, masked=masked.key) if masked else asset
