"""Every environment variable, read once, typed. What is missing or senseless stops the start with a sentence."""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bot.accounts import TwilioAccount, read_senders
from bot.clients.protocols import Shop
from bot.media_settings import MediaSettings
from bot.profile_fields import read_fields
from bot.selling.message_templates import TemplatesError, read_templates
from bot.selling.sandbox import SANDBOX_NUMBER
from memory.database import normalised_url
from memory.fields import SenselessField
from memory.phone_numbers import is_region

PROJECT = Path(__file__).resolve().parent.parent
DEMO_CATALOGUE = PROJECT / "bot" / "selling" / "demo_catalogue.csv"
LONGEST_SOCKET_PATH = 100
SHORTEST_SECRET = 8
_TWILIO = ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from")
_IN_PRODUCTION = ("secret_key", "admin_email", "admin_password", "api_keys")


class SettingsError(Exception):
    """Settings with which Rapport cannot start. Its text is one sentence a problem, for the person who starts it."""


class Settings(MediaSettings):
    """All settings; the names are the environment's in lower case. `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    app_env: Literal["development", "production"] = "development"
    port: int = Field(8000, ge=1, le=65535)
    workers: int = Field(2, ge=1, le=64)
    worker_concurrency: int = Field(16, ge=1, le=256)
    var_folder: Path = PROJECT / "var"

    database_url: str = Field("", repr=False)
    redis_url: str = Field("", repr=False)

    openai_api_key: str = Field("", repr=False)
    openai_base_url: str = ""
    chat_model: str = "gpt-5.4-mini"
    extraction_model: str = "gpt-5.4-mini"
    extraction_second_look: bool = False

    twilio_account_sid: str = ""
    twilio_auth_token: str = Field("", repr=False)
    twilio_whatsapp_from: str = ""
    twilio_api_base_url: str = ""
    public_url: str = ""
    templates: Path | None = None
    send_rate_per_second: int = Field(80, ge=1, le=1000)
    typing_indicator: bool = True

    session_timeout_seconds: float = Field(1800, gt=0)
    reply_debounce_seconds: float = Field(1.5, ge=0, le=60)
    reply_deadline_seconds: float = Field(45, gt=0)
    answers_per_hour: int = Field(60, ge=1, le=10_000)
    takeover_return_minutes: float = Field(60, gt=0, le=60 * 24 * 365)
    profile_token_budget: int = Field(400, ge=60, le=4000)
    profile_fields: Path | None = None
    retention_days: int = Field(0, ge=0, le=36500)

    shop_name: str = "Aurora Jewellery"
    shop_description: str = (
        "A small family jewellery shop in Lisbon: rings, necklaces, earrings and bracelets in gold, rose gold and "
        "silver, with free returns within 30 days, free engraving and free gift wrapping."
    )
    shop_timezone: str = "Europe/Lisbon"
    shop_currency: str = "EUR"
    phone_region: str = ""
    catalogue: Path = DEMO_CATALOGUE

    secret_key: str = Field("", repr=False)
    admin_email: str = ""
    admin_password: str = Field("", repr=False)
    api_keys: str = Field("", repr=False)
    api_calls_per_minute: int = Field(600, ge=1, le=1_000_000)

    phone_account_sid: str = ""
    phone_auth_token: str = Field("", repr=False)

    @field_validator("shop_timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("must be a time zone's name such as Europe/Lisbon") from None
        return name

    @field_validator("shop_currency")
    @classmethod
    def _known_currency(cls, code: str) -> str:
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise ValueError("must be a currency's three letters such as EUR")
        return code

    @field_validator("phone_region")
    @classmethod
    def _known_region(cls, region: str) -> str:
        if region and not is_region(region):
            raise ValueError("must be a country's two letters such as PT, or empty")
        return region

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not normalised_url(url).startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return normalised_url(url)

    @field_validator("redis_url")
    @classmethod
    def _known_queue(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return url

    @field_validator("public_url", "twilio_api_base_url", "openai_base_url")
    @classmethod
    def _known_address(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
            raise ValueError("must be an address that begins with https:// or http://")
        return url.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _plain_address(cls, url: str) -> str:
        if "?" in url or "#" in url:
            raise ValueError("must be the address alone, without what follows a ? or #")
        return url

    @field_validator("twilio_whatsapp_from")
    @classmethod
    def _known_senders(cls, senders: str) -> str:
        return ",".join(read_senders(senders))

    @field_validator("catalogue")
    @classmethod
    def _readable_catalogue(cls, path: Path) -> Path:
        if not path.is_file():
            raise ValueError(f"must be the path of a CSV file; there is none at {path}")
        return path

    @field_validator("profile_fields")
    @classmethod
    def _sensible_fields(cls, path: Path | None) -> Path | None:
        try:
            read_fields(path)
        except SenselessField as error:
            raise ValueError(f"names a file that cannot be used. {error}".removesuffix(".")) from None
        return path

    @field_validator("templates")
    @classmethod
    def _readable_templates(cls, path: Path | None) -> Path | None:
        if path is not None:
            try:
                read_templates(path)
            except TemplatesError as error:
                raise ValueError(f"must be a file of templates: {str(error).removesuffix('.')}") from None
        return path

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        given = [name for name in _TWILIO if getattr(self, name)]
        if given and len(given) < len(_TWILIO):
            missing = ", ".join(name.upper() for name in _TWILIO if name not in given)
            raise ValueError(f"{missing} must be set too: Twilio needs all three, or none for the local phone")
        if self.is_production:
            self._refuse_unsafe_production()
        return self

    def _refuse_unsafe_production(self) -> None:
        missing = [name.upper() for name in _IN_PRODUCTION if not getattr(self, name)]
        if missing:
            raise ValueError(f"{', '.join(missing)} must be set when APP_ENV is production")
        if len(self.secret_key) < 32:
            raise ValueError("SECRET_KEY must have at least 32 characters when APP_ENV is production")
        if "@" not in self.admin_email:
            raise ValueError("ADMIN_EMAIL must be an e-mail address when APP_ENV is production")
        if len(self.admin_password) < SHORTEST_SECRET:
            raise ValueError(
                f"ADMIN_PASSWORD must have at least {SHORTEST_SECRET} characters when APP_ENV is production"
            )
        if any(len(key.strip()) < SHORTEST_SECRET for key in self.api_keys.split(",")):
            raise ValueError(
                f"API_KEYS must each have at least {SHORTEST_SECRET} characters when APP_ENV is production"
            )
        if self.uses_twilio and not self.public_url:
            raise ValueError("PUBLIC_URL must be set when APP_ENV is production: it is what Twilio signs")

    @property
    def is_production(self) -> bool:
        """Whether strangers can reach this installation."""
        return self.app_env == "production"

    @property
    def uses_twilio(self) -> bool:
        """Whether messages travel through Twilio and not through the local phone."""
        return bool(self.twilio_account_sid)

    @property
    def has_phone(self) -> bool:
        """Whether the local phone is served."""
        return not self.uses_twilio and not self.is_production

    @property
    def phone_file(self) -> Path:
        """Where the local phone keeps its chats."""
        return self.var_folder / "phone.db"

    @property
    def uses_offline_model(self) -> bool:
        """Whether rules stand in for a language model."""
        return not self.openai_api_key and not self.openai_base_url

    @property
    def served_at(self) -> str:
        """The address this machine serves on."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The address that others reach this installation at."""
        return self.public_url or self.served_at

    @property
    def twilio(self) -> TwilioAccount:
        """The account at Twilio, or the local phone that stands in for one."""
        if self.uses_twilio or self.is_production:
            senders = read_senders(self.twilio_whatsapp_from)
            return TwilioAccount(self.twilio_account_sid, self.twilio_auth_token, senders, self.twilio_api_base_url)
        base_url = f"{self.served_at}/phone/twilio"
        return TwilioAccount(self.phone_account_sid, self.phone_auth_token, (SANDBOX_NUMBER,), base_url)

    @property
    def uses_sandbox(self) -> bool:
        """Whether the number is Twilio's sandbox, at Twilio itself."""
        return self.uses_twilio and SANDBOX_NUMBER in self.twilio.senders and not self.twilio_api_base_url

    @property
    def queue_url(self) -> str:
        """Where Redis or Valkey is; without REDIS_URL it is the embedded Valkey's socket."""
        return self.redis_url or f"unix://{self.embedded_valkey_socket}"

    @property
    def embedded_valkey_socket(self) -> Path:
        """The embedded Valkey's socket; in the temporary folder where var/ has too long a path for a socket."""
        beside = self.var_folder / "valkey.sock"
        if len(str(beside)) <= LONGEST_SOCKET_PATH:
            return beside
        name = hashlib.sha256(str(self.var_folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"rapport-{name}.sock"

    @property
    def shop(self) -> Shop:
        """Who sells."""
        return Shop(self.shop_name, self.shop_description, self.shop_timezone, self.shop_currency)


def load_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`. Raises SettingsError with a sentence for everything that is wrong."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type] # values are checked by pydantic, that is the point
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_sentence(problem["loc"], problem["msg"]) for problem in error.errors())
        ) from None
    return settings if settings.database_url else with_default_database(settings)


def with_default_database(settings: Settings) -> Settings:
    """Without DATABASE_URL the database is a file under var/."""
    return settings.model_copy(update={"database_url": f"sqlite:///{settings.var_folder / 'rapport.db'}"})


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not place:
        return f"{message}."
    name = str(place[0]).upper()
    given = " (it is empty)" if not os.environ.get(name) and name in os.environ else ""
    return f"{name} {message[0].lower()}{message[1:]}{given}."
