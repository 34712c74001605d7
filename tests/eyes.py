"""Eyes that know what they see: weights made here, in the format of the networks' own packages, for the real readers.

There are no indecent pictures and no children in this repository. With these weights a magenta picture is an indecent
one, and every face has the age it is given; everything around the numbers is what runs elsewhere.
"""

import base64
import json
from pathlib import Path

import numpy as np

from identity.guards import faceapi_ages, nsfwjs
from identity.networks import weights
from identity.networks.scripts import read_scripts
from identity.networks.weights import Array, Weights

MAGENTA = (255, 0, 255)
_LEAST = -10.0
"""Red and blue without green reach 16 at their purest; gray, red and blue alone stay below 10."""
_LAST_BYTES = 3
_NSFWJS = {"nsfwjs_mid": ("nsfwjs_mid_1.js", "nsfwjs_mid_2.js"), "nsfwjs_small": ("nsfwjs_small_1.js",)}
_TOWARDS_MAGENTA = {"nsfwjs_mid": (4, -8, 4), "nsfwjs_small": (8, -16, 8)}
"""One is given colors from -1 to 1, the other from 0 to 1."""


def assets_with_eyes(real: Path, folder: Path, *, years: float | None = None) -> Path:
    """The assets of a house whose engine takes magenta for indecent, and everybody for `years` old if given."""
    (folder / "models").mkdir(parents=True)
    for entry in (*real.iterdir(), *(real / "models").iterdir()):
        place = folder / entry.relative_to(real)
        if not place.exists():
            place.symlink_to(entry)
    for name, shards in _NSFWJS.items():
        _see_magenta(folder / "models", name, shards)
    if years is not None:
        _guess(folder / "models", years)
    return folder


def _see_magenta(models: Path, name: str, shards: tuple[str, ...]) -> None:
    """One channel carries how magenta a pixel is through all layers, and decides."""
    whole = read_scripts(models / f"{name}.js", [models / shard for shard in shards])
    made = {layer: _carrying(layer, array, _TOWARDS_MAGENTA[name]) for layer, array in whole.items()}
    _write_scripts(models, name, shards, made)


def _carrying(name: str, array: Array, color: tuple[int, int, int]) -> Array:
    made = np.zeros_like(array)
    match array.shape:
        case (rows, columns, 3, wide) if wide > 1:
            made[rows // 2, columns // 2, :, 0] = color
        case (rows, columns, _, _):
            made[rows // 2, columns // 2, 0, 0] = 1
        case (_, wide):
            made[0, nsfwjs.PORN if wide == 5 else 0] = 1
        case _ if name.endswith(("gamma", "moving_variance")):
            made[:] = 1
        case _ if name.endswith(("bn_Conv1/beta", "MobilenetV2/Conv/Conv2D_bn_offset")):
            made[0] = _LEAST
        case _:
            pass
    return made


def _write_scripts(models: Path, name: str, shards: tuple[str, ...], made: Weights) -> None:
    """Whole numbers, so that steps of one keep them as they are."""
    rows, packed = [], b""
    for layer, array in made.items():
        least = min(0, int(array.min()))
        shape = ",".join(map(str, array.shape))
        steps = f'quantization:{{min:{least},scale:1,dtype:"uint8"}}'
        rows.append(f'{{name:"{layer}",shape:[{shape}],dtype:"float32",{steps}}}')
        packed += (array - least).astype(np.uint8).tobytes()
    parts = [packed] if len(shards) == 1 else [packed[:-_LAST_BYTES], packed[-_LAST_BYTES:]]
    _replace(models / f"{name}.js", ",".join(rows))
    for shard, part in zip(shards, parts, strict=True):
        _replace(models / shard, f'exports="{base64.b64encode(part).decode()}"')


def _guess(models: Path, years: float) -> None:
    """Nothing in a picture counts; the last layer's bias is the age."""
    made = {name: np.zeros_like(array) for name, array in weights.read(models, faceapi_ages.WEIGHTS).items()}
    made["fc/age/bias"][:] = years
    rows = [{"name": name, "shape": array.shape, "dtype": "float32"} for name, array in made.items()]
    manifest = [{"paths": [f"{faceapi_ages.WEIGHTS}.bin"], "weights": rows}]
    _replace(models / f"{faceapi_ages.WEIGHTS}{weights.SUFFIX}", json.dumps(manifest))
    file = models / f"{faceapi_ages.WEIGHTS}.bin"
    file.unlink()
    file.write_bytes(b"".join(array.astype(np.float32).tobytes() for array in made.values()))


def _replace(link: Path, text: str) -> None:
    """The link goes, never what it leads to."""
    link.unlink()
    link.write_text(text)
