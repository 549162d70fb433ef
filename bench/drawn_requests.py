"""Webhooks drawn by chance: signed ones, noise, and signed ones that were changed afterwards. Pure."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import urlencode

from bench.fuzzed_requests import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    BASE,
    FORM,
    JSON,
    LARGEST,
    MESSAGES,
    SENDERS,
    STATUS,
    Sent,
    pairs_in,
    sign,
    signed_form,
    signed_json,
)


def random_request(chance: Random, sid: str) -> Sent:
    """The next request: noise now and then, else a signed one with up to three things changed, sometimes none."""
    if chance.random() < 0.1:
        return _noise(chance, sid)
    sent = _valid(chance, sid)
    for change in chance.choices(CHANGES, k=chance.choice((0, 1, 1, 1, 2, 3))):
        sent = change(chance, sent)
    return sent


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
        (name + value[:1], value[1:]) if chance.random() < 0.3 else (name, value) for name, value in pairs_in(sent.body)
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
    text = BASE + address + "".join(name + value for name, value in sorted(set(pairs_in(sent.body))))
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
