"""What a finished variant is made of, read off the event that asks for it."""

from dataclasses import dataclass

from common.brief import Brief
from common.catalog import Size
from common.direction import Direction, direct
from common.disclosure import Decision, decide, made_of
from common.events import Event
from common.layout import Box, LayoutSpec
from common.likeness import NOT_COMPARED, LikenessPage, unavailable
from common.ticket import IdentityPage, Ticket
from common.wishes import Wishes
from compositor.copying import Copied, copied_from
from compositor.whole import exchanged

PART, LOGO, THING = "subject.png", "logo.png", "thing-{}.png"
"""Files of the person, the logo and the things as they were drawn."""


@dataclass(frozen=True)
class Assignment:
    """What a finished variant is made of. `cutout` is missing where the generator drew the person itself (`whole`).

    `kept` is the layout of the picture that was changed; `wordless` that the model drew the words too.
    """

    brief: Brief
    direction: Direction
    canvas: Size
    identity: IdentityPage | None
    scene_key: str
    scene: bytes
    cutout: bytes | None
    prefix: str
    whole: bool = False
    wordless: bool = False
    kept: LayoutSpec | None = None
    copied: Copied | None = None
    disclosure: Decision | None = None
    likeness: LikenessPage | None = None
    faces: tuple[Box, ...] = ()
    """In pixels of the scene, where a model drew the person too."""
    logo: bytes | None = None
    """The brand's, or that of the picture that was changed."""
    things: tuple[bytes, ...] = ()
    """Pictures of the creator's own, for where the copied layout has others."""

    @property
    def part_key(self) -> str:
        return f"{self.prefix}/{PART}"

    def thing_key(self, number: int) -> str:
        return f"{self.prefix}/{THING.format(number)}"

    @property
    def logo_key(self) -> str:
        return f"{self.prefix}/{LOGO}"


def assignment_for(
    event: Event,
    scene: bytes,
    cutout: bytes | None,
    spec: bytes | None = None,
    faces: tuple[Box, ...] = (),
    logo: bytes | None = None,
    things: tuple[bytes, ...] = (),
) -> Assignment:
    """`spec` is the stored layout of the picture this one changes."""
    ticket = event.carried
    assert ticket.image is not None
    whole = ticket.image.draws == "picture"
    wishes = ticket.wishes or Wishes()
    return Assignment(
        brief=ticket.brief,
        direction=direct(ticket.brief, event.variant, ticket.seed, ticket.inspirations),
        canvas=ticket.sizes.export,
        identity=ticket.identity,
        scene_key=ticket.image.key,
        scene=scene,
        cutout=cutout,
        prefix=prefix_of(ticket, event.variant, event.attempt),
        whole=whole,
        wordless=whole and wishes.draw_text,
        kept=_kept(spec, wishes, ticket.image.key) if spec and whole else None,
        copied=copied_from(ticket.layout, spec),
        disclosure=decide(
            ticket.brief.disclosure,
            made_of(ticket.image.draws, ticket.image.provenance),
            ticket.requested_at.date(),
        ),
        likeness=ticket.likeness or unavailable(NOT_COMPARED),
        faces=faces,
        logo=logo,
        things=things,
    )


def _kept(spec: bytes, wishes: Wishes, key: str) -> LayoutSpec | None:
    return exchanged(LayoutSpec.model_validate_json(spec), wishes.edit.picture_key, key) if wishes.edit else None


def prefix_of(ticket: Ticket, variant: int, attempt: int) -> str:
    return f"{ticket.prefix}/renders/{variant}-{attempt}"
