"""Pixel dimensions by ratio and size, as Google prints them (page of 2026-07-16).

1K is the base; 2K and 4K are exact multiples, 512 is half. Answers may deviate: they are cut, never asserted.
"""

Table = dict[str, dict[str, tuple[int, int]]]

_SCALES = {"512": 0.5, "1K": 1, "2K": 2, "4K": 4}

_COMMON = {
    "1:1": (1024, 1024),
    "16:9": (1376, 768),
    "4:3": (1200, 896),
    "3:2": (1264, 848),
    "5:4": (1152, 928),
    "21:9": (1584, 672),
}
_PANORAMAS = {"4:1": (2048, 512), "8:1": (3072, 384)}
_OLDER = {
    "1:1": (1024, 1024),
    "16:9": (1344, 768),
    "4:3": (1184, 864),
    "3:2": (1248, 832),
    "5:4": (1152, 896),
    "21:9": (1536, 672),
}


def _upright(bases: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The same on end. 21:9 has no upright twin everywhere, see `tall_ratio`."""
    return {":".join(reversed(ratio.split(":"))): (h, w) for ratio, (w, h) in bases.items() if ratio != "21:9"}


def table(bases: dict[str, tuple[int, int]], *sizes: str) -> Table:
    both = bases | _upright(bases)
    return {
        ratio: {size: (round(w * _SCALES[size]), round(h * _SCALES[size])) for size in sizes}
        for ratio, (w, h) in both.items()
    }


def ten_ratios(*sizes: str) -> Table:
    return table(_COMMON, *sizes)


def fourteen_ratios(*sizes: str) -> Table:
    return table(_COMMON | _PANORAMAS, *sizes)


def tall_ratio(*sizes: str) -> Table:
    """21:9 on end, which Vertex names and the developer API does not."""
    w, h = _COMMON["21:9"]
    return {"9:21": {size: (round(h * _SCALES[size]), round(w * _SCALES[size])) for size in sizes}}


def older_ratios() -> Table:
    """Of the model that has one size and takes no `imageSize`."""
    return table(_OLDER, "1K")
