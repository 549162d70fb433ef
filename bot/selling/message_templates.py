"""The shop's approved WhatsApp templates, by name, as a TOML file says. Pure, but for reading that file.

    [window_reopen]
    variables = ["customer_name"]

    [window_reopen.languages.en]
    content_sid = "HX0123456789abcdef0123456789abcdef"
    text = "Hello {{customer_name}}, we have an answer for you. Shall we go on here?"

The order of `variables` is that of the template's {{1}}, {{2}} … at Twilio; `text` is what our own pages show.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

WINDOW_REOPEN = "window_reopen"
"""The template that asks a customer, whose answer came too late for the window, to write again."""
WITHOUT_VALUE = "–"
"""Stands for an empty value: WhatsApp takes none."""
_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_MOST_VARIABLES = 100
_LONGEST_VALUE = 1600


class TemplatesError(ValueError):
    """A file of templates that cannot be used. Its text is a sentence for the person who starts Rapport."""


@dataclass(frozen=True)
class Wording:
    """A template in one language: its ContentSid at Twilio, and its text with the variables' names in it."""

    content_sid: str
    text: str


@dataclass(frozen=True)
class Template:
    """One template. `wordings` are by language (ISO 639-1); the first of them serves all other languages."""

    name: str
    variables: tuple[str, ...]
    wordings: Mapping[str, Wording]

    def language_for(self, wanted: str) -> str:
        """The language to send in when the customer speaks `wanted`."""
        return wanted if wanted in self.wordings else next(iter(self.wordings))

    def shown(self, language: str, values: Mapping[str, str]) -> str:
        """What the customer reads."""
        clean = self._clean(values)
        return _VARIABLE.sub(lambda match: clean[match[1]], self.wordings[language].text)

    def content_variables(self, values: Mapping[str, str]) -> str:
        """The values as Twilio wants them: a JSON text, by number."""
        clean = self._clean(values)
        numbered = {str(number): clean[name] for number, name in enumerate(self.variables, start=1)}
        return json.dumps(numbered, ensure_ascii=False)

    def _clean(self, values: Mapping[str, str]) -> dict[str, str]:
        """WhatsApp takes no empty value, no line breaks and no long runs of spaces in one."""
        return {
            name: " ".join(values.get(name, "").split())[:_LONGEST_VALUE] or WITHOUT_VALUE for name in self.variables
        }


@dataclass(frozen=True)
class Templates:
    """All templates by name."""

    by_name: Mapping[str, Template] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, name: str) -> Template | None:
        """The template with this name, or None."""
        return self.by_name.get(name)


def read_templates(path: Path) -> Templates:
    """Read a TOML file of templates. Raises TemplatesError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TemplatesError(f"The templates {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise TemplatesError(f"{path.name} is no TOML file: {error}.") from error
    return Templates(MappingProxyType({name: _template(name, entry) for name, entry in document.items()}))


def _template(name: str, entry: Any) -> Template:
    if not isinstance(entry, dict):
        raise TemplatesError(f"The template {name} must be a table: [{name}].")
    variables = entry.get("variables", [])
    if not isinstance(variables, list) or not all(isinstance(one, str) and one.isidentifier() for one in variables):
        raise TemplatesError(
            f'The template {name} needs its variables as a list of names: variables = ["customer_name"].'
        )
    if len(variables) > _MOST_VARIABLES:
        raise TemplatesError(f"The template {name} has more than {_MOST_VARIABLES} variables.")
    languages = entry.get("languages")
    if not isinstance(languages, dict) or not languages:
        raise TemplatesError(f"The template {name} needs at least one language: [{name}.languages.en].")
    wordings = {language: _wording(name, language, one, variables) for language, one in languages.items()}
    return Template(name, tuple(variables), MappingProxyType(wordings))


def _wording(name: str, language: str, entry: Any, variables: list[str]) -> Wording:
    where = f"The template {name} in the language {language}"
    entry = entry if isinstance(entry, dict) else {}
    content_sid, text = entry.get("content_sid"), entry.get("text")
    if not isinstance(content_sid, str) or not _CONTENT_SID.fullmatch(content_sid):
        raise TemplatesError(
            f"{where} needs a content_sid: HX and 32 hexadecimal digits, as Twilio's Content Editor shows."
        )
    if not isinstance(text, str) or not text.strip():
        raise TemplatesError(f"{where} needs its text, for showing.")
    unknown = sorted(set(_VARIABLE.findall(text)) - set(variables))
    if unknown:
        raise TemplatesError(f"{where} names {unknown[0]}, which is none of its variables.")
    return Wording(content_sid, text.strip())
