"""Pictures that come as an address: fetched from Google and nobody else, and never more than a picture can be."""

import asyncio
import base64

import httpx2
from google import genai

from common.claims import AnswerLostError
from common.errors import Code, PermanentError
from gen_gemini.interactions.asking import Json
from gen_gemini.interactions.reading import outputs

MOST_BYTES = 64 * 1024 * 1024
FETCH_SECONDS = 90.0
TRIES = 3
MOST_HOPS = 3
HOUSE = (".googleapis.com", ".googleusercontent.com", ".google.com")
KEY = "x-goog-api-key"


class Delivery:
    """`most` bytes of one picture. The client's connections and key serve for the API's own host."""

    def __init__(self, client: genai.Client, most: int = MOST_BYTES, pause: float = 1.0) -> None:
        api = client._api_client  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the pool and the key of this client
        options = api._http_options  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self._pool: httpx2.AsyncClient = api._async_httpx_client  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
        self._key = str((options.headers or {}).get(KEY, ""))
        self._home = httpx2.URL(str(options.base_url or ""))
        self._client, self._most, self._pause = client, most, pause  # a client that nobody holds closes its pool

    async def fill(self, given: Json) -> Json:
        """The same interaction with its pictures inside. Raises `AnswerLostError` where one is out of reach."""
        named = [item for item in outputs(given) if item.get("uri") and not item.get("data")]
        for item in named:
            item["data"] = base64.b64encode(await self._fetched(str(item["uri"]))).decode()
        return given

    async def _fetched(self, address: str) -> bytes:
        for tried in range(1, TRIES + 1):
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    return await self._followed(httpx2.URL(address))
            except (httpx2.HTTPError, TimeoutError) as error:
                if tried == TRIES:
                    raise AnswerLostError(Code.PROVIDER_UNAVAILABLE, "The picture could not be fetched.") from error
                await asyncio.sleep(self._pause)
        raise AssertionError

    async def _followed(self, url: httpx2.URL) -> bytes:
        """Redirects are followed by hand: every hop is looked at, and the key stays at home."""
        for _ in range(MOST_HOPS):
            self._check(url)
            headers = {KEY: self._key} if self._is_home(url) else {}
            async with self._pool.stream("GET", downloadable(url), headers=headers, follow_redirects=False) as response:
                if response.is_redirect:
                    url = url.join(response.headers["location"])
                    continue
                response.raise_for_status()
                return await self._read(response)
        raise httpx2.TooManyRedirects("The picture's address leads nowhere.")

    async def _read(self, response: httpx2.Response) -> bytes:
        data = bytearray()
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > self._most:
                raise PermanentError(Code.NO_PICTURE_MADE, "The provider's picture is too large to be one.")
        return bytes(data)

    def _is_home(self, url: httpx2.URL) -> bool:
        return (url.scheme, url.host, url.port) == (self._home.scheme, self._home.host, self._home.port)

    def _check(self, url: httpx2.URL) -> None:
        if not self._is_home(url) and not (url.scheme == "https" and f".{url.host}".endswith(HOUSE)):
            raise PermanentError(Code.NO_PICTURE_MADE, "The provider's picture lies where it is not fetched from.")


def downloadable(url: httpx2.URL) -> httpx2.URL:
    """A file is named by its record; its bytes lie beside it."""
    if "/files/" not in url.path or url.path.endswith(":download"):
        return url
    return url.copy_with(path=f"{url.path}:download", query=b"alt=media")
