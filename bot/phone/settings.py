"""What the local phone has to be told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

Now = Callable[[], datetime]
"""Tells the present moment, aware and in UTC."""


@dataclass(frozen=True)
class PhoneSettings:
    """Everything that the local phone and its stand-in for Twilio need.

    `public_url` is what webhooks are signed against; `loopback_url` is where the web process is reached from its own
    machine, and where they are posted. `sender` is the shop's address in Twilio's form. `database_path` is a small
    SQLite file of the phone's own, made on first use. `end_silence` closes the open session of a phone number (E.164)
    at once and answers whether there was one. `status_pause_seconds` lies between two delivery statuses of a message.
    """

    public_url: str
    loopback_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    database_path: Path
    shop_name: str
    model_name: str
    model_is_offline: bool
    end_silence: Callable[[str], bool]
    status_pause_seconds: float = 0.3
