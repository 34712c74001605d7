from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.announcing import complete
from gateway.arriving import Arrival, take_in
from gateway.bodies import AssetBody, UploadBody, asset_body, upload_body
from gateway.deps import Once, Person, Ports
from gateway.incoming import raw_key
from gateway.linking import fetch
from gateway.store.rows import Idempotency

router = APIRouter(tags=["uploads"])
completing = APIRouter(tags=["uploads"])


class Links(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"from_url": ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"]}}
    )

    from_url: tuple[Annotated[str, Field(min_length=1, max_length=2_000)], ...] = Field(
        min_length=1, max_length=3, description="Pictures, or YouTube pages, whose thumbnail is taken."
    )


@router.post("/upload/inspirations", status_code=201)
async def upload_inspirations(links: Links, person: Person, ports: Ports, once: Once) -> list[AssetBody]:
    """Fetch one to three thumbnails whose style is to be followed, and take them in as references.

    Only from hosts this installation allows, never from anything inside a network. All are fetched, or none is taken.
    """
    found = [await fetch(ports.incoming, url, f"/from_url/{place}") for place, url in enumerate(links.from_url)]
    made = [
        await take_in(ports, Arrival.new(person.user_id, "ref", source="url"), data, _part(once, place))
        for place, data in enumerate(found)
    ]
    return [asset_body(one.thing) for one in made]


@router.put("/upload/incoming/{upload_id}", status_code=204)
async def put_file(
    upload_id: Annotated[str, Path(pattern=r"^ast_[0-9A-Z]{26}$")],
    request: Request,
    ports: Ports,
    size: Annotated[int, Query(alias="bytes", ge=1)],
    expires: Annotated[int, Query(ge=0)],
    signature: Annotated[str, Query(max_length=100)],
) -> None:
    """Where an announced file goes when the store has no address of its own. The link is the permission."""
    ports.incoming.links.must_be_ours(upload_id, size, expires, signature)
    await ports.blobs.put_stream(raw_key(upload_id), ports.incoming.exactly(request.stream(), size))


@completing.post("/{asset_id}/complete")
async def complete_upload(asset_id: str, response: Response, person: Person, ports: Ports) -> UploadBody:
    """The announced file is there: check that it is the announced one, and take it in. Repeating it changes nothing."""
    made = await complete(ports, person.user_id, asset_id)
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    return upload_body(made.thing)


def _part(once: Idempotency, place: int) -> Idempotency:
    """One key stands for several assets: the first has it, the others a name beside it."""
    return Idempotency(f"{once.key}/{place}", once.body_hash) if once.key and place else once
