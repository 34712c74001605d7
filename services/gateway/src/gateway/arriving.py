"""How a picture becomes an asset, whichever way it came: decoded at arm's length, stored, looked at, written down."""

from dataclasses import dataclass
from typing import Any, Literal

from common.ids import new_id
from common.ticket import MaskedPicture, Reference
from gateway.deps import Gateway
from gateway.doorway import look_over
from gateway.faces import hidden, inspect, mask
from gateway.intake import Picture
from gateway.screening import kept
from gateway.store.rows import Asset, Idempotency, Made

Kind = Literal["selfie", "ref", "copy_target"]


@dataclass(frozen=True)
class Arrival:
    """What is known of a picture besides its bytes. `attestation` is the wording agreed to, for a copy target."""

    user: str
    kind: Kind
    asset_id: str
    consent_id: str | None = None
    label: str = ""
    filename: str = ""
    attestation: str | None = None
    source: str = "api"

    @classmethod
    def new(cls, user: str, kind: Kind, **known: Any) -> "Arrival":
        return cls(user, kind, new_id("ast"), **known)

    @property
    def key(self) -> str:
        return f"uploads/{self.user}/{self.asset_id}.jpg"


async def take_in(ports: Gateway, arrival: Arrival, data: bytes, once: Idempotency) -> Made[Asset]:
    """Store the bytes, then the row: a row never points at nothing. Raises as `Intake.normalize` and `look_over` do."""
    picture = await ports.intake.normalize(data, look=arrival.kind != "selfie")
    await ports.blobs.put(arrival.key, picture.data)
    stored = Reference(asset_id=arrival.asset_id, key=arrival.key, width=picture.width, height=picture.height)
    found = await look_over(ports, arrival.user, stored, arrival.kind, picture.sha256)
    about: dict[str, Any] = {"screened": kept(found), **await _looked_at(ports, arrival.kind, stored, picture)}
    made = await ports.store.assets.admit(arrival.user, row_of(arrival, picture, about), _attested(arrival), once)
    if made.thing.id != arrival.asset_id:  # the first request with this key made another
        await ports.blobs.delete(arrival.key, *([about["masked"]] if about.get("masked") else []))
    return made


def row_of(arrival: Arrival, picture: Picture, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": arrival.asset_id,
        "type": arrival.kind,
        "path": arrival.key,
        "width": picture.width,
        "height": picture.height,
        "md5": picture.md5,
        "bytes": len(picture.data),
        "media_type": "image/jpeg",
        "consent_id": arrival.consent_id,
        "meta": {"sha256": picture.sha256, "label": arrival.label, "filename": arrival.filename, **about},
    }


async def _looked_at(ports: Gateway, kind: Kind, stored: Reference, picture: Picture) -> dict[str, Any]:
    """A verdict on a selfie's face; for anything else its hints, and where its version without faces lies."""
    if kind == "selfie":
        return {"face": (await inspect(ports.bus, stored)).model_dump(mode="json")}
    masked = await mask(ports.bus, stored)
    if masked is None:
        return {"inspiration": picture.inspiration}
    return {"inspiration": _with_subject(picture, masked), **hidden(masked)}


def _with_subject(picture: Picture, masked: MaskedPicture) -> dict[str, Any] | None:
    """A face is the subject of any thumbnail, whatever else stands out; the largest where there are several."""
    if not masked.faces or picture.inspiration is None:
        return picture.inspiration
    x, y, w, h = max(masked.faces, key=lambda box: box[2] * box[3])
    across, down = (x + w / 2) / picture.width, (y + h / 2) / picture.height
    spot = {"x": round(min(1, max(0, across)), 3), "y": round(min(1, max(0, down)), 3)}
    return picture.inspiration | {"subject": spot}


def _attested(arrival: Arrival) -> dict[str, str] | None:
    return {"statement": arrival.attestation, "source": arrival.source} if arrival.attestation else None
