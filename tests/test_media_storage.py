"""Where attached files are kept: a folder, or S3-compatible storage."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clients.errors import ClientError
from bot.clients.media_storage import FolderStorage, S3Storage
from bot.clients.protocols import MediaFile, MediaStorage
from tests.s3_server import ACCESS_KEY, S3Server

FILE = MediaFile(b"\xff\xd8\xff\x00\x01", "image/jpeg")


@pytest.fixture
def s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


def bucket(server: S3Server) -> S3Storage:
    return S3Storage(
        bucket="shop-files",
        prefix="rapport",
        endpoint_url=server.url,
        access_key=ACCESS_KEY,
        secret_key="secret",
        region="eu-west-1",
    )


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, s3: S3Server) -> MediaStorage:
    return FolderStorage(tmp_path / "media") if request.param == "folder" else bucket(s3)


@pytest.fixture
def key() -> str:
    return secrets.token_hex(32)


def test_a_file_is_kept_replaced_and_deleted(storage: MediaStorage, key: str) -> None:
    storage.put(key, MediaFile(b"an earlier try", "image/jpeg"))
    storage.put(key, FILE)
    assert storage.get(key) == FILE.content
    storage.delete(key)
    with pytest.raises(ClientError) as caught:
        storage.get(key)
    assert caught.value.permanent


def test_what_is_not_there_is_deleted_without_an_error(storage: MediaStorage, key: str) -> None:
    storage.delete(key)


def test_a_folders_files_are_their_owners_alone(tmp_path: Path, key: str) -> None:
    FolderStorage(tmp_path / "media").put(key, FILE)
    (kept,) = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert kept.stat().st_mode & 0o077 == 0


def test_a_folder_takes_no_key_that_is_a_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="key"):
        FolderStorage(tmp_path).get("../../etc/passwd")


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path, key: str) -> None:
    (tmp_path / "media").write_text("a file stands in the way")
    with pytest.raises(ClientError, match="MEDIA_STORAGE") as caught:
        FolderStorage(tmp_path / "media").put(key, FILE)
    assert not caught.value.permanent


def test_objects_are_named_by_prefix_and_key(s3: S3Server, key: str) -> None:
    bucket(s3).put(key, FILE)
    assert s3.objects == {f"/shop-files/rapport/{key}": FILE.content}


@pytest.mark.parametrize("refusal", [(503, "SlowDown"), (403, "AccessDenied"), (404, "NoSuchBucket")])
def test_a_storage_that_refuses_is_asked_again_later(s3: S3Server, key: str, refusal: tuple[int, str]) -> None:
    s3.refusals = [refusal]
    with pytest.raises(ClientError, match="MEDIA_STORAGE") as caught:
        bucket(s3).put(key, FILE)
    assert (caught.value.permanent, caught.value.code) == (False, refusal[1])


def test_a_storage_that_is_away_is_asked_again_later(s3: S3Server, key: str) -> None:
    away = bucket(s3)
    s3._server.server_close()
    with pytest.raises(ClientError, match="MEDIA_STORAGE"):
        away.delete(key)
