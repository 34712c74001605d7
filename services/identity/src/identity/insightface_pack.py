"""An InsightFace model pack that the operator brought along, loaded by InsightFace's own code.

The package is an extra and no pack is ever downloaded: InsightFace's own weights are licensed for non-commercial
research only, so nobody gets them unasked. The pack's license is shown where the engine is.
"""

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

LICENSE_FILE: Final = "MODEL.LICENSE"
ASSUMED_LICENSE: Final = "InsightFace model pack without a MODEL.LICENSE: non-commercial research use only."


class InsightFacePack:
    """Loads `modules` at once, so that a broken pack is reported at start-up.

    Raises FileNotFoundError for a folder without models, ImportError when the extra is not installed, ValueError for
    a pack that lacks one of the modules or has a file that is no model, such as one half unpacked.
    """

    def __init__(self, pack: Path, modules: Iterable[str]) -> None:
        # Asked before InsightFace is: it takes a folder that is missing for the name of a pack to download.
        if not any(pack.glob("*.onnx")) and not (pack / "manifest.json").exists():
            raise FileNotFoundError(f"There is no InsightFace model pack in {pack}.")
        self.license = _license(pack)
        self._models = _loaded(pack, sorted({"detection", *modules}))

    @property
    def detector(self) -> Any:
        return self._models["detection"]

    @property
    def recognizer(self) -> Any:
        return self._models["recognition"]


def _license(pack: Path) -> str:
    file = pack / LICENSE_FILE
    return file.read_text(encoding="utf-8", errors="replace").strip() if file.exists() else ASSUMED_LICENSE


def _loaded(pack: Path, modules: list[str]) -> dict[str, Any]:
    """InsightFace asserts that there is a detector, and takes every other model for what its shape says."""
    analysis = _code()
    try:
        found = analysis(name=str(pack.absolute()), allowed_modules=modules, providers=["CPUExecutionProvider"])
    except (AssertionError, ValueError, RuntimeError, OSError, *_runtime_errors()) as error:
        raise ValueError(f"The InsightFace pack in {pack} cannot be used: {_reason(error)}.") from error
    missing = [module for module in modules if module not in found.models]
    if missing:
        raise ValueError(f"The InsightFace pack in {pack} cannot be used: it has no model for {' and '.join(missing)}.")
    found.prepare(ctx_id=-1)
    return found.models


def _code() -> Any:
    try:
        return importlib.import_module("insightface.app").FaceAnalysis  # 4 s, and not installed by default
    except ImportError as error:
        raise ImportError(
            "THUMBWORKS_INSIGHTFACE_DIR is set; install it: ./thumbworks extras add insightface"
        ) from error


def _runtime_errors() -> tuple[type[Exception], ...]:
    """ONNX Runtime's own errors have no name in common."""
    state = vars(importlib.import_module("onnxruntime.capi.onnxruntime_pybind11_state"))
    named: list[Any] = list(state.values())
    return tuple(one for one in named if isinstance(one, type) and issubclass(one, Exception))


def _reason(error: Exception) -> str:
    """An assertion says nothing but what it asserted."""
    return "it has no model for detection" if isinstance(error, AssertionError) else str(error).rstrip(".")
