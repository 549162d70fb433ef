"""Why a webhook is refused, found by trying with the real token what Twilio may have signed instead.

Only what the token proves is told as a fact (`signed`); everything else of a request may be a stranger's invention, so
an example holds no more of it than a host, a scheme, a path and which of a few headers were there.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice, product
from typing import Any
from urllib.parse import parse_qsl, unquote

from flask import Request
from werkzeug.datastructures import Headers, MultiDict

from bot.accounts import TwilioAccount
from bot.settings import Settings
from bot.signatures import SIGNATURE, Webhook, is_signature_for, is_signed_by_twilio, is_text

SHARED_KEY = "X-Twilio-Webhooks-Signature-Settings"
LARGEST_EXPLAINED = 64 * 1024
"""In bytes: a larger body is refused without looking for the reason, so that strangers cannot keep us busy."""
MOST_TRIES = 64
LONGEST_HOST = 100
_TELLING_HEADERS = (
    SIGNATURE,
    SHARED_KEY,
    "I-Twilio-Idempotency-Token",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "Forwarded",
    "Via",
)
_HOST = re.compile(r"[A-Za-z0-9.\-_:\[\]]+")


class Cause(StrEnum):
    """What is most likely wrong with a webhook that is refused."""

    NO_TOKEN = "no token"  # noqa: S105 - a cause's name
    NO_SIGNATURE = "no signature"
    SHARED_KEY = "shared key"
    SCHEME = "scheme"
    HOST = "host"
    PORT = "port"
    PATH = "path"
    QUERY = "query"
    PROXY = "proxy"
    BODY = "body"
    ACCOUNT = "account"
    NUMBER = "number"
    ENDPOINT = "endpoint"
    TOKEN = "token"  # noqa: S105 - a cause's name
    STRANGER = "stranger"


@dataclass(frozen=True)
class Refusal:
    """One refused webhook: the likely cause, and an example without personal data."""

    cause: Cause
    endpoint: str
    example: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Found:
    """A cause, and what the token proves beside it."""

    cause: Cause
    proven: Mapping[str, str] = field(default_factory=dict)


def why_refused(
    request: Request, webhook: Webhook, parameters: Mapping[str, Any], settings: Settings, *, explains: bool = True
) -> Refusal | None:
    """Why a request to one of Twilio's endpoints must not be taken; None when it is Twilio's, and for us.

    Without `explains` the costly tries are left out, and the cause is a coarser one.
    """
    account = settings.twilio
    if is_signed_by_twilio(webhook, account.auth_token):
        found = _not_for_us(request.path, parameters, account)
    elif account.auth_token:
        found = _why_unsigned(request, webhook, parameters, settings, explains=explains)
    else:
        found = _Found(Cause.NO_TOKEN)
    if found is None:
        return None
    example = {**_seen(request), "configured": _without_password(settings.public_url), **found.proven}
    return Refusal(found.cause, request.path.rpartition("/")[2], example)


def _why_unsigned(
    request: Request, webhook: Webhook, parameters: Mapping[str, Any], settings: Settings, *, explains: bool
) -> _Found:
    if not webhook.signature:
        return _Found(Cause.NO_SIGNATURE)
    if SHARED_KEY in request.headers:
        return _Found(Cause.SHARED_KEY)
    if not _may_be_a_signature(webhook.signature):
        return _Found(Cause.STRANGER)
    if explains and len(webhook.body) <= LARGEST_EXPLAINED:
        found = _changed_body(webhook, settings.twilio) or _other_address(request, webhook, settings)
        if found:
            return found
    given = parameters.get("AccountSid")
    if given == settings.twilio.sid:
        return _Found(Cause.TOKEN)
    return _Found(Cause.ACCOUNT if isinstance(given, str) and given.startswith("AC") else Cause.STRANGER)


def _not_for_us(path: str, parameters: Mapping[str, Any], account: TwilioAccount) -> _Found | None:
    """What Twilio signed for us may still be another account's, or for a number that is none of the shop's.

    A status is taken whoever sent its message: only messages of ours are looked up, by their id.
    """
    if parameters.get("AccountSid", account.sid) != account.sid:
        return _Found(Cause.ACCOUNT)
    if not path.endswith("/messages"):
        return None
    to, from_ = (str(parameters.get(name) or "") for name in ("To", "From"))
    if "MessageStatus" in parameters and account.owns(from_):
        return _Found(Cause.ENDPOINT)
    return _Found(Cause.NUMBER, {"number": f"…{to[-4:]}"}) if to and not account.owns(to) else None


def _may_be_a_signature(signature: str) -> bool:
    try:
        return len(base64.b64decode(signature, validate=True)) == 20
    except ValueError:
        return False


def _changed_body(webhook: Webhook, account: TwilioAccount) -> _Found | None:
    """Whether the address is signed, and only the body is not what was signed with it."""
    text = webhook.body.decode() if is_text(webhook.body) else ""
    sent_as_form = MultiDict(parse_qsl(text, keep_blank_values=True))
    for form in (webhook.form, MultiDict[str, str](), sent_as_form):
        if is_signature_for(webhook.url, replace(webhook, form=form), account.auth_token):
            return _Found(Cause.BODY)
    return None


def _other_address(request: Request, webhook: Webhook, settings: Settings) -> _Found | None:
    for url in islice(_addresses(request, webhook.url), MOST_TRIES):
        if is_signature_for(url, webhook, settings.twilio.auth_token):
            base = url.partition(request.path)[0]
            return _Found(_difference(webhook.url, url, settings), {"signed": _without_password(base)})
    return None


def _addresses(request: Request, ours: str) -> Iterator[str]:
    """Addresses that Twilio may have called instead of ours, those that differ least first."""
    host, path, query = _after_scheme(ours)
    paths = _unique(path, f"{path}/", request.path, _prefix(request.headers) + path)
    queries = _unique(query, "", unquote(query), query.replace("+", "%20"))
    hosts = _unique(host, *_hosts(request.headers))
    variants = [
        ((host != one_host) + (path != one_path) + (query != one_query), f"{one_host}{one_path}", one_query)
        for one_host, one_path, one_query in product(hosts, paths, queries)
    ]
    for _, place, one_query in sorted(variants, key=lambda variant: variant[0]):
        for scheme in ("https", "http"):
            yield f"{scheme}://{place}" + (f"?{one_query}" if one_query else "")


def _after_scheme(url: str) -> tuple[str, str, str]:
    place, _, query = url.partition("://")[2].partition("?")
    host, slash, path = place.partition("/")
    return host, slash + path, query


def _hosts(headers: Headers) -> list[str]:
    """Hosts that the request names, with and without the port that a proxy names."""
    given = [headers.get(name, "").split(",")[0].strip() for name in ("X-Forwarded-Host", "X-Original-Host", "Host")]
    named = [host for host in given if _HOST.fullmatch(host) and len(host) <= LONGEST_HOST]
    port = headers.get("X-Forwarded-Port", "")
    with_port = [f"{host}:{port}" for host in named if re.fullmatch(r"[0-9]{1,5}", port) and ":" not in host]
    return named + with_port + [host.partition(":")[0] for host in named]


def _prefix(headers: Headers) -> str:
    prefix = headers.get("X-Forwarded-Prefix", "").strip().rstrip("/")
    return prefix if prefix.startswith("/") and len(prefix) <= LONGEST_HOST else ""


def _difference(ours: str, signed: str, settings: Settings) -> Cause:
    (host, path, _), (other_host, other_path, _) = _after_scheme(ours), _after_scheme(signed)
    is_other_scheme = ours.partition("://")[0] != signed.partition("://")[0]
    if (is_other_scheme or host != other_host) and not settings.public_url:
        return Cause.PROXY
    if host.partition(":")[0] != other_host.partition(":")[0]:
        return Cause.HOST
    if is_other_scheme:
        return Cause.SCHEME
    if host != other_host:
        return Cause.PORT
    return Cause.PATH if path != other_path else Cause.QUERY


def _without_password(url: str) -> str:
    """An address as it may be shown: a user name and password in it are Twilio's and ours alone."""
    scheme, separator, place = url.partition("://")
    return f"{scheme}{separator}{place.rpartition('@')[2]}"


def _unique(*texts: str) -> list[str]:
    return list(dict.fromkeys(texts))


def _seen(request: Request) -> dict[str, Any]:
    host = request.headers.get("Host", "")
    return {
        "scheme": request.scheme,
        "host": host if _HOST.fullmatch(host) and len(host) <= LONGEST_HOST else "",
        "path": request.path,
        "headers": [name for name in _TELLING_HEADERS if name in request.headers],
    }
