"""Pictures to take away: every picture at every size in every format, as one file or as a zip with a manifest."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from common.catalog import PLATFORMS, PlatformName
from common.errors import Code, PermanentError
from common.finishing import MOST_EXPORT_BYTES, ExportKind, ExportPicture, ExportRequest, ExportTarget
from common.fonts.catalogue import FontCatalogue
from common.layout import LayoutSpec
from compositor.check import check_spec
from compositor.compose.relayout import relaid
from compositor.encode.budget import Encoded, jpeg_within, png_within, webp_within
from compositor.pixels import Picture
from compositor.redraw import view_of
from compositor.render import Rendered, render
from compositor.sources import decode

MEDIA_TYPES: dict[ExportKind, str] = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "json": "application/json",
}
ZIP = "application/zip"
MANIFEST = "manifest.json"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The same pictures make the same zip."""


def _layout(rendered: Rendered, _: int) -> Encoded:
    return Encoded(rendered.spec.model_dump_json(exclude_none=True, indent=1).encode())


ENCODERS: dict[ExportKind, Callable[[Rendered, int], Encoded]] = {
    "png": lambda rendered, budget: png_within(rendered.picture, budget),
    "jpg": lambda rendered, budget: jpeg_within(rendered.picture, budget),
    "webp": lambda rendered, budget: webp_within(rendered.picture, budget),
    "json": _layout,
}


@dataclass(frozen=True)
class Exported:
    """One file: the picture that was asked for, or a zip. `kind` is its ending."""

    name: str
    kind: str
    media_type: str
    data: bytes
    count: int


@dataclass(frozen=True)
class Entry:
    """One line of the manifest."""

    file: str
    format: str
    platform: str
    width: int
    height: int
    bytes: int
    max_bytes: int
    within_budget: bool
    sha256: str
    notes: tuple[str, ...]
    about: dict[str, Any] = field(default_factory=dict[str, Any])


def exported(request: ExportRequest, stored: Mapping[str, bytes], catalogue: FontCatalogue) -> Exported:
    """Raises `payload_too_large`, and what setting words on another canvas may raise."""
    sources = {key: decode(data) for key, data in stored.items()}
    if request.count == 1 and not request.zipped:
        ((entry, data),) = _files(request, sources, catalogue)
        name = entry.file.rpartition("/")[2]
        return Exported(name, entry.format, MEDIA_TYPES[request.formats[0]], data, 1)
    packed, entries = _zipped(request, _files(request, sources, catalogue))
    return Exported(f"{request.pictures[0].name}.zip", "zip", ZIP, packed, len(entries))


def _files(
    request: ExportRequest, sources: Mapping[str, Picture], catalogue: FontCatalogue
) -> Iterator[tuple[Entry, bytes]]:
    total = 0
    for picture in request.pictures:
        check_spec(picture.spec)
        for target in request.targets:
            rendered = _rendered(picture, target, request, sources, catalogue)
            for kind in request.formats:
                encoded = ENCODERS[kind](rendered, budget_of(target, rendered.spec))
                total += len(encoded.data)
                if total > MOST_EXPORT_BYTES:
                    message = f"Those files are larger than {MOST_EXPORT_BYTES // 1_000_000} MB together."
                    raise PermanentError(Code.PAYLOAD_TOO_LARGE, f"{message} Ask for fewer sizes or formats.")
                yield _entry(picture, target, kind, rendered, encoded), encoded.data


def _rendered(
    picture: ExportPicture,
    target: ExportTarget,
    request: ExportRequest,
    sources: Mapping[str, Picture],
    catalogue: FontCatalogue,
) -> Rendered:
    view = view_of(sources, catalogue, None)
    spec = relaid(picture.spec, target, view, reserve_overlays=request.reserve_overlays)
    return render(spec, sources, catalogue)


def budget_of(target: ExportTarget, spec: LayoutSpec) -> int:
    """The platform's bytes at its own pixels; in proportion above them, as 4K is for print and archives."""
    platform = PLATFORMS[target.platform]
    if target.platform is PlatformName.CUSTOM:
        return platform.max_bytes
    own = min(platform.sizes, key=lambda size: abs(size.w / size.h - spec.canvas.w / spec.canvas.h))
    return round(platform.max_bytes * max(1.0, spec.canvas.w * spec.canvas.h / (own.w * own.h)))


def _entry(
    picture: ExportPicture, target: ExportTarget, kind: ExportKind, rendered: Rendered, encoded: Encoded
) -> Entry:
    canvas, budget = rendered.spec.canvas, budget_of(target, rendered.spec)
    place = f"{picture.folder}/" if picture.folder else ""
    notes = (*rendered.spec.notes, encoded.note) if encoded.note else rendered.spec.notes
    return Entry(
        file=f"{place}{picture.name}-{target.platform.value}-{canvas}.{kind}",
        format=kind,
        platform=target.platform.value,
        width=canvas.w,
        height=canvas.h,
        bytes=len(encoded.data),
        max_bytes=budget,
        within_budget=len(encoded.data) <= budget,
        sha256=hashlib.sha256(encoded.data).hexdigest(),
        notes=notes,
        about=picture.about,
    )


def _zipped(request: ExportRequest, files: Iterator[tuple[Entry, bytes]]) -> tuple[bytes, list[Entry]]:
    """Pictures are compressed already, so they are stored as they are."""
    buffer, entries = io.BytesIO(), list[Entry]()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry, data in files:
            archive.writestr(zipfile.ZipInfo(entry.file, _NO_TIME), data, zipfile.ZIP_STORED)
            entries.append(entry)
        manifest = {**request.about, "files": [asdict(entry) for entry in entries]}
        lines = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        archive.writestr(zipfile.ZipInfo(MANIFEST, _NO_TIME), lines, zipfile.ZIP_DEFLATED)
    return buffer.getvalue(), entries
