"""An object store that speaks S3, as much of it as pictures need: objects, lists, large files in parts, signed links.

It was held against moto's server, which the same calls work with. Signatures are asked for and not checked: making
them is the library's affair, checking them the store's.
"""

import contextlib
import itertools
import re
from collections.abc import AsyncGenerator
from xml.sax.saxutils import escape, unescape

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.listening import listening, quiet


class Bucket:
    """What it holds, by name; `away` makes it answer 503, as stores do under load."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.away = False
        self.asked = 0
        self._parts: dict[str, dict[int, bytes]] = {}
        self._numbers = itertools.count(1)

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        if self.away:
            return Response(status_code=503)
        if "authorization" not in request.headers and "X-Amz-Signature" not in request.query_params:
            return Response("<Error><Code>AccessDenied</Code></Error>", 403)
        doing = {"PUT": self._put, "POST": self._post, "DELETE": self._delete, "GET": self._get, "HEAD": self._get}
        body = await request.body()
        return doing[request.method](request.path_params.get("key", ""), request.query_params, body)

    def _put(self, key: str, query: QueryParams, body: bytes) -> Response:
        if "partNumber" in query:
            self._parts[query["uploadId"]][int(query["partNumber"])] = body
        else:
            self.objects[key] = body
        return Response(headers={"etag": '"1"'})

    def _delete(self, key: str, query: QueryParams, body: bytes) -> Response:  # noqa: ARG002 - one shape for all
        self.objects.pop(key, None)
        return Response(status_code=204)

    def _get(self, key: str, query: QueryParams, body: bytes) -> Response:  # noqa: ARG002 - one shape for all
        return self._found(key) if key else self._listed(query.get("prefix", ""))

    def _post(self, key: str, query: QueryParams, body: bytes) -> Response:
        if "delete" in query:
            keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", body.decode())]
            for gone in keys:
                self.objects.pop(gone, None)
            return xml("DeleteResult", "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys))
        return self._in_parts(key, query.get("uploadId"))

    def _in_parts(self, key: str, upload: str | None) -> Response:
        if upload is None:
            upload = str(next(self._numbers))
            self._parts[upload] = {}
            return xml("InitiateMultipartUploadResult", f"<UploadId>{upload}</UploadId>")
        parts = self._parts.pop(upload)
        self.objects[key] = b"".join(parts[number] for number in sorted(parts))
        return xml("CompleteMultipartUploadResult", '<ETag>"1"</ETag>')

    def _found(self, key: str) -> Response:
        if key not in self.objects:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
        about = {"etag": '"1"', "last-modified": "Wed, 25 Nov 2026 09:00:00 GMT"}
        return Response(self.objects[key], headers=about)

    def _listed(self, prefix: str) -> Response:
        rows = [
            f"<Contents><Key>{escape(key)}</Key><Size>{len(data)}</Size>"
            '<LastModified>2026-11-25T09:00:00.000Z</LastModified><ETag>"1"</ETag></Contents>'
            for key, data in sorted(self.objects.items())
            if key.startswith(prefix)
        ]
        return xml("ListBucketResult", f"<IsTruncated>false</IsTruncated>{''.join(rows)}")


def xml(name: str, content: str) -> Response:
    return Response(f"<{name}>{content}</{name}>", media_type="application/xml")


@contextlib.asynccontextmanager
async def serving(bucket: Bucket) -> AsyncGenerator[str]:
    """Its address, to be followed by any bucket's name."""
    methods = ["GET", "HEAD", "PUT", "POST", "DELETE"]
    routes = [Route(path, bucket.answer, methods=methods) for path in ("/{bucket}/{key:path}", "/{bucket}")]
    async with listening(quiet(Starlette(routes=routes))) as url:
        yield url
