"""Requests as Twilio makes them, with something changed, and whether they are still signed. Seeded; sends nothing.

The signature is computed here from Twilio's description, apart from Rapport's code and Twilio's library.
"""

import base64
import hashlib
import hmac
import json
import random
import re
from collections.abc import Callable
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
    pairs = _pairs(sent.body) if kind == FORM else []
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
    is_text = not any(_BROKEN.search(name + value) for name, value in _pairs(sent.body))
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
        return dict(reversed(_pairs(sent.body)))
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


def _pairs(body: bytes) -> Pairs:
    text = _text(body)
    return [] if text is None else parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def random_request(chance: Random, sid: str) -> Sent:
    """The next request: noise now and then, else a signed one with up to three things changed, sometimes none."""
    if chance.random() < 0.1:
        return _noise(chance, sid)
    sent = _valid(chance, sid)
    for change in chance.choices(CHANGES, k=chance.choice((0, 1, 1, 1, 2, 3))):
        sent = change(chance, sent)
    return sent


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


def _valid(chance: Random, sid: str) -> Sent:
    path = chance.choice((MESSAGES, STATUS))
    customer = chance.choice((f"whatsapp:+35191000{chance.randrange(50):04d}", f"whatsapp:US.ABC{chance.randrange(9)}"))
    shop = chance.choice(SENDERS)
    from_, to = (customer, shop) if path == MESSAGES else (shop, customer)
    fields: dict[str, Any] = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": from_, "To": to}
    if path == STATUS:
        fields |= {"MessageStatus": chance.choice(("sent", "delivered", "read", "failed", "odd"))}
    else:
        fields |= {"Body": _words(chance), "ProfileName": _words(chance)[:40], "NumMedia": "0"}
    if chance.random() < 0.5:
        return signed_form(path, list(fields.items()))
    if chance.random() < 0.3:
        fields |= {_words(chance): _value(chance, 0) for _ in range(3)}
    return signed_json(path, fields)


def _words(chance: Random) -> str:
    alphabet = chance.choice(
        ("abc ", "éüß", "👋🏽", "\x00\x01\ud7ff\ufffe", "&=+%?#", "a\r\n\t", "{{7*7}}<script>", "مرحبا")
    )
    return "".join(chance.choices(alphabet, k=chance.choice((0, 1, 5, 50))))


def _value(chance: Random, depth: int) -> Any:
    plain = (None, True, 10**400, -1.5, float("nan"), float("inf"), "\x00", "\ud800", _words(chance), sidless(chance))
    if depth == 3 or chance.random() < 0.6:
        return chance.choice(plain)
    inner = [_value(chance, depth + 1) for _ in range(chance.randrange(3))]
    return inner if chance.random() < 0.5 else {_words(chance): each for each in inner}


def sidless(chance: Random) -> str:
    """Something like an id that is none."""
    return f"SM{chance.getrandbits(64):x}"


def _noise(chance: Random, sid: str) -> Sent:
    body = chance.choice(
        (
            chance.randbytes(chance.choice((0, 1, 10, 1000))),
            urlencode({"MessageSid": sid, "From": "whatsapp:+1", "MessageStatus": "sent"}).encode(),
            json.dumps({"MessageSid": sid, "From": "whatsapp:+351910000001", "To": SENDERS[0]}).encode(),
            b"[" * chance.choice((1, 100, 100_000)),
        )
    )
    signature = chance.choice((None, "", "x", "é" * 28, base64.b64encode(chance.randbytes(20)).decode()))
    kinds = (FORM, JSON, "text/plain", "multipart/form-data; boundary=x", "", "a/b+json", "application/x+json", "\xff")
    paths = (MESSAGES, STATUS, "/webhooks/twilio/", "/webhooks/twilio/x", MESSAGES + "/", "/webhooks//twilio/status")
    return Sent(body, signature, chance.choice(paths), content_type=chance.choice(kinds))


def _flip(chance: Random, sent: Sent) -> Sent:
    body = bytearray(sent.body or b"x")
    for _ in range(chance.choice((1, 1, 4))):
        body[chance.randrange(len(body))] = chance.randrange(256)
    return replace(sent, body=bytes(body))


def _cut_or_grow(chance: Random, sent: Sent) -> Sent:
    extra = chance.choice((b"&", b"&a=b", b"=", b"%", b"%ff", b" ", b"\x00", b"&Body=forged", b"&" * 6_000))
    place = chance.randrange(len(sent.body) + 1)
    changed = (sent.body[:place], sent.body + extra, extra + sent.body, sent.body[:place] + extra + sent.body[place:])
    return replace(sent, body=chance.choice(changed))


def _reorder(chance: Random, sent: Sent) -> Sent:
    parts = sent.body.split(b"&")
    chance.shuffle(parts)
    return replace(sent, body=b"&".join(parts))


def _split_elsewhere(chance: Random, sent: Sent) -> Sent:
    """Names and values are signed without what parts them."""
    pairs = [
        (name + value[:1], value[1:]) if chance.random() < 0.3 else (name, value) for name, value in _pairs(sent.body)
    ]
    try:
        return replace(sent, body=urlencode(pairs).encode())
    except UnicodeEncodeError:  # bytes of no encoding
        return sent


