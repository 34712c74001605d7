"""TensorFlow.js weights: a manifest that names arrays, and the bytes they are packed in, often as 8-bit steps."""

import json
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float32]
Weights: TypeAlias = dict[str, Array]

SUFFIX = "-weights_manifest.json"


def read(folder: Path, name: str) -> Weights:
    """The arrays of `<name>-weights_manifest.json` and the files beside it that it names.

    Raises FileNotFoundError for a missing file, ValueError when the bytes are not as many as the manifest says.
    """
    manifest = folder / f"{name}{SUFFIX}"
    if not manifest.exists():
        raise FileNotFoundError(f"The model {manifest} is missing; `./thumbworks doctor` says how to fetch it.")
    groups: list[dict[str, Any]] = json.loads(manifest.read_text())
    found: Weights = {}
    for group in groups:
        found |= unpacked(group["weights"], b"".join((folder / path).read_bytes() for path in group["paths"]))
    return found


def unpacked(rows: list[dict[str, Any]], data: bytes) -> Weights:
    """Arrays lie one after the other in the order of `rows`. Raises ValueError when too many or too few bytes do."""
    found, start = Weights(), 0
    for row in rows:
        stored = np.dtype(row["quantization"]["dtype"] if "quantization" in row else row["dtype"])
        count = int(np.prod(row["shape"], dtype=np.int64))
        end = start + count * stored.itemsize
        if end > len(data):
            raise ValueError(f"The weights end within {row['name']}: {len(data)} bytes.")
        found[row["name"]] = _values(row, np.frombuffer(data[start:end], stored))
        start = end
    if start != len(data):
        raise ValueError(f"{len(data) - start} bytes of the weights belong to nothing.")
    return found


def _values(row: dict[str, Any], stored: NDArray[Any]) -> Array:
    """Quantized values are steps of `scale` above `min`."""
    steps = row.get("quantization")
    values = stored.astype(np.float32)
    if steps:
        values = values * np.float32(steps["scale"]) + np.float32(steps["min"])
    return values.reshape(row["shape"])
