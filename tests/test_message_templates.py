"""Approved templates by name, from a TOML file that is checked at the start."""

import json
from pathlib import Path

import pytest

from bot.selling.message_templates import Template, TemplatesError, Wording, read_templates
from bot.settings import SettingsError, load_settings

SID = f"HX{'a1' * 16}"
FILE = f"""
[window_reopen]
variables = ["customer_name", "shop_name"]
[window_reopen.languages.pt]
content_sid = "{SID}"
text = "Olá {{{{customer_name}}}}, aqui {{{{ shop_name }}}}."
[window_reopen.languages.en]
content_sid = "{SID}"
text = "Hello {{{{customer_name}}}}."
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "templates.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_template_is_read_with_its_languages(tmp_path: Path) -> None:
    template = read_templates(written(tmp_path, FILE)).get("window_reopen")
    assert template is not None
    assert template.language_for("en") == "en"
    assert template.language_for("de") == "pt"
    assert template.shown("pt", {"customer_name": "Ana", "shop_name": "Aurora"}) == "Olá Ana, aqui Aurora."


def test_variables_go_to_twilio_by_number_and_none_is_empty_or_has_line_breaks() -> None:
    template = Template("t", ("name", "order"), {"en": Wording(SID, "{{name}}: {{order}}")})
    values = {"name": "Ana\n\t Sofia 🌹", "ignored": "x"}
    assert json.loads(template.content_variables(values)) == {"1": "Ana Sofia 🌹", "2": "–"}
    assert template.shown("en", values) == "Ana Sofia 🌹: –"


def test_a_customer_named_like_a_variable_fills_in_nothing() -> None:
    template = Template("t", ("name", "order"), {"en": Wording(SID, "{{name}}")})
    assert template.shown("en", {"name": "{{order}}", "order": "secret"}) == "{{order}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "no TOML file"),
        ("t = 1", "must be a table"),
        ("[t]\nvariables = 'name'", "list of names"),
        ("[t]\nvariables = ['a b']", "list of names"),
        (f"[t]\nvariables = [{', '.join(f'{chr(34)}v{n}{chr(34)}' for n in range(101))}]", "more than 100"),
        ("[t]", "at least one language"),
        ("[t.languages.en]\ntext = 'x'", "content_sid"),
        ("[t.languages.en]\ncontent_sid = 'HX1'\ntext = 'x'", "content_sid"),
        (f"[t.languages.en]\ncontent_sid = '{SID}'", "text"),
        (f"[t.languages.en]\ncontent_sid = '{SID}'\ntext = '{{{{name}}}}'", "none of its variables"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_with_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TemplatesError, match=said):
        read_templates(written(tmp_path, text))
    with pytest.raises(SettingsError, match=f"TEMPLATES must be a file of templates: .*{said}"):
        load_settings(_env_file=None, templates=tmp_path / "templates.toml")


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TEMPLATES"):
        load_settings(_env_file=None, templates=tmp_path / "none.toml")
