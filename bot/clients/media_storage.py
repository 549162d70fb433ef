"""Keeps attached files: in a folder, or in any S3-compatible storage. Keys are random and tell nothing."""

import io
import os
import re
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from bot.clients.errors import ClientError
from bot.clients.protocols import MediaFile

S3_SECONDS = 20.0
AWS = "https://s3.amazonaws.com"
_KEY = re.compile(r"[0-9a-f]{64}")


class FolderStorage:
    """Files in a folder of this machine, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, file: MediaFile) -> None:
        """Keep a file; one of the same key is replaced. Raises ClientError."""
        path = self._path(key)
        unfinished = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
                opened.write(file.content)
                opened.flush()
                os.fsync(opened.fileno())
            unfinished.replace(path)
        except OSError as error:
            raise _unwritable(error) from error

    def get(self, key: str) -> bytes:
        """A file's content. Raises ClientError."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise ClientError("The file is not kept here.", permanent=True) from None
        except OSError as error:
            raise _unwritable(error) from error

    def delete(self, key: str) -> None:
        """Delete a file, if there is one. Raises ClientError."""
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
            path.with_suffix(".part").unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(error) from error

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("not a key of ours")
        return self._folder / key[:2] / key


def _unwritable(error: OSError) -> ClientError:
    return ClientError(f"The folder MEDIA_STORAGE cannot be used ({error.strerror or type(error).__name__}).")


class S3Storage:
    """Files as objects of a bucket. Safe to share between threads."""

    def __init__(
        self, *, bucket: str, prefix: str, endpoint_url: str, access_key: str, secret_key: str, region: str
    ) -> None:
        """`endpoint_url` empty is Amazon's own; `region` empty is asked of the storage."""
        address = urllib3.util.parse_url(endpoint_url or AWS)
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client = Minio(
            f"{address.host}:{address.port}" if address.port else address.host or "",
            access_key=access_key,
            secret_key=secret_key,
            secure=address.scheme == "https",
            region=region or None,
            http_client=urllib3.PoolManager(timeout=S3_SECONDS, retries=False, maxsize=16),
        )

    def put(self, key: str, file: MediaFile) -> None:
        """Keep a file; one of the same key is replaced. Raises ClientError."""
        content = io.BytesIO(file.content)
        try:
            self._client.put_object(self._bucket, self._name(key), content, len(file.content), file.content_type)
        except (MinioException, urllib3.exceptions.HTTPError) as error:
            raise _refused(error) from None

    def get(self, key: str) -> bytes:
        """A file's content. Raises ClientError."""
        try:
            response = self._client.get_object(self._bucket, self._name(key))
            try:
                return bytes(response.read())
            finally:
                response.close()
                response.release_conn()
        except (MinioException, urllib3.exceptions.HTTPError) as error:
            raise _refused(error) from None

    def delete(self, key: str) -> None:
        """Delete a file, if there is one. Raises ClientError."""
        try:
            self._client.remove_object(self._bucket, self._name(key))
        except (MinioException, urllib3.exceptions.HTTPError) as error:
            refused = _refused(error)
            if refused.code != "NoSuchKey":
                raise refused from None

    def _name(self, key: str) -> str:
        return f"{self._prefix}{key}"


def _refused(error: MinioException | urllib3.exceptions.HTTPError) -> ClientError:
    code = error.code if isinstance(error, S3Error) else None
    if code == "NoSuchKey":
        return ClientError("The file is not kept here.", permanent=True, code=code)
    return ClientError(f"The storage MEDIA_STORAGE cannot be used ({code or type(error).__name__}).", code=code)
