"""Requests as Twilio makes them, and whether they are signed, well formed and for us. Pure.

The signature is computed here from Twilio's description, apart from Rapport's code and Twilio's library.
"""

import base64
import hashlib
import hmac
import json
import random
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

BASE = "https://shop.example"
MESSAGES, STATUS = "/webhooks/twilio/messages", "/webhooks/twilio/status"
AUTH_TOKEN = "token-of-the-fuzzer"  # noqa: S105 - it opens nothing
ACCOUNT_SID = "AC" + "5" * 32
SENDERS = ("whatsapp:+14155238886", "whatsapp:+14155550100")
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SIGNATURE = "X-Twilio-Signature"
LARGEST = 2 * 1024 * 1024
_BROKEN = re.compile("[\ud800-\udfff]")
Pairs = list[tuple[str, str]]
Random = random.Random


@dataclass(frozen=True)
class Sent:
    """One request. `length` is what it says its length is, None for the true one; `noise` are further headers."""

    body: bytes
    signature: str | None
    path: str = MESSAGES
    query: str = ""
    content_type: str = FORM
    method: str = "POST"
    length: str | None = None
    noise: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers but the length's."""
        signature = [] if self.signature is None else [(SIGNATURE, self.signature)]
        return [("Content-Type", self.content_type), *signature, *self.noise]


def sign(text: str, token: str = AUTH_TOKEN) -> str:
    """What stands in the header for a text."""
    mac = hmac.new(token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


def is_signed(sent: Sent) -> bool:
    """Whether the signature covers the whole request, by the description alone."""
    sent = as_it_arrives(sent)
    names_hash = "bodySHA256" in parse_qs(sent.query, keep_blank_values=True)
    kind = sent.content_type.partition(";")[0].strip().lower()
    is_json = kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))
    if is_json or names_hash:
        given = parse_qs(sent.query, keep_blank_values=True).get("bodySHA256", [""])[0]
        is_covered = given == hashlib.sha256(sent.body).hexdigest() and _text(sent.body) is not None
        return is_covered and _is_for(sent, [])
    pairs = pairs_in(sent.body) if kind == FORM else []
    return (bool(pairs) or not sent.body) and _is_for(sent, pairs)


def as_it_arrives(sent: Sent) -> Sent:
    """The request as any server hears it: no more body than its length says, no doubled slashes, no outer spaces."""
    length = sent.length if sent.length is None or re.fullmatch("[0-9]+", sent.length) else "0"
    body = sent.body if length is None else sent.body[: int(length)]
    signature = None if sent.signature is None else sent.signature.strip()
    return replace(sent, body=body, signature=signature, path=re.sub("/+", "/", sent.path))


def is_well_formed(sent: Sent) -> bool:
    """Whether the request is one that Rapport must take when it is signed and for us."""
    is_plain = sent == as_it_arrives(sent) and sent.length is None
    is_plain = is_plain and sent.method == "POST" and sent.path in {MESSAGES, STATUS}
    is_text = not any(_BROKEN.search(name + value) for name, value in pairs_in(sent.body))
    return is_plain and is_text and len(sent.body) <= LARGEST and not any(name == "Host" for name, _ in sent.noise)


def is_for_us(sent: Sent) -> bool:
    """Whether account and number are ours."""
    fields = fields_of(as_it_arrives(sent))
    if fields.get("AccountSid", ACCOUNT_SID) != ACCOUNT_SID:
        return False
    to, from_ = (str(fields.get(name) or "") for name in ("To", "From"))
    is_ours = {name.strip().removeprefix("whatsapp:") for name in SENDERS}
    is_status = "MessageStatus" in fields and from_.strip().removeprefix("whatsapp:") in is_ours
    return sent.path != MESSAGES or (not is_status and (not to or to.strip().removeprefix("whatsapp:") in is_ours))


def fields_of(sent: Sent) -> dict[str, Any]:
    """The parameters, the first of equal names."""
    kind = sent.content_type.partition(";")[0].strip().lower()
    if kind == FORM:
        return dict(reversed(pairs_in(sent.body)))
    try:
        document = json.loads(sent.body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _is_for(sent: Sent, pairs: Pairs) -> bool:
    address = sent.path + (f"?{sent.query}" if sent.query else "")
    fields = "".join(name + value for name, value in sorted(set(pairs)))
    return sent.signature in {sign(base + address + fields) for base in (BASE, f"{BASE}:443")}


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def pairs_in(body: bytes) -> Pairs:
    """The fields of a form, in their order; none where the bytes are no text."""
    text = _text(body)
    return [] if text is None else parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def signed_form(path: str, pairs: Pairs, query: str = "", token: str = AUTH_TOKEN) -> Sent:
    """A form as Twilio posts it."""
    address = path + (f"?{query}" if query else "")
    fields = "".join(name + value for name, value in sorted(set(pairs)))
    return Sent(urlencode(pairs).encode(), sign(BASE + address + fields, token), path, query)


def signed_json(path: str, document: Any, token: str = AUTH_TOKEN) -> Sent:
    """A document as Twilio posts it; bytes are sent as they are."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    query = f"bodySHA256={hashlib.sha256(body).hexdigest()}"
    return Sent(body, sign(f"{BASE}{path}?{query}", token), path, query, JSON)
