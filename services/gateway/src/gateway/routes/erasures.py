from typing import Annotated

from fastapi import APIRouter, Query

from gateway.bodies.erasures import ReceiptBody, receipt_body
from gateway.deps import Asker, Gateway, Person, Ports
from gateway.erasing import Eraser
from gateway.standing import take_back
from gateway.store.erasures import Erasure

router = APIRouter(tags=["erasing"])
of_assets = APIRouter(tags=["erasing"])


@of_assets.delete("/{asset_id}")
async def erase_asset(asset_id: str, person: Person, ports: Ports) -> ReceiptBody:
    """Erase a picture, pinned or not. The picture of a render takes its layers and its revisions with it.

    409 while a job that is not over needs it. Asked again, the same receipt.
    """
    return await _receipt(ports, await ports.store.erasures.of_asset(person.user_id, asset_id))


@router.delete("/me/biometrics")
async def erase_biometrics(person: Person, ports: Ports) -> ReceiptBody:
    """Take consent back and erase selfies and everything measured on them. Jobs with the face are canceled first, also
    those of colleagues a selfie was shared with: they are refunded, and told `consent_withdrawn`.

    Finished pictures stay until they are deleted, or the account is.
    """
    return await _receipt(ports, await ports.store.erasures.of_biometrics(person.user_id))


@router.delete("/me")
async def erase_account(person: Asker, ports: Ports) -> ReceiptBody:
    """Erase the account and everything in it. It is closed at once: the token that asked is good for nothing else.

    A subscription is ended at the payment provider; while nobody answers there, the receipt says so.
    Running jobs are canceled first. The ledger stays, of a person without a name. Asked again, the same receipt.
    """
    erasure = await ports.store.erasures.of_account(person.user_id)
    ports.store.people.forget(person.user_id)
    await take_back(ports, person.user_id)
    return await _receipt(ports, erasure)


@router.get("/me/erasures")
async def list_erasures(person: Person, ports: Ports) -> list[ReceiptBody]:
    """Receipts, the newest first: what was erased on request, and originals whose time was over."""
    return [receipt_body(one, ports.receipts) for one in await ports.store.erasures.of_person(person.user_id)]


@router.get("/erasures/{erasure_id}")
async def read_erasure(
    erasure_id: str, ports: Ports, token: Annotated[str, Query(max_length=100, description="From the receipt.")]
) -> ReceiptBody:
    """A receipt as it stands now, for whoever has its link; there may be no account any more."""
    ports.receipts.must_fit(erasure_id, token)
    return receipt_body(await ports.store.erasures.get(erasure_id, None), ports.receipts)


async def _receipt(ports: Gateway, erasure: Erasure) -> ReceiptBody:
    eraser = Eraser(ports.store, ports.blobs, ports.bus, ports.relay, ports.cashier)
    return receipt_body(await eraser.begin(erasure), ports.receipts)
