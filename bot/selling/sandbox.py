"""Twilio's sandbox: one number for everybody, which a phone joins with a code. Pure."""

import re

SANDBOX_NUMBER = "whatsapp:+14155238886"
_JOIN = re.compile(r"\s*join\s+\S+\s*", re.IGNORECASE)


def is_sandbox_join(shop_address: str | None, text: str) -> bool:
    """Whether a message is no question to the shop but the code by which a phone joins the sandbox."""
    return shop_address == SANDBOX_NUMBER and _JOIN.fullmatch(text) is not None
