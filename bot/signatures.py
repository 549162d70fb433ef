"""Whether a request really comes from Twilio. Source: twilio.request_validator, and its cases where it would raise.

The library computes the signature; which addresses it is tried for is decided here, because the library cuts a host
with a user name or an IPv6 host in two when it takes the port away, and raises for a port that is no number.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit, urlunsplit

from flask import Request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

SIGNATURE = "X-Twilio-Signature"
LARGEST_BODY = 2 * 1024 * 1024
"""In bytes: more than twice WhatsApp's longest message, each character written as four escaped bytes."""
_HASH = "bodySHA256"
_FORM = "application/x-www-form-urlencoded"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Webhook:
    """What of a request its signature can cover. `url` is the address that Twilio called, as far as we know it.

    `form` holds the fields of a form. It is empty where the body is to be covered by its hash (hex SHA-256) in the
    address (`is_hashed`); `body_hash` is that hash, None without one.
    """

    url: str
    signature: str
    body: bytes = field(repr=False)
    form: MultiDict[str, str] = field(repr=False)
    is_hashed: bool
    body_hash: str | None

    @property
    def is_covered(self) -> bool:
        """Whether a signature of the address and the form's fields vouches for the body."""
        if not self.is_hashed:
            return bool(self.form) or not self.body
        return self.body_hash is not None and is_text(self.body) and _is_equal(_hash_of(self.body), self.body_hash)


def read_webhook(request: Request, public_url: str) -> Webhook:
    """Take out of a request what is signed. Without a public address it is the one that the request was sent to.

    A JSON body is covered by the hash in the address alone, so without `bodySHA256` it goes unauthenticated; so does a
    body of any other kind but a form. Raises werkzeug's HTTPException for a body that is too large or cut short.
    """
    request.max_content_length = request.max_form_memory_size = LARGEST_BODY
    body = request.get_data()
    query = request.query_string.decode("latin-1")
    is_hashed = request.is_json or _HASH in request.args
    is_form = not is_hashed and request.mimetype == _FORM
    return Webhook(
        url=f"{public_url or request.host_url.rstrip('/')}{request.path}" + (f"?{query}" if query else ""),
        signature=request.headers.get(SIGNATURE, ""),
        body=body,
        form=request.form if is_form else MultiDict(),
        is_hashed=is_hashed,
        body_hash=request.args.get(_HASH),
    )


def is_signed_by_twilio(webhook: Webhook, auth_token: str) -> bool:
    """Check the signature. Never raises: what cannot be checked is refused. An empty token signs nothing."""
    return bool(auth_token) and webhook.is_covered and is_signature_for(webhook.url, webhook, auth_token)


def is_signature_for(url: str, webhook: Webhook, auth_token: str) -> bool:
    """Whether the signature is the token's for this address and the form's fields, whatever the body is."""
    validator = RequestValidator(auth_token)
    return any(
        _is_equal(validator.compute_signature(each, webhook.form), webhook.signature)
        for each in with_and_without_port(url)
    )


def with_and_without_port(url: str) -> tuple[str, ...]:
    """An address with its port, and without: Twilio is not consistent in which one it signs."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a host that is none, or a port that is no number
        return (url,)
    if port:
        return url, _at(parts, parts.netloc.removesuffix(f":{port}"))
    default = _DEFAULT_PORTS.get(parts.scheme)
    return (url, _at(parts, f"{parts.netloc}:{default}")) if default and parts.netloc else (url,)


def _at(parts: SplitResult, netloc: str) -> str:
    return urlunsplit(parts._replace(netloc=netloc))


def is_text(body: bytes) -> bool:
    """Whether a body is UTF-8, as all of Twilio's are."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _is_equal(ours: str, theirs: str) -> bool:
    """In a time that tells nothing about where they differ."""
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "replace"))
