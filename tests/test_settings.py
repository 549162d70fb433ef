"""Settings: senseless ones stop the start with a sentence, safe ones are made where none are given."""

from pathlib import Path

import pytest

from bot.commands import main
from bot.local_secrets import complete_settings
from bot.settings import Settings, SettingsError, load_settings

SAFE = {
    "app_env": "production",
    "secret_key": "s" * 32,
    "admin_email": "a@b.example",
    "admin_password": "a long password",
    "api_keys": "a-long-key,another-long-key",
    "database_url": "postgres://u:p@db/x",
}


def load(**changes: object) -> Settings:
    return load_settings(_env_file=None, **changes)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"port": "eighty"}, "PORT"),
        ({"port": 0}, "PORT"),
        ({"session_timeout_seconds": 0}, "SESSION_TIMEOUT_SECONDS"),
        ({"profile_token_budget": 3}, "PROFILE_TOKEN_BUDGET"),
        ({"retention_days": -1}, "RETENTION_DAYS"),
        ({"retention_days": 36_501}, "RETENTION_DAYS"),
        ({"retention_days": "a year"}, "RETENTION_DAYS"),
        ({"shop_timezone": "Lisbon"}, "SHOP_TIMEZONE"),
        ({"shop_currency": "euro"}, "SHOP_CURRENCY"),
        ({"phone_region": "Portugal"}, "PHONE_REGION"),
        ({"database_url": "mysql://x"}, "DATABASE_URL"),
        ({"redis_url": "http://x"}, "REDIS_URL"),
        ({"public_url": "shop.example"}, "PUBLIC_URL"),
        ({"openai_base_url": "localhost:1234"}, "OPENAI_BASE_URL"),
        ({"media_storage": "ftp://files"}, "MEDIA_STORAGE"),
        ({"media_storage": "s3://Not A Bucket/x"}, "MEDIA_STORAGE"),
        ({"media_storage": "s3://bucket/x"}, "S3_ACCESS_KEY_ID"),
        ({"s3_endpoint_url": "https://s3.example/with/path"}, "S3_ENDPOINT_URL"),
        ({"catalogue": "/no/such.csv"}, "CATALOGUE"),
        ({"profile_fields": "/no/such.toml"}, "PROFILE_FIELDS"),
        ({"app_env": "prod"}, "APP_ENV"),
        ({"twilio_whatsapp_from": "5551234"}, "TWILIO_WHATSAPP_FROM"),
        ({"twilio_account_sid": "AC1"}, "TWILIO_AUTH_TOKEN"),
    ],
)
def test_a_senseless_setting_stops_the_start_with_a_sentence_that_names_it(
    change: dict[str, object], named: str
) -> None:
    with pytest.raises(SettingsError) as stopped:
        load(**change)
    assert named in str(stopped.value)
    assert str(stopped.value).endswith(".")


@pytest.mark.parametrize("missing", ["secret_key", "admin_email", "admin_password", "api_keys"])
def test_production_does_not_start_with_a_default_secret(missing: str) -> None:
    with pytest.raises(SettingsError, match=missing.upper()):
        load(**{**SAFE, missing: ""})


def test_production_does_not_start_with_a_short_secret_or_without_the_address_that_twilio_signs() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        load(**{**SAFE, "secret_key": "short"})
    twilio = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_whatsapp_from": "+14155238886"}
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        load(**SAFE, **twilio)


@pytest.mark.parametrize(
    "senseless", [{"api_keys": ","}, {"api_keys": "a-long-key,a"}, {"admin_password": "x"}, {"admin_email": "no"}]
)
def test_production_does_not_start_with_senseless_secrets(senseless: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(senseless)).upper()):
        load(**{**SAFE, **senseless})


def test_herokus_address_of_a_database_is_understood() -> None:
    assert load(**SAFE).database_url == "postgresql+psycopg://u:p@db/x"


def test_the_local_phone_is_served_only_without_twilio_and_outside_production(settings: Settings) -> None:
    assert load().has_phone
    assert not load(**SAFE).has_phone
    assert not settings.has_phone


def test_a_number_without_its_channel_is_taken_for_a_whatsapp_number() -> None:
    twilio = {"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_whatsapp_from": "+14155238886"}
    assert load(**twilio).twilio.sender == "whatsapp:+14155238886"


def test_secrets_are_made_once_readable_by_their_owner_alone_and_never_over_given_ones(tmp_path: Path) -> None:
    first = complete_settings(load(var_folder=tmp_path, admin_email="me@shop.example"))
    second = complete_settings(load(var_folder=tmp_path, admin_email="me@shop.example"))
    assert "admin_password" in first.made_now
    assert not {"admin_email"} & first.made_now
    assert second.made_now == frozenset()
    assert first.settings == second.settings
    assert first.settings.admin_email == "me@shop.example"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_a_damaged_file_of_secrets_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(SettingsError, match=r"secrets\.json"):
        complete_settings(load(var_folder=tmp_path))


def test_a_var_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="cannot be written"):
        complete_settings(load(var_folder=tmp_path / "file" / "var"))


def test_a_command_with_bad_settings_ends_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert main(["migrate"]) == 2
    assert capsys.readouterr().err.startswith("PORT ")


def test_a_broken_catalogue_stops_the_start_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "goods.csv").write_text("sku,name,price\n1,Ring,cheap\n")
    monkeypatch.setenv("CATALOGUE", str(tmp_path / "goods.csv"))
    monkeypatch.setenv("VAR_FOLDER", str(tmp_path))
    assert main(["run"]) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert sentence.startswith("goods.csv: Row 2, column price")


def test_every_setting_is_explained_in_the_example_file() -> None:
    example = Path(".env.example").read_text()
    made_locally = {"phone_account_sid", "phone_auth_token"}
    missing = [
        name for name in Settings.model_fields if f"\n{name.upper()}=" not in example and name not in made_locally
    ]
    assert missing == []


def test_files_are_kept_in_a_folder_or_in_a_bucket() -> None:
    key = {"s3_access_key_id": "id", "s3_secret_access_key": "secret"}
    in_bucket = load(media_storage="s3://shop-files/rapport/media", **key)
    assert (in_bucket.media_bucket, in_bucket.named_media_folder) == (("shop-files", "rapport/media"), None)
    in_folder = load(media_storage="/srv/files")
    assert (in_folder.media_bucket, in_folder.named_media_folder) == (None, Path("/srv/files"))
    assert (load().media_bucket, load().named_media_folder) == (None, None)
    assert "secret" not in repr(in_bucket)


def test_keys_are_not_shown(settings: Settings) -> None:
    assert settings.twilio_auth_token not in repr(settings)
    assert settings.secret_key not in str(settings)
