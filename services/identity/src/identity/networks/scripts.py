"""TensorFlow.js weights that a package carries as JavaScript: a manifest in a model's script, bytes as base64 strings.

Nothing of a script is run. Rows and strings are read out of it, and whatever does not add up is refused.
"""

import base64
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from identity.networks.weights import Weights, unpacked

_NUMBER = r"(-?[\d.]+(?:e-?\d+)?)"
_ROW = re.compile(
    r'\{name:"([^"]+)",shape:\[([\d,]*)\],dtype:"float32",'
    rf'quantization:\{{min:{_NUMBER},scale:{_NUMBER},dtype:"uint8"\}}\}}'
)
_BYTES = re.compile(r'exports="([A-Za-z0-9+/=]+)"')


def read_scripts(model: Path, shards: Iterable[Path]) -> Weights:
    """Raises FileNotFoundError for a missing file, ValueError where bytes and manifest do not fit."""
    for file in (model, *shards):
        if not file.exists():
            raise FileNotFoundError(f"The model {file} is missing; `./thumbworks doctor` says how to fetch it.")
    rows = [_row(*found) for found in _ROW.findall(model.read_text("utf-8"))]
    return unpacked(rows, b"".join(map(_bytes, shards)))


def _row(name: str, shape: str, least: str, scale: str) -> dict[str, Any]:
    steps = {"min": float(least), "scale": float(scale), "dtype": "uint8"}
    return {"name": name, "shape": [int(n) for n in shape.split(",") if n], "dtype": "float32", "quantization": steps}


def _bytes(shard: Path) -> bytes:
    found = _BYTES.search(shard.read_text("utf-8"))
    if found is None:
        raise ValueError(f"There are no weights in {shard}.")
    return base64.b64decode(found[1], validate=True)
