"""The compositor, asked while somebody waits: draw a picture anew, pack files to take away."""

from common.bus import Bus
from common.bus.replies import answered
from common.finishing import ExportReply, ExportRequest, RenderReply, RenderRequest
from common.layout import LayoutSpec

CHECKING_SECONDS = 10.0
DRAWING_SECONDS = 30.0
SECONDS_PER_FILE = 2.0
LONGEST_EXPORT = 110.0


async def check(bus: Bus, layout: LayoutSpec) -> None:
    """Raises `validation_failed` with what cannot be drawn of it."""
    answered(await bus.ask("compositor", "check", layout, CHECKING_SECONDS))


async def draw(bus: Bus, request: RenderRequest) -> RenderReply:
    """Raises `bus_unavailable` when nobody answers, and what the compositor refuses with."""
    return RenderReply.model_validate(answered(await bus.ask("compositor", "render", request, DRAWING_SECONDS)))


async def export(bus: Bus, request: ExportRequest) -> ExportReply:
    patience = min(LONGEST_EXPORT, DRAWING_SECONDS + SECONDS_PER_FILE * request.count)
    return ExportReply.model_validate(answered(await bus.ask("compositor", "export", request, patience)))
