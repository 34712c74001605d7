"""One .tflite file, run by LiteRT on one thread."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.floating]


class TfliteModel:
    """Calls are serialized: an interpreter keeps its tensors between calls. Loaded at first use."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise FileNotFoundError(f"The model {path} is missing; `./thumbworks doctor` says how to fetch it.")
        self._path = path
        self._lock = threading.Lock()
        self._interpreter: Any = None

    def __call__(self, batch: Tensor) -> list[Tensor]:
        """`batch` has the model's input shape; the outputs come in the model's own order."""
        with self._lock:
            interpreter = self._loaded()
            interpreter.set_tensor(interpreter.get_input_details()[0]["index"], batch.astype(np.float32))
            interpreter.invoke()
            outputs = interpreter.get_output_details()
            return [interpreter.get_tensor(output["index"]) for output in outputs]

    def _loaded(self) -> Any:
        """LiteRT takes 0.3 s to import, which a cold start need not pay."""
        if self._interpreter is None:
            with _silent_stderr():
                from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

                self._interpreter = Interpreter(model_path=str(self._path), num_threads=1)
                self._interpreter.allocate_tensors()
        return self._interpreter


@contextmanager
def _silent_stderr() -> Generator[None]:
    """LiteRT greets on file descriptor 2 from C++, and no setting stops it."""
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
