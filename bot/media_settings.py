"""The settings of files that customers send: who reads them, and where they are kept."""

import re
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings


class MediaSettings(BaseSettings):
    """A part of `bot.settings.Settings`."""

    transcription_model: str = "gpt-transcribe"
    vision_model: str = ""
    media_storage: str = ""
    s3_endpoint_url: str = ""
    s3_access_key_id: str = Field("", repr=False)
    s3_secret_access_key: str = Field("", repr=False)
    s3_region: str = ""

    @field_validator("media_storage")
    @classmethod
    def _known_storage(cls, storage: str) -> str:
        if "://" in storage and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?", storage):
            raise ValueError("must be a folder, or s3://bucket/prefix")
        return storage

    @field_validator("s3_endpoint_url")
    @classmethod
    def _known_endpoint(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^/?#@\s]+/?", url):
            raise ValueError("must be an address such as https://s3.example.com, without a path")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _storage_has_its_key(self) -> Self:
        if self.media_bucket and not (self.s3_access_key_id and self.s3_secret_access_key):
            raise ValueError("S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set too where MEDIA_STORAGE is s3://")
        return self

    @property
    def media_bucket(self) -> tuple[str, str] | None:
        """The bucket and prefix where files are kept; None where they are kept in a folder."""
        if not self.media_storage.startswith("s3://"):
            return None
        bucket, _, prefix = self.media_storage.removeprefix("s3://").partition("/")
        return bucket, prefix

    @property
    def named_media_folder(self) -> Path | None:
        """The folder that MEDIA_STORAGE names; None for the one under var/, or where files are kept in a bucket."""
        return Path(self.media_storage) if self.media_storage and self.media_bucket is None else None
