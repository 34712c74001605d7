"""An object store as far as obstore speaks to one: S3's and Google's XML, path style, signed links; and fetching.

`/store/<bucket>/<key>`: put, get, head, delete, list. Links signed for S3 (`X-Amz-…`) are good until their time is
over; anybody else needs an Authorization header.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

import httpx
from starlette.requests import Request
from starlette.responses import Response

ETAG = '"1"'


@dataclass
class Buckets:
    """`stored` by `bucket/key`; `fetched` is what Google found at links, `walled` makes it find nothing."""

    stored: dict[str, bytes] = field(default_factory=dict[str, bytes])
    fetched: dict[str, bytes] = field(default_factory=dict[str, bytes])
    walled: bool = False

    def behind(self, uri: str) -> bytes | None:
        """What Google finds at gs:// or found at a link; None for what it cannot read."""
        if self.walled:
            return None
        return self.stored.get(uri.removeprefix("gs://")) if uri.startswith("gs://") else self.fetched.get(uri)

    async def follow(self, uris: Iterable[str]) -> None:
        """Fetch what lies on this machine, as Google fetches from the web."""
        async with httpx.AsyncClient(trust_env=False) as client:
            for uri in () if self.walled else filter(is_link, uris):
                found = await client.get(uri)
                if found.is_success:
                    self.fetched[uri] = found.content

    def under(self, prefix: str) -> Iterator[str]:
        return (key for key in sorted(self.stored) if key.startswith(prefix))


def is_link(uri: str) -> bool:
    """To something on this machine that is no uploaded file."""
    return uri.startswith("http://127.0.0.1:") and "/files/" not in uri


def is_good(query: dict[str, list[str]]) -> bool:
    """Signed, and the time it was signed for is not over."""
    if not {"X-Amz-Signature", "X-Amz-Date", "X-Amz-Expires"} <= query.keys():
        return False
    signed = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return signed.timestamp() + float(query["X-Amz-Expires"][0]) > time.time()


async def serve(request: Request) -> Response:
    buckets: Buckets = request.app.state.world.buckets
    key = request.path_params["key"]
    if not request.headers.get("authorization") and not is_ours(request):
        return Response("<Error><Code>AccessDenied</Code></Error>", 403)
    if request.method == "PUT":
        buckets.stored[key] = await request.body()
        return Response(headers={"ETag": ETAG})
    if request.method == "DELETE":
        return Response(status_code=204 if buckets.stored.pop(key, None) is not None else 404)
    if "list-type" in request.query_params:
        return Response(listed(buckets, key, request.query_params.get("prefix", "")), media_type="application/xml")
    if key not in buckets.stored:
        return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
    return Response(buckets.stored[key], headers={"ETag": ETAG, "Last-Modified": formatdate(usegmt=True)})


def is_ours(request: Request) -> bool:
    """Obstore leaves the token out of what it reads where OAuth is off."""
    query: dict[str, Any] = parse_qs(request.url.query)
    return is_good(query) or "object_store" in request.headers.get("user-agent", "")


def listed(buckets: Buckets, bucket: str, prefix: str) -> str:
    found = [
        f"<Contents><Key>{escape(key.removeprefix(f'{bucket}/'))}</Key><Size>{len(buckets.stored[key])}</Size>"
        f"<LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>{escape(ETAG)}</ETag></Contents>"
        for key in buckets.under(f"{bucket}/{prefix}")
    ]
    return (
        f'<?xml version="1.0"?><ListBucketResult><Name>{bucket}</Name><KeyCount>{len(found)}</KeyCount>'
        f"<IsTruncated>false</IsTruncated>{''.join(found)}</ListBucketResult>"
    )


async def token(_request: Request) -> Response:
    """What a service account's signed request is exchanged for."""
    return Response('{"access_token": "simulator", "expires_in": 3600, "token_type": "Bearer"}')
