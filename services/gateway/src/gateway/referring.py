"""Whose faces a run works with, and what they agreed to."""

from collections.abc import Sequence

from common.brief import Brief
from common.errors import MEANINGS, Code, PermanentError
from common.ticket import Reference
from gateway.auth import Principal
from gateway.store import Store
from gateway.store.rows import Agreed, Asset

SELFIES = frozenset({"selfie"})


async def selfies_of(store: Store, person: Principal, brief: Brief) -> list[Asset]:
    """What a brief refers to, all of it there. Raises `references_missing`, `not_found`."""
    if not brief.refs:
        raise PermanentError(Code.REFERENCES_MISSING)
    assets = await store.assets.get_many(brief.refs, person.user_id)
    if strangers := unknown(brief.refs, assets):
        errors = [{"pointer": f"/refs/{place}", "detail": MEANINGS[Code.NOT_FOUND]} for place in strangers]
        raise PermanentError(Code.NOT_FOUND, "A reference selfie was not found.", errors=errors)
    return assets


async def agreed_by_others(store: Store, person: Principal, selfies: Sequence[Asset]) -> list[Agreed]:
    """What everybody else whose face it is has agreed to. Raises `consent_required`."""
    others = [asset.id for asset in selfies if asset.user_id != person.user_id]
    found = await store.people.consents_for(others, person.user_id) if others else []
    agreed = [theirs for theirs in found if theirs]
    if len(agreed) < len(found):
        raise PermanentError(Code.CONSENT_REQUIRED)
    return agreed


def named_by_all(agreed: Sequence[Agreed]) -> tuple[str, ...]:
    """Who may receive the faces: whom everybody whose face it is has named."""
    first, *others = agreed
    return tuple(name for name in first.recipients if all(name in one.recipients for one in others))


def unknown(refs: Sequence[str], assets: Sequence[Asset]) -> list[int]:
    """Places of references that are not the user's selfies."""
    known = {asset.id for asset in assets if asset.type in SELFIES}
    return [place for place, ref in enumerate(refs) if ref not in known]


def reference_of(asset: Asset) -> Reference:
    return Reference(asset_id=asset.id, key=asset.path, width=asset.width, height=asset.height)
