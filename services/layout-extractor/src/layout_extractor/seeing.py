"""Who is in a thumbnail: identity looks, this room waits."""

from pydantic import ValidationError

from common.blobs import Blobs
from common.bus import Bus
from common.copying import PeopleRequest, PeopleSeen
from common.errors import Code, TransientError
from common.ticket import CopyTarget, Reference
from layout_extractor.people import People
from layout_extractor.pictures import silhouette_from

ANSWER_SECONDS = 20.0


async def people_in(target: CopyTarget, blobs: Blobs, bus: Bus) -> People:
    """Raises a transient `bus_unavailable` when identity does not answer: words must not go over a face."""
    picture = Reference(asset_id=target.asset_id, key=target.key, width=target.width, height=target.height)
    request = PeopleRequest(picture=picture, silhouette_key=f"{target.key.rpartition('.')[0]}.silhouette.png")
    try:
        seen = PeopleSeen.model_validate(await bus.ask("identity", "people", request, ANSWER_SECONDS))
    except ValidationError as error:
        raise TransientError(Code.BUS_UNAVAILABLE, "identity did not answer.") from error
    silhouette = silhouette_from(await blobs.get(seen.silhouette_key)) if seen.silhouette_key else None
    return People(seen.faces, silhouette)
