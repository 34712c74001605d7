"""What a job that is over must not leave behind: what identity knew of the face, pictures and
conversations of what was not delivered.
"""

import re
from collections.abc import Collection

from common.blobs import Blobs

_OF_A_VARIANT = re.compile(r"/(?:images|renders|sessions)/(\d+)\b")


async def clear(blobs: Blobs, job_id: str, delivered: Collection[int]) -> None:
    """Delete the sealed folder and the files of every variant not in `delivered`. Late work calls it again."""
    keys = await blobs.list(f"jobs/{job_id}")
    await blobs.delete(*(key for key in keys if is_left_over(key, job_id, delivered)))


def is_left_over(key: str, job_id: str, delivered: Collection[int]) -> bool:
    if key.startswith(f"jobs/{job_id}/identity/"):
        return True
    found = _OF_A_VARIANT.search(key)
    return found is not None and int(found[1]) not in delivered
