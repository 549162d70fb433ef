"""Secrets of an installation that was given none: made on the first start, kept under var/, printed once."""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings, SettingsError

FILE_NAME = "secrets.json"


@dataclass(frozen=True)
class Completed:
    """Settings with nothing missing. `made_now` names those that this call made: only they may be shown, and once."""

    settings: Settings
    made_now: frozenset[str] = frozenset()


def complete_settings(settings: Settings) -> Completed:
    """Fill in what was not set. Raises SettingsError when var/ cannot be written."""
    if settings.is_production:
        return Completed(settings)
    path = settings.var_folder / FILE_NAME
    kept = _read(path)
    made = {name: value for name, value in _fresh_secrets().items() if name not in kept}
    if made:
        kept |= made
        _write(path, kept)
    missing = {name: value for name, value in kept.items() if not getattr(settings, name, True)}
    return Completed(settings.model_copy(update=missing), made_now=frozenset(made.keys() & missing.keys()))


def _fresh_secrets() -> dict[str, str]:
    return {
        "secret_key": secrets.token_urlsafe(48),
        "admin_email": "admin@localhost",
        "admin_password": secrets.token_urlsafe(9),
        "api_keys": f"rapport_{secrets.token_urlsafe(24)}",
        "phone_account_sid": f"AC{secrets.token_hex(16)}",
        "phone_auth_token": secrets.token_hex(16),
    }


def _read(path: Path) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in json.loads(path.read_text()).items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (json.JSONDecodeError, AttributeError):
        raise SettingsError(f"{path} is not readable as secrets; delete it to have new ones made.") from None


def _write(path: Path, kept: dict[str, str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
        with os.fdopen(descriptor, "w") as file:
            json.dump(kept, file, indent=2)
        Path(temporary).replace(path)
    except OSError as error:
        raise SettingsError(f"{path.parent} cannot be written ({error.strerror}); make the folder writable.") from None