def _other_signature(chance: Random, sent: Sent) -> Sent:
    known = sent.signature or ""
    others = (
        None,
        "",
        known[:-1],
        known + "=",
        known.lower(),
        f"{known},{known}",
        f" {known}",
        known[::-1],
        "é",
        "A" * 9_000,
    )
    return replace(sent, signature=chance.choice(others))


def _signed_for_something_else(chance: Random, sent: Sent) -> Sent:
    address = sent.path + (f"?{sent.query}" if sent.query else "")
    bases = ("http://shop.example", "https://other.example", "https://shop.example:8443", "", BASE)
    texts = [base + address for base in bases] + [BASE + sent.path, BASE + address + "/", sent.body.decode("latin-1")]
    token = chance.choice((AUTH_TOKEN, AUTH_TOKEN, "", "another"))
    return replace(sent, signature=sign(chance.choice(texts), token))


def _other_query(chance: Random, sent: Sent) -> Sent:
    queries = (
        "",
        "a=1",
        f"{sent.query}&a=1",
        sent.query.upper(),
        "bodySHA256=",
        f"bodySHA256=x&{sent.query}",
        "%",
        "a=%ff",
    )
    return replace(sent, query=chance.choice(queries))


def _other_kind(chance: Random, sent: Sent) -> Sent:
    plain = sent.content_type.partition(";")[0]
    others = ("text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "application/x+json", "")
    charsets = (f"{plain}; charset=utf-16", f"{plain};charset=", f"{plain}; charset=\xff")
    kinds = (FORM, JSON, plain.upper(), *others, *charsets)
    return replace(sent, content_type=chance.choice(kinds))


def _other_encoding(chance: Random, sent: Sent) -> Sent:
    text = sent.body.decode("latin-1")
    return replace(sent, body=text.encode(chance.choice(("utf-16", "utf-32", "utf-7", "utf-8"))))


def _other_place(chance: Random, sent: Sent) -> Sent:
    if chance.random() < 0.5:
        return replace(sent, method=chance.choice(("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH")))
    paths = (STATUS if sent.path == MESSAGES else MESSAGES, f"{sent.path}/", "/webhooks/twilio", f"/{sent.path}")
    return replace(sent, path=chance.choice(paths))


def _other_length(chance: Random, sent: Sent) -> Sent:
    true = len(sent.body)
    lengths = (0, 1, max(true - 1, 0), true + 1, true + 999, -1, 2**40, "abc", "", "1e3", "٣")
    return replace(sent, length=str(chance.choice(lengths)))


def _more_headers(chance: Random, sent: Sent) -> Sent:
    known = (
        ("X-Forwarded-Proto", chance.choice(("http", "https", "https, http", "\xff"))),
        ("X-Forwarded-Host", chance.choice(("shop.example", "evil.example", "[", "a:b:c", "", "x" * 5_000))),
        ("X-Forwarded-Port", chance.choice(("443", "8443", "99999999999", "-1", "x"))),
        ("X-Forwarded-Prefix", chance.choice(("/", "/bot", "//", "\xff"))),
        ("Host", chance.choice(("shop.example", "evil.example:99999999", "[::1", "a b", "", "ü", "x:y"))),
        ("X-Twilio-Webhooks-Signature-Settings", chance.choice(("algorithm=HMAC_SHA256", "algorithm=none", "="))),
        ("Content-Encoding", chance.choice(("gzip", "br", "nonsense"))),
        ("Cookie", "session=" + chance.choice(("", "\xff", "a.b.c", "x" * 4_000))),
        ("Authorization", chance.choice(("Basic", "Basic \xff", "Bearer x"))),
        ("X-HTTP-Method-Override", "GET"),
        ("X-" + "".join(chance.choices("abc-", k=5)), "".join(chance.choices('a\xff ;,="', k=20))),
    )
    return replace(sent, noise=(*sent.noise, *chance.choices(known, k=chance.choice((1, 2, 5)))))


def _large(chance: Random, sent: Sent) -> Sent:
    """Seldom, because it takes long."""
    if chance.random() > 0.02:
        return sent
    size = chance.choice((60_000, 600_000, LARGEST + 1))
    many = "&".join(f"p{number}=x" for number in range(5_000)).encode()
    return replace(sent, body=chance.choice((sent.body + b"&Body=" + b"x" * size, sent.body + b"&" + many)))


def _signed_again(_chance: Random, sent: Sent) -> Sent:
    """Whatever it has become, it is signed as it is now, so that odd requests also get past the signature."""
    if sent.content_type == JSON:
        query = f"bodySHA256={hashlib.sha256(sent.body).hexdigest()}"
        return replace(sent, query=query, signature=sign(f"{BASE}{sent.path}?{query}"))
    address = sent.path + (f"?{sent.query}" if sent.query else "")
    text = BASE + address + "".join(name + value for name, value in sorted(set(_pairs(sent.body))))
    return replace(sent, signature=sign(text))


CHANGES: tuple[Callable[[Random, Sent], Sent], ...] = (
    _flip,
    _cut_or_grow,
    _reorder,
    _split_elsewhere,
    _other_signature,
    _signed_for_something_else,
    _other_query,
    _other_kind,
    _other_encoding,
    _other_place,
    _other_length,
    _more_headers,
    _large,
    _signed_again,
    _signed_again,
)
