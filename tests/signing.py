"""Signed requests as Twilio makes them, for tests. It knows nothing of Rapport's code, nor of Twilio's library."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
SIGNATURE = "X-Twilio-Signature"
Fields = Mapping[str, str] | Sequence[tuple[str, str]]


def sign(token: str, text: str) -> str:
    """What stands in the header for a text."""
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def form_text(url: str, fields: Fields) -> str:
    """What is signed of a form: the address, then names and values in order, equal pairs once."""
    pairs = set(fields.items() if isinstance(fields, Mapping) else fields)
    return url + "".join(name + value for name, value in sorted(pairs))


@dataclass(frozen=True)
class Posted:
    """One request: the path with its query, and what the test client is given."""

    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def form_request(
    token: str, base: str, path: str, fields: Fields, *, signed: Fields | None = None, signed_url: str | None = None
) -> Posted:
    """A form, signed; `signed` and `signed_url` are what the signature is for when it is for something else."""
    text = form_text(signed_url or base + path, fields if signed is None else signed)
    return Posted(path, urlencode(list(_pairs(fields))).encode(), {SIGNATURE: sign(token, text), "Content-Type": FORM})


def json_request(
    token: str, base: str, path: str, document: Any, *, body: bytes | None = None, signed_url: str | None = None
) -> Posted:
    """A JSON body whose hash stands in the signed address; `body` is what is sent when it is something else."""
    original = document if isinstance(document, bytes) else json.dumps(document).encode()
    hashed = f"{path}{'&' if '?' in path else '?'}bodySHA256={hashlib.sha256(original).hexdigest()}"
    url = (signed_url or base + path) + hashed.removeprefix(path)
    headers = {SIGNATURE: sign(token, url), "Content-Type": "application/json"}
    return Posted(hashed, original if body is None else body, headers)


def _pairs(fields: Fields) -> Sequence[tuple[str, str]]:
    return list(fields.items()) if isinstance(fields, Mapping) else fields
