"""Fetches the files that customers attach, from Twilio's hosts and from nowhere else.

An address comes out of a webhook and may lead on by redirects, so each one is judged before it is asked: by its host,
by where it really connects to, by the size, type and first bytes of what comes, and by the time it takes.
"""

import re
import time
from ipaddress import ip_address
from socket import socket
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError, NewConnectionError
from urllib3.util import Url, parse_url

from bot.clients.errors import ClientError
from bot.clients.media_types import FileType, known_type
from bot.clients.protocols import MediaFile

CONNECT_SECONDS = 5.0
FETCH_SECONDS = 15.0
MOST_REDIRECTS = 4
CHUNK_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAY_PASS = frozenset({401, 403, 408, 425, 429})
"""Statuses that pass: a limit is over, or the account's key is put right."""

_WITH_CREDENTIALS = re.compile(r"api(\.[a-z0-9-]+){0,2}\.twilio\.com")
_WITHOUT = re.compile(
    r"mcs(\.[a-z0-9-]+)+\.twilio\.com|([a-z0-9-]+\.)+twiliocdn\.com"
    r"|media\.twiliocdn\.com\.s3(-[a-z0-9-]+)?(\.[a-z0-9-]+)?\.amazonaws\.com"
)
_NEVER_IN_ADDRESSES = re.compile(r"[\\\s\x00-\x1f\x7f]")
"""Parsers disagree about what these mean."""
_STORE = re.compile(r"s3(-[a-z0-9-]+)?(\.[a-z0-9-]+)?\.amazonaws\.com")
_STORED = "/media.twiliocdn.com/"
"""Twilio's bucket where a host serves everybody's: the path names it."""


class NotAllowed(ClientError):
    """A file that may not be fetched or kept. Trying again cannot help."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True, code="not_allowed")


class TwilioMedia:
    """Fetches files of one account. Safe to share between threads."""

    def __init__(
        self, *, account_sid: str, auth_token: str, base_url: str | None, seconds: float = FETCH_SECONDS
    ) -> None:
        """`base_url` is that of another REST API than Twilio's, whose files are fetched from it; `seconds` for all."""
        self._credentials = account_sid, auth_token
        self._base = parse_url(base_url) if base_url else None
        self._seconds = seconds

    def fetch(self, url: str, declared_type: str) -> MediaFile:
        """The file at an address; `declared_type` counts where the server names no type. Raises ClientError."""
        deadline = time.monotonic() + self._seconds
        credentials = self._credentials if self._takes_credentials(_parsed(url)) else None
        with self._session() as session:
            for _ in range(MOST_REDIRECTS + 1):
                self._check_address(_parsed(url))
                with _ask(session, url, credentials, deadline) as response:
                    if response.status_code not in _REDIRECTS:
                        return _read(response, declared_type, deadline)
                    url = urljoin(url, response.headers.get("Location", ""))
                credentials = None  # whoever is behind a redirect is not told our key, Twilio's own hosts included
        raise NotAllowed("The file's address led on too often.")

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # a .netrc would add credentials, a proxy would connect where we cannot look
        for scheme in ("https://", "http://"):
            session.mount(scheme, _PublicAdapter())
        if self._base is not None:
            session.mount(f"{self._base.scheme}://{self._base.netloc}/", HTTPAdapter())
        return session

    def _takes_credentials(self, url: Url) -> bool:
        return self._is_of_base(url) or bool(_WITH_CREDENTIALS.fullmatch(url.host or ""))

    def _is_of_base(self, url: Url) -> bool:
        return self._base is not None and _origin(url) == _origin(self._base)

    def _check_address(self, url: Url) -> None:
        if url.auth is not None:
            raise NotAllowed("The file's address carries a name or password.")
        if self._is_of_base(url):
            return
        if url.scheme != "https" or url.port not in {None, 443}:
            raise NotAllowed("The file's address is not one of https.")
        host = url.host or ""
        if not (
            _WITH_CREDENTIALS.fullmatch(host)
            or _WITHOUT.fullmatch(host)
            or (_STORE.fullmatch(host) and (url.path or "").startswith(_STORED))
        ):
            raise NotAllowed("The file's address is not Twilio's.")


