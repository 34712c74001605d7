"""Plates: everything below the first words, drawn once and kept, so that a change of words costs only the words."""

import hashlib
import threading
from collections import OrderedDict

from common.layout import Layer, LayoutSpec
from compositor.pixels import Rgb

MEGABYTE = 1 << 20


def split(spec: LayoutSpec) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """(below the first text layer, the rest)."""
    first = next((i for i, layer in enumerate(spec.layers) if layer.type == "text"), len(spec.layers))
    return spec.layers[:first], spec.layers[first:]


def plate_key(spec: LayoutSpec) -> str:
    """The same for specs that differ in their words only. Sources are named by keys whose content never changes."""
    below, _ = split(spec)
    digest = hashlib.blake2b(f"{spec.canvas}".encode(), digest_size=16)
    for layer in below:
        digest.update(layer.model_dump_json().encode())
    return digest.hexdigest()


class Plates:
    """The latest plates, up to a number of bytes. Safe to use from several threads; nobody writes on them."""

    def __init__(self, capacity: int = 64 * MEGABYTE) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[str, Rgb] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Rgb | None:
        with self._lock:
            plate = self._kept.get(key)
            if plate is not None:
                self._kept.move_to_end(key)
            return plate

    def put(self, key: str, plate: Rgb) -> None:
        plate.flags.writeable = False
        with self._lock:
            self._kept[key] = plate
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and sum(kept.nbytes for kept in self._kept.values()) > self._capacity:
                self._kept.popitem(last=False)
