"""The thumbnail a project copies, as a job carries it: its owner's word on rights given, nobody's face in it."""

import contextlib
from collections.abc import Sequence

from pydantic import ValidationError

from common.errors import MEANINGS, Code, PermanentError, TransientError
from common.layout import LayoutRead
from common.ticket import CopyTarget
from gateway.store.rows import Asset

READ = "layout"
"""Where its reading lies among what is known of an asset."""


def must_be_another_picture(targets: Sequence[Asset], selfies: Sequence[Asset]) -> None:
    """An old thumbnail with the same person is what many copy; the very file of a selfie is a slip.

    Raises `copy_target_is_selfie`.
    """
    selfie_files = {asset.md5 for asset in selfies if asset.md5}
    if any(asset.md5 in selfie_files for asset in targets):
        errors = [{"pointer": "/copy_target", "detail": MEANINGS[Code.COPY_TARGET_IS_SELFIE]}]
        raise PermanentError(Code.COPY_TARGET_IS_SELFIE, errors=errors)


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
        read=reading_of(target),
    )


def reading_of(target: Asset) -> LayoutRead | None:
    """What was read of it, and corrected. None also for what another release kept: then it is read again."""
    if READ in target.meta:
        with contextlib.suppress(ValidationError):
            return LayoutRead.model_validate(target.meta[READ])
    return None
