from datetime import datetime
from typing import Literal

from pydantic import Field

from gateway.bodies.body import Body
from gateway.erasing import AGAIN, DONE
from gateway.receipts import ReceiptLinks
from gateway.store.erasures import Erasure, Kind

State = Literal["settling", "erasing", "erased", "complete"]


class KeptBody(Body):
    what: str
    why: str


class PendingBody(Body):
    what: str
    until: datetime | None = Field(description="At the latest; null where it goes on as soon as it can.")
    why: str


class ReceiptBody(Body):
    """What was erased. `state`: jobs are being closed, erasing, erased, and looked at once more."""

    id: str
    kind: Kind
    state: State
    subject: str | None = Field(description="The asset, where it was about one.")
    erased: dict[str, int] = Field(description="How many of what.")
    kept: list[KeptBody]
    pending: list[PendingBody]
    requested_at: datetime
    erased_at: datetime | None
    finished_at: datetime | None
    url: str = Field(description="This receipt, also without an account. Keep it to yourself.")


# What stays besides the rows that the database names.
_ALSO_KEPT: dict[Kind, tuple[tuple[str, str], ...]] = {
    "asset": (),
    "biometrics": (
        ("pictures", "Finished pictures show the face, in layers that can be edited; delete them, or the account."),
        ("consents", "That consent was given and taken back has to be proved."),
    ),
    "account": (
        ("sign_in", "Who signs people in keeps its own record; delete it there."),
        ("payments", "Who took payments keeps its own record of them."),
    ),
    "retention": (("assets", "That the file was there, its size, and when it came and went."),),
}
_STATES: dict[str, State] = {"subscription": "settling", "settle": "settling", AGAIN: "erased", DONE: "complete"}


def receipt_body(erasure: Erasure, links: ReceiptLinks) -> ReceiptBody:
    also = [KeptBody(what=what, why=why) for what, why in _ALSO_KEPT[erasure.kind]]
    return ReceiptBody(
        **erasure.model_dump(include={"id", "kind", "subject", "erased", "requested_at", "erased_at", "finished_at"}),
        state=_STATES.get(erasure.step, "erasing"),
        kept=[*(KeptBody(what=one.what, why=one.why) for one in erasure.kept), *also],
        pending=pending(erasure),
        url=links.link(erasure.id),
    )


def pending(erasure: Erasure) -> list[PendingBody]:
    found = [
        PendingBody(what=f"{one.what} at {one.where}", until=one.until, why="It expires there by itself.")
        for one in erasure.remaining
    ]
    if erasure.still_subscribed:
        why = "The payment provider has not confirmed that the subscription is over; it is asked again until it does."
        found.append(PendingBody(what="subscription", until=None, why=why))
    if erasure.still_open:
        why = "The payment provider has not confirmed that it is closed; it is asked again until it does."
        found.append(PendingBody(what="checkout", until=None, why=why))
    if erasure.step == AGAIN:
        why = "Files and messages are purged once more, when nothing that was in hand can still come."
        found.append(PendingBody(what="late work", until=erasure.due_at, why=why))
    elif erasure.step != DONE:
        found.append(PendingBody(what=erasure.step, until=None, why="Under way; this receipt says more as it goes on."))
    return found
