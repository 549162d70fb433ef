"""Checks of PUBLIC_URL: is it reached from here, and are signed webhooks, and no others, taken there."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from twilio.request_validator import RequestValidator

from bot.doctor.findings import Finding, ok, problem, skipped, warning
from bot.services import STATUS_PATH
from bot.settings import Settings

SECONDS = 10.0
UNKNOWN_MESSAGE = "SMdoctor0000000000000000000000000"
"""No message has this id, and `checkup` is no status: the probe changes nothing."""


def check_public_url(settings: Settings) -> list[Finding]:
    """PUBLIC_URL, whether it is reached, and what its webhook takes."""
    findings = [_address(settings)]
    reached = _reached(settings)
    findings.append(reached)
    if reached.state == "ok":
        findings.append(_signatures(settings))
    return findings


def _address(settings: Settings) -> Finding:
    url = urlsplit(settings.address)
    if not settings.public_url:
        if settings.uses_twilio:
            return problem(
                "PUBLIC_URL",
                f"It is empty, and Twilio cannot call {settings.address}; set it to the public https address of this"
                " installation. What a proxy says of itself (X-Forwarded-Proto, X-Forwarded-Host) is not believed.",
            )
        return ok("PUBLIC_URL", "It is empty: this installation is for this machine alone.")
    if url.scheme != "https":
        return warning("PUBLIC_URL", "It says http: customers' words travel unprotected; use https, as Twilio advises.")
    if url.path or _is_local(url.hostname or ""):
        return warning(
            "PUBLIC_URL", "It has a path or names this machine; Twilio must be able to call it as it stands."
        )
    return ok("PUBLIC_URL", f"{_shown(settings)} is what Twilio has to call.")


def _shown(settings: Settings) -> str:
    """The address without a user name and password."""
    url = urlsplit(settings.address)
    return url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def _reached(settings: Settings) -> Finding:
    try:
        response = _session(settings).get(f"{settings.address}/healthz", timeout=SECONDS, allow_redirects=False)
    except requests.exceptions.SSLError:
        return problem(
            "Reachable", f"{_shown(settings)} has no valid certificate; Twilio refuses to call it. Renew it."
        )
    except requests.RequestException as error:
        return problem(
            "Reachable",
            f"{_shown(settings)} is not reached from here ({type(error).__name__}); do Rapport and the tunnel run?",
        )
    if response.is_redirect:
        return problem(
            "Reachable",
            f"{_shown(settings)} redirects, and a redirect loses the message; set PUBLIC_URL to where it leads.",
        )
    if response.status_code != 200 or "alive" not in response.text:
        return problem(
            "Reachable",
            f"{_shown(settings)} is answered by something else than Rapport (HTTP {response.status_code}):"
            " check PUBLIC_URL.",
        )
    return ok("Reachable", f"{_shown(settings)} is answered by Rapport.")


def _signatures(settings: Settings) -> Finding:
    if not settings.twilio.auth_token:
        return skipped("Signatures", "Without TWILIO_AUTH_TOKEN there is nothing to sign with.")
    try:
        unsigned, signed = _post(settings, is_signed=False), _post(settings, is_signed=True)
    except requests.RequestException as error:
        return problem(
            "Signatures", f"The webhook did not answer ({type(error).__name__}); see the log of the web server."
        )
    if unsigned != 403:
        return problem("Signatures", f"A webhook without a signature was answered with {unsigned}, it must be 403.")
    if signed != 204:
        return problem(
            "Signatures",
            f"A signed webhook was answered with {signed}, it must be 204. The page Health of the admin page says why;"
            " most likely the running installation has another PUBLIC_URL or TWILIO_AUTH_TOKEN.",
        )
    return ok("Signatures", "A signed webhook is taken, one without a signature is refused.")


def _post(settings: Settings, *, is_signed: bool) -> int:
    url = settings.address + STATUS_PATH
    fields = {"AccountSid": settings.twilio.sid, "MessageSid": UNKNOWN_MESSAGE, "MessageStatus": "checkup"}
    signature = RequestValidator(settings.twilio.auth_token).compute_signature(url, fields)
    headers = {"X-Twilio-Signature": signature} if is_signed else {}
    answer = _session(settings).post(url, data=fields, headers=headers, timeout=SECONDS, allow_redirects=False)
    return answer.status_code


def _session(settings: Settings) -> requests.Session:
    session = requests.Session()
    # A proxy of the environment is for the world outside; it does not know this machine.
    session.trust_env = not _is_local(urlsplit(settings.address).hostname or "")
    return session