def _parsed(url: str) -> Url:
    if _NEVER_IN_ADDRESSES.search(url):
        raise NotAllowed("The file's address makes no sense.")
    try:
        return parse_url(url)  # the very parser by which requests connects
    except LocationParseError:
        raise NotAllowed("The file's address makes no sense.") from None


def _origin(url: Url) -> tuple[str | None, str | None, int | None]:
    return url.scheme, url.host, url.port or {"https": 443, "http": 80}.get(url.scheme or "")


def _ask(
    session: requests.Session, url: str, credentials: tuple[str, str] | None, deadline: float
) -> requests.Response:
    seconds = _seconds_left(deadline)
    try:
        return session.get(
            url,
            auth=credentials,
            allow_redirects=False,
            stream=True,
            timeout=(min(CONNECT_SECONDS, seconds), seconds),
            headers={"Accept-Encoding": "identity", "User-Agent": "Rapport"},
        )
    except requests.RequestException as error:
        if _is_not_public(error):
            raise NotAllowed("The file's address leads into a private network.") from None
        raise ClientError(f"The file could not be fetched ({type(error).__name__}).") from None
    except ValueError:  # requests lets some senseless addresses out as such
        raise NotAllowed("The file's address makes no sense.") from None


def _seconds_left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise ClientError("The file took too long to come.")
    return seconds


def _read(response: requests.Response, declared_type: str, deadline: float) -> MediaFile:
    status = response.status_code
    if status != 200:
        raise ClientError(
            f"The file could not be fetched (HTTP {status}).",
            permanent=status < 500 and status not in _MAY_PASS,
            code=str(status),
        )
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NotAllowed("The file comes packed.")
    kind = _kind_of(response, declared_type)
    content = _content(response, kind, deadline)
    if not kind.is_like(content):
        raise NotAllowed(f"The file is not what it says it is ({kind.name}).")
    return MediaFile(content, kind.name)


def _kind_of(response: requests.Response, declared_type: str) -> FileType:
    told = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    content_type = declared_type if told in {"", "application/octet-stream", "binary/octet-stream"} else told
    kind = known_type(content_type)
    if kind is None:
        raise NotAllowed(f"Files of the type {content_type[:80] or 'unknown'} are not kept.")
    return kind


def _content(response: requests.Response, kind: FileType, deadline: float) -> bytes:
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > kind.most_bytes:
        raise NotAllowed(f"The file is larger than {kind.most_bytes // 2**20} MB.")
    content = bytearray()
    try:
        # Not `read`: it would wait for a whole chunk, however slowly its bytes drip in.
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=False):
            content += chunk
            if len(content) > kind.most_bytes:
                raise NotAllowed(f"The file is larger than {kind.most_bytes // 2**20} MB.")
            _seconds_left(deadline)
    except (HTTPError, OSError) as error:
        raise ClientError(f"The file broke off ({type(error).__name__}).") from None
    if not content or (announced.isdigit() and len(content) < int(announced)):
        raise ClientError("The file broke off.")
    return bytes(content)


class _PrivateAddress(NewConnectionError):
    """A name that leads into a private network."""


def _is_not_public(error: requests.RequestException) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, _PrivateAddress)


def _checked(connection: HTTPConnection, connected: socket) -> socket:
    """The connection, if it leads to the open internet: looked at once it stands, so no name can change in between."""
    address = ip_address(connected.getpeername()[0].partition("%")[0])
    if not (getattr(address, "ipv4_mapped", None) or address).is_global:
        connected.close()
        raise _PrivateAddress(connection, "the address is not public")
    return connected


class _PublicConnection(HTTPConnection):
    def _new_conn(self) -> socket:
        return _checked(self, super()._new_conn())


class _PublicHttpsConnection(HTTPSConnection):
    def _new_conn(self) -> socket:
        return _checked(self, super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHttpsConnection


class _PublicAdapter(HTTPAdapter):
    """Connects to public addresses only, whatever a name resolves to."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Have connections made by the classes that look where they lead."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicHttpsPool}
