"""Why webhooks were refused, in sentences for the team. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.refusals import Cause

_LIKELY: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.NO_TOKEN: "TWILIO_AUTH_TOKEN is not set, so no signature can be checked.",
        Cause.NO_SIGNATURE: "The request carried no signature: it was not Twilio's, or a proxy took the header away.",
        Cause.SHARED_KEY: "Twilio signed with a shared key; Rapport checks with the account's auth token.",
        Cause.SCHEME: "PUBLIC_URL says {configured_scheme}, Twilio signed {signed_scheme}.",
        Cause.HOST: "PUBLIC_URL says {configured}, Twilio signed {signed}.",
        Cause.PORT: "PUBLIC_URL says {configured}, Twilio signed {signed}: the ports differ.",
        Cause.PATH: "Twilio signed another path than the one that arrived: a proxy rewrites it, or PUBLIC_URL has one"
        " too much or too few.",
        Cause.QUERY: "The address's query is not the one that Twilio signed: something on the way changed it.",
        Cause.PROXY: "PUBLIC_URL is empty, Twilio signed {signed}. What a proxy says in X-Forwarded-Proto and"
        " X-Forwarded-Host is not believed, because anybody can say it.",
        Cause.BODY: "Twilio signed this address, but the body is not the one that was signed with it.",
        Cause.ACCOUNT: "The request names another account than TWILIO_ACCOUNT_SID.",
        Cause.NUMBER: "Twilio signed it, but the customer wrote to {number}, which is not in TWILIO_WHATSAPP_FROM.",
        Cause.ENDPOINT: "Twilio posts delivery statuses to the address for messages.",
        Cause.TOKEN: "The account is ours and the signature is not: TWILIO_AUTH_TOKEN is not the account's primary"
        " token, or somebody plays Twilio.",
        Cause.STRANGER: "The signature fits neither the address nor the token: most likely it was not Twilio.",
    }
)
_ADVICE: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.NO_TOKEN: "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM.",
        Cause.NO_SIGNATURE: "Nothing is to be done unless messages are missing; then have the proxy pass"
        " X-Twilio-Signature on. (`python -m bot doctor` makes one such request itself.)",
        Cause.SHARED_KEY: "Switch the shared key off for this webhook in Twilio's console.",
        Cause.SCHEME: "Set PUBLIC_URL to {signed} and restart.",
        Cause.HOST: "Set PUBLIC_URL to {signed} and restart, or the webhook in Twilio's console to {configured}.",
        Cause.PORT: "Set PUBLIC_URL to {signed} and restart.",
        Cause.PATH: "Have the proxy pass the path on unchanged, and leave /webhooks/twilio out of PUBLIC_URL.",
        Cause.QUERY: "Have the proxy pass the query on unchanged.",
        Cause.PROXY: "Set PUBLIC_URL to {signed} and restart.",
        Cause.BODY: "Look for a proxy or firewall that rewrites requests; without one, somebody tampers with them.",
        Cause.ACCOUNT: "Set the webhook only on numbers of the account in TWILIO_ACCOUNT_SID; a subaccount has a token"
        " of its own.",
        Cause.NUMBER: "Add the number to TWILIO_WHATSAPP_FROM, or take our webhook off it in Twilio's console.",
        Cause.ENDPOINT: "Set the status callback in Twilio's console to /webhooks/twilio/status, or leave it empty.",
        Cause.TOKEN: "Copy the primary auth token from Twilio's console again and restart.",
        Cause.STRANGER: "Nothing is to be done unless messages are missing; then run `python -m bot doctor`.",
    }
)


def likely_cause(cause: str, example: Mapping[str, Any]) -> str:
    """What is most likely wrong, as one sentence or two."""
    return _filled(_LIKELY, cause, example)


def advice(cause: str, example: Mapping[str, Any]) -> str:
    """What to do about it."""
    return _filled(_ADVICE, cause, example)


def _filled(sentences: Mapping[Cause, str], cause: str, example: Mapping[str, Any]) -> str:
    if cause not in list(Cause):
        return cause
    signed, configured = (str(example.get(name) or "another address") for name in ("signed", "configured"))
    return sentences[Cause(cause)].format(
        signed=signed,
        configured=configured,
        signed_scheme=signed.partition(":")[0],
        configured_scheme=configured.partition(":")[0],
        number=example.get("number", "another number"),
    )
