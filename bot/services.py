"""The one place where database, queues and clients are built. Tests hand in fakes here."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.clients.no_reader import NoReader
from bot.clients.protocols import (
    LanguageModel,
    MediaFetcher,
    MediaReader,
    MediaStorage,
    MessageSender,
    ProviderAccount,
)
from bot.errands import Errands
from bot.profile_fields import read_fields
from bot.queueing import Queueing, RedisQueueing
from bot.rate_limits import CountedRateLimits, RateLimits
from bot.refusal_counts import RefusalCounts, in_a_second
from bot.selling.catalogue import Catalogue, read_catalogue
from bot.selling.message_templates import Templates, read_templates
from bot.send_rates import CountedSendRates, SendRates, Unlimited
from bot.settings import Settings
from memory.clock import Clock, SystemClock
from memory.database import Database

STATUS_PATH = "/webhooks/twilio/status"
REPLY_SECONDS = 20.0
SHARE_OF_DEADLINE = 0.45
"""How long a model may think about an answer: so long at most, and less than half of the time to the holding line."""
EXTRACTION_SECONDS = 120.0
READING_SECONDS = 30.0
"""How long a model may take to transcribe or describe a file."""
SEND_SECONDS = 10.0
QUEUE_SECONDS = 2.0
"""How long a webhook may wait for the queue before it leaves the work to the sweeper."""


@dataclass(frozen=True)
class MediaServices:
    """What attached files take: who fetches them, where they are kept, who puts them into words."""

    fetcher: MediaFetcher
    storage: MediaStorage
    reader: MediaReader


@dataclass(frozen=True)
class Services:
    """What use cases need from outside. One is built a process.

    `chance` gives numbers from 0 to 1 that spread those who wait, `aside` runs what nobody waits for.
    """

    settings: Settings
    database: Database
    clock: Clock
    queueing: Queueing
    language_model: LanguageModel
    sender: MessageSender
    catalogue: Catalogue
    media: MediaServices
    rate_limits: RateLimits = field(default_factory=CountedRateLimits)
    send_rates: SendRates = field(default_factory=Unlimited)
    templates: Templates = field(default_factory=Templates)
    chance: Callable[[], float] = random.random
    aside: Callable[[Callable[[], None]], None] = field(default_factory=Errands)
    refusals: RefusalCounts = field(default_factory=RefusalCounts)


def build_services(settings: Settings) -> Services:
    """Build what the settings name. Nothing is connected to before it is used.

    Raises CatalogueError for a catalogue that cannot be used, TemplatesError for such templates.
    """
    redis = connect_to_queue(settings.queue_url)
    return Services(
        settings=settings,
        database=open_database(settings, pool_size=settings.worker_concurrency + 8),
        clock=SystemClock(),
        queueing=RedisQueueing(redis),
        language_model=build_language_model(settings),
        sender=_build_sender(settings),
        catalogue=read_catalogue(settings.catalogue, settings.shop_currency),
        media=build_media(settings),
        rate_limits=CountedRateLimits(redis),
        send_rates=CountedSendRates(settings.send_rate_per_second, settings.uses_sandbox, random.random, redis),
        templates=read_templates(settings.templates) if settings.templates else Templates(),
        refusals=RefusalCounts(in_a_second),
    )


def open_database(settings: Settings, *, pool_size: int = 5) -> Database:
    """The database that the settings name, with the shop's fields."""
    return Database(settings.database_url, pool_size=pool_size, fields=read_fields(settings.profile_fields))


def connect_to_queue(url: str, *, timeout: float | None = QUEUE_SECONDS) -> Redis:
    """A connection to Redis or Valkey. `timeout` in seconds; a worker that blocks on its queue wants None."""
    return Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=QUEUE_SECONDS,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=30,
    )


def build_language_model(settings: Settings) -> LanguageModel:
    """The language model that the settings name; the offline one without a key or an address."""
    if settings.uses_offline_model:
        from bot.clients.offline_model import OfflineModel  # noqa: PLC0415 - its libraries are large and not always used

        return OfflineModel()
    from bot.clients.openai_model import OpenAIModel  # noqa: PLC0415 - as above

    return OpenAIModel.from_settings(
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url or None,
        chat_model=settings.chat_model,
        extraction_model=settings.extraction_model,
        reply_timeout=min(REPLY_SECONDS, SHARE_OF_DEADLINE * settings.reply_deadline_seconds),
        extraction_timeout=EXTRACTION_SECONDS,
    )


def build_media(settings: Settings) -> MediaServices:
    """Who fetches, keeps and reads attached files, as the settings name them."""
    from bot.clients.twilio_media import TwilioMedia  # noqa: PLC0415 - only workers fetch

    twilio = settings.twilio
    fetcher = TwilioMedia(account_sid=twilio.sid, auth_token=twilio.auth_token, base_url=twilio.api_base_url or None)
    return MediaServices(fetcher, _build_storage(settings), _build_reader(settings))


def _build_storage(settings: Settings) -> MediaStorage:
    from bot.clients.media_storage import FolderStorage, S3Storage  # noqa: PLC0415 - the S3 client takes a while

    if settings.media_bucket is None:
        return FolderStorage(settings.named_media_folder or settings.var_folder / "media")
    bucket, prefix = settings.media_bucket
    return S3Storage(
        bucket=bucket,
        prefix=prefix,
        endpoint_url=settings.s3_endpoint_url,
        access_key=settings.s3_access_key_id,
        secret_key=settings.s3_secret_access_key,
        region=settings.s3_region,
    )


def _build_reader(settings: Settings) -> MediaReader:
    if settings.uses_offline_model:
        return NoReader()
    from bot.clients.openai_reader import OpenAIReader  # noqa: PLC0415 - as the language model

    return OpenAIReader.from_settings(
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url or None,
        transcription_model=settings.transcription_model,
        vision_model=settings.vision_model,
        timeout=READING_SECONDS,
    )


def _build_sender(settings: Settings) -> MessageSender:
    from bot.clients.twilio_whatsapp import TwilioWhatsApp  # noqa: PLC0415 - importing Twilio's SDK takes a second

    return TwilioWhatsApp(
        account_sid=settings.twilio.sid,
        auth_token=settings.twilio.auth_token,
        base_url=settings.twilio.api_base_url or None,
        status_callback_url=settings.address + STATUS_PATH,
        timeout=SEND_SECONDS,
    )


def build_provider_account(settings: Settings) -> ProviderAccount:
    """The account at Twilio, for checking settings against reality."""
    from bot.clients.twilio_account import TwilioAccountReader  # noqa: PLC0415 - as above

    return TwilioAccountReader(
        account_sid=settings.twilio.sid,
        auth_token=settings.twilio.auth_token,
        base_url=settings.twilio.api_base_url or None,
        timeout=SEND_SECONDS,
    )


def current_services() -> Services:
    """The services of the app that handles the present request."""
    return cast("Services", current_app.extensions["rapport"])
