"""What was found in the way of a run, and what the run works with."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from common.errors import PermanentError
from common.pricing import Quote
from gateway.auditing import refused_before
from gateway.choosing import Weighed
from gateway.policy.gate import said_in
from gateway.policy.judging import Said
from gateway.rules import NAMED
from gateway.screening import Decision
from gateway.store.rows import Asset
from gateway.wanting import House, Wanted


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
