"""Whether a request really comes from Twilio. Source: twilio.request_validator, and its cases where it would raise."""

from flask import Request
from twilio.request_validator import RequestValidator


def is_signed_by_twilio(request: Request, public_url: str, auth_token: str) -> bool:
    """Check the signature against the public address, form or JSON. Never raises: what cannot be checked is refused.

    Without a public address it is the one that the request was sent to. An empty token signs nothing.
    A JSON body is covered by the hash in the address alone, so without `bodySHA256` it would go unauthenticated.
    """
    if not auth_token:
        return False
    signature = request.headers.get("X-Twilio-Signature", "")
    query = request.query_string.decode("latin-1")
    url = f"{public_url or request.host_url.rstrip('/')}{request.path}" + (f"?{query}" if query else "")
    validator = RequestValidator(auth_token)
    if request.is_json or "bodySHA256" in request.args:
        return _is_signed_body(request, validator, url, signature)
    return bool(validator.validate(url, request.form, signature))


def _is_signed_body(request: Request, validator: RequestValidator, url: str, signature: str) -> bool:
    if "bodySHA256" not in request.args:
        return False
    try:
        body = request.get_data().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(validator.validate(url, body, signature))
