"""The thumbnail a project copies, as a job carries it: its owner's word on rights given, nobody's face in it."""

from common.errors import MEANINGS, Code, PermanentError, TransientError
from common.ticket import CopyTarget
from gateway.store.rows import Asset


def copy_target_of(assets: list[Asset]) -> CopyTarget:
    """`assets` is what the store found under the brief's `copy_target`: one, or nothing.

    Raises `not_found` for what is not a copy target of the user's, a transient `faces_not_masked` while the version
    without faces has not been made.
    """
    target = next((asset for asset in assets if asset.type == "copy_target"), None)
    if target is None:
        errors = [{"pointer": "/copy_target", "detail": MEANINGS[Code.NOT_FOUND]}]
        raise PermanentError(Code.NOT_FOUND, "The thumbnail to copy was not found.", errors=errors)
    if not target.meta.get("masked"):
        raise TransientError(Code.FACES_NOT_MASKED, retry_after=5)
    return CopyTarget(
        asset_id=target.id,
        key=target.path,
        masked_key=target.meta["masked"],
        width=target.width,
        height=target.height,
        read=target.meta.get("layout"),
    )
