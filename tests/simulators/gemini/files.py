"""The Files API: a resumable upload in two steps or in chunks, 48 hours of life, get, list, delete, download."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.simulators.gemini.errors import ApiError, invalid

LIFE = timedelta(hours=48)
LARGEST = 2 * 1024**3


@dataclass
class File:
    name: str
    mime: str
    display_name: str
    promised: int
    uri: str
    data: bytearray = field(default_factory=bytearray)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def described(self) -> dict[str, Any]:
        digest = hashlib.sha256(self.data).hexdigest().encode()
        return {
            "name": self.name,
            "displayName": self.display_name,
            "mimeType": self.mime,
            "sizeBytes": str(len(self.data)),
            "createTime": stamp(self.created),
            "updateTime": stamp(self.created),
            "expirationTime": stamp(self.created + LIFE),
            "sha256Hash": base64.b64encode(digest).decode(),
            "uri": self.uri,
            "state": "ACTIVE",
            "source": "UPLOADED",
        }


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class Files:
    """`uploading` are those begun and not finished, by the id in their upload URL."""

    stored: dict[str, File] = field(default_factory=dict[str, File])
    uploading: dict[str, File] = field(default_factory=dict[str, File])

    def begin(self, told: dict[str, Any], mime: str, promised: int, url: str) -> str:
        """Returns the id of the upload."""
        if promised > LARGEST:
            raise invalid("File size exceeds the limit of 2 GB.")
        name = told.get("name") or f"files/{secrets.token_hex(6)}"
        if name in self.stored:
            raise ApiError(409, "ALREADY_EXISTS", "Requested entity already exists")
        file = File(name, told.get("mimeType") or mime, told.get("displayName", ""), promised, f"{url}/{name}")
        upload = secrets.token_urlsafe(16)
        self.uploading[upload] = file
        return upload

    def add(self, upload: str, data: bytes, offset: int, *, final: bool) -> File:
        """Raises where the offset is not where the file ends, or the length not the one promised."""
        file = self.uploading.get(upload)
        if file is None:
            raise ApiError(404, "NOT_FOUND", "Upload session not found.")
        if offset != len(file.data):
            raise invalid(f"Upload offset {offset} is not {len(file.data)}.")
        file.data += data
        if final:
            if len(file.data) != file.promised:
                raise invalid(f"{len(file.data)} bytes instead of the promised {file.promised}.")
            del self.uploading[upload]
            self.stored[file.name] = file
        return file

    def make(self, data: bytes, mime: str, url: str) -> File:
        """A file of Google's own, as a batch leaves behind."""
        name = f"files/batch-{secrets.token_hex(6)}"
        self.stored[name] = File(name, mime, "", len(data), f"{url}/{name}", bytearray(data))
        return self.stored[name]

    def get(self, name: str) -> File:
        if name not in self.stored:
            raise ApiError(403, "PERMISSION_DENIED", f"You do not have permission to access the File {name}.")
        return self.stored[name]

    def delete(self, name: str) -> None:
        del self.stored[self.get(name).name]

    def expire(self, name: str) -> None:
        self.stored.pop(name, None)

    def behind(self, uri: str) -> bytes | None:
        """The bytes of an uploaded file by its uri, as it is named in a request."""
        name = f"files/{uri.rpartition('/files/')[2]}"
        file = self.stored.get(name)
        return bytes(file.data) if file else None
