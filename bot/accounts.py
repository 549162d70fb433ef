"""The account at Twilio that messages travel through, as settings name it. Pure."""

import re
from dataclasses import dataclass, field

from bot.selling.sandbox import SANDBOX_NUMBER
from memory.phone_numbers import phone_number

_CHANNEL = "whatsapp:"


@dataclass(frozen=True)
class TwilioAccount:
    """Whose REST API messages leave through, and from which of its addresses; `api_base_url` is empty for Twilio's."""

    sid: str
    auth_token: str = field(repr=False)
    senders: tuple[str, ...]
    api_base_url: str

    @property
    def sender(self) -> str:
        """The first of the shop's addresses; empty without any."""
        return self.senders[0] if self.senders else ""

    def owns(self, address: str) -> bool:
        """Whether an address (`whatsapp:+14155238886`) is one of the shop's, in any of its written forms.

        Countries have changed how mobiles are written (`+521…`, `+52…`), and settings may be older than that.
        """
        return _one_form(address) in map(_one_form, self.senders)


def read_senders(text: str) -> tuple[str, ...]:
    """The addresses in a list separated by commas, each once. Raises ValueError with the end of a sentence."""
    numbers = [_number(sender) for sender in text.split(",") if sender.strip()]
    if not all(re.fullmatch(r"\+[0-9]{5,20}", number) for number in numbers):
        raise ValueError(
            f"must be a WhatsApp number such as {SANDBOX_NUMBER}, or several of one account, separated by commas"
        )
    return tuple(f"{_CHANNEL}{number}" for number in dict.fromkeys(numbers))


def _one_form(address: str) -> str:
    return phone_number(_number(address)) or _number(address)


def _number(address: str) -> str:
    return address.strip().removeprefix(_CHANNEL)
