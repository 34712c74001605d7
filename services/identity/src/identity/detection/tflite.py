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
GREETING = b"Created TensorFlow Lite XNNPACK delegate"
_one_at_a_time = threading.Lock()


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
            from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

            self._interpreter = Interpreter(model_path=str(self._path), num_threads=1)
            with _without_greeting():
                self._interpreter.allocate_tensors()
        return self._interpreter


@contextmanager
def _without_greeting() -> Generator[None]:
    """LiteRT greets on file descriptor 2 from C++, and no setting stops it. What others say there is passed on."""
    with _one_at_a_time:
        stderr = os.dup(2)
        ours, theirs = os.pipe()
        passing_on = threading.Thread(target=_pass_on, args=(ours, os.dup(stderr)), daemon=True)
        passing_on.start()
        os.dup2(theirs, 2)
        os.close(theirs)
        try:
            yield
        finally:
            os.dup2(stderr, 2)  # closes the pipe, and the thread ends; later where a child was started meanwhile
            os.close(stderr)
            passing_on.join(timeout=1)


def _pass_on(heard: int, stderr: int) -> None:
    with os.fdopen(heard, "rb") as lines, os.fdopen(stderr, "wb", buffering=0) as said:
        for line in lines:
            if GREETING not in line:
                said.write(line)
