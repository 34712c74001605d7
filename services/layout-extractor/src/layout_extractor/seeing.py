"""Who is in a thumbnail: identity looks, this room waits."""

from common.blobs import Blobs
from common.bus import Bus
from common.bus.replies import answered
from common.copying import PeopleRequest, PeopleSeen, beside
from common.ticket import CopyTarget, Reference
from layout_extractor.people import People
from layout_extractor.pictures import silhouette_from

ANSWER_SECONDS = 20.0


async def people_in(target: CopyTarget, blobs: Blobs, bus: Bus) -> People:
    """Raises a transient `bus_unavailable` when identity does not answer: words must not go over a face."""
    picture = Reference(asset_id=target.asset_id, key=target.key, width=target.width, height=target.height)
    request = PeopleRequest(picture=picture, silhouette_key=beside(target.key, "silhouette.png"))
    seen = PeopleSeen.model_validate(answered(await bus.ask("identity", "people", request, ANSWER_SECONDS)))
    if seen.silhouette_key is None:
        return People(seen.faces)
    silhouette = silhouette_from(await blobs.get(seen.silhouette_key))
    await blobs.delete(seen.silhouette_key)  # the outline of somebody's body is kept no longer than it is needed
    return People(seen.faces, silhouette)
