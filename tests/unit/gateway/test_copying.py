"""The thumbnail a project copies, from what is kept of it."""

from datetime import UTC, datetime
from typing import Any

from common.catalog import Size
from common.inspiration import Inspiration, Swatch
from common.layout import ImageLayer, LayoutRead, LayoutSpec, Role
from gateway.copying import copy_target_of, reading_of
from gateway.store.rows import Asset

SPEC = LayoutSpec(canvas=Size(w=1280, h=720), layers=(ImageLayer(role=Role.BACKGROUND, color="#102040"),))
READ = LayoutRead(spec=SPEC, look=Inspiration(colors=(Swatch(color="#102040", share=1.0),)))


def target(layout: dict[str, Any]) -> Asset:
    meta = {"masked": "targets/1.masked.png", "layout": layout}
    return Asset(
        id="asset_1",
        user_id="u",
        type="copy_target",
        path="targets/1.jpg",
        width=1280,
        height=720,
        meta=meta,
        created_at=datetime(2026, 11, 30, tzinfo=UTC),
    )


def test_a_job_carries_the_reading_that_is_kept():
    kept = target(READ.model_dump(mode="json", exclude_none=True))

    assert reading_of(kept) == READ
    assert copy_target_of([kept]).read == READ


def test_what_another_release_kept_is_read_again():
    kept = target({"spec": {"canvas": {"w": -1}}, "look": {}})

    assert reading_of(kept) is None
    assert copy_target_of([kept]).read is None
