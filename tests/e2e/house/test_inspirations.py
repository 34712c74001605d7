"""Pictures somebody likes, sent straight to the store of a running house, and the thumbnails that follow them."""

import hashlib
import io
from typing import Any

import httpx
import numpy as np
from PIL import Image
from skimage import data
from tests.e2e.house.conftest import MakeIt

from common.color import oklch_of
from common.looking import measured


def style(ground: str) -> bytes:
    """A wide picture of one color with somebody's face in it."""
    picture = Image.new("RGB", (1280, 720), ground)
    picture.paste(Image.fromarray(data.astronaut()[:330, 60:390]).resize((420, 420)), (800, 240))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def upload(api: httpx.Client, picture: bytes) -> dict[str, Any]:
    told = {"mime": "image/png", "bytes": len(picture), "sha256": hashlib.sha256(picture).hexdigest()}
    slot = api.post("/upload/reference", json=told).json()
    way = slot["upload"]
    sent = api.request(way["method"], way["url"], content=picture, headers=way["headers"])
    assert sent.status_code == 204, sent.text
    return api.post(slot["complete"]).json()


def has_hue_of(file: Any, color: str) -> bool:
    """Whether a good part of a picture is of about that hue."""
    with Image.open(file) as picture:
        seen = [(oklch_of(one.color), one.share) for one in measured(np.asarray(picture.convert("RGB"))).colors]
    wanted = oklch_of(color).h
    return sum(share for one, share in seen if one.c > 0.05 and abs((one.h - wanted + 180) % 360 - 180) < 35) > 0.15


def test_thumbnails_follow_the_pictures_that_were_shown(api: httpx.Client, make_it: MakeIt) -> None:
    shown = [upload(api, style(ground)) for ground in ("#0a4fc0", "#0a8a3a")]
    blue, green = (  # the second lies where the first lay
        io.BytesIO(make_it(style_refs=[one["id"]], model_pref="studio").files[1][0].read_bytes()) for one in shown
    )

    assert all(one["faces_hidden"] for one in shown)
    assert [one["inspiration"]["subject"]["x"] > 0.6 for one in shown] == [True, True]
    assert has_hue_of(blue, "#0a4fc0")
    assert not has_hue_of(blue, "#0a8a3a")
    assert has_hue_of(green, "#0a8a3a")
    assert not has_hue_of(green, "#0a4fc0")
