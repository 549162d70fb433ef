"""An end to each request as a whole, whatever the server does.

The time-outs of an HTTP client are for each read: a server that drips a byte now and then, as some do to keep a
connection open, would hold a worker for as long as it likes.
"""

import contextlib
import time
from collections.abc import Iterator

from httpx2 import ReadTimeout, Request, Response, SyncByteStream
from openai import DefaultHttpxClient

_ENDS_AT = "rapport_ends_at"
MOST_BYTES = 8 * 2**20
"""No answer of a language model is longer; what goes on beyond it is as if it never ended."""


class ClientWithDeadlines(DefaultHttpxClient):
    """An HTTP client for OpenAI's SDK. A request whose time-out is over raises ReadTimeout as soon as more comes.

    A server that says nothing more at all is let go after one more time-out at most.
    """

    def __init__(self) -> None:
        super().__init__(event_hooks={"request": [_begin], "response": [_bound]})

    def __del__(self) -> None:
        """Close the connections, as the SDK's own client does."""
        with contextlib.suppress(Exception):  # the interpreter may be ending, and then anything is missing
            self.close()


def _begin(request: Request) -> None:
    seconds = request.extensions.get("timeout", {}).get("read")
    if seconds is not None:
        request.extensions[_ENDS_AT] = time.monotonic() + seconds


def _bound(response: Response) -> None:
    ends_at = response.request.extensions.get(_ENDS_AT)
    if ends_at is not None and isinstance(response.stream, SyncByteStream):
        response.stream = _BoundedStream(response.stream, response.request, ends_at)


class _BoundedStream(SyncByteStream):
    def __init__(self, stream: SyncByteStream, request: Request, ends_at: float) -> None:
        self._stream, self._request, self._ends_at = stream, request, ends_at

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for chunk in self._stream:
            received += len(chunk)
            if time.monotonic() > self._ends_at or received > MOST_BYTES:
                raise ReadTimeout("the answer does not end", request=self._request)
            yield chunk

    def close(self) -> None:
        self._stream.close()
