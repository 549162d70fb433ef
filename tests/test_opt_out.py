"""Which words stop messages, bring a customer back and ask for help: all that do, and none that only look like it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.selling.consent_lines import help_line, language_for, returned_line, stopped_line
from bot.selling.opt_out import Command, CommandKind, read_command
from bot.selling.opt_out_words import LANGUAGES
from memory.forgetting import forget_request
from tests.opt_out_texts import DEPENDS, GOES_ON, HELPS, STARTS, STOPS, texts


def test_the_tables_are_as_large_as_they_claim() -> None:
    assert len(set(texts(STOPS))) >= 150
    assert len(set(texts(GOES_ON))) >= 150


@pytest.mark.parametrize("text", texts(STOPS))
def test_it_stops(text: str) -> None:
    command = read_command(text)
    assert command is not None
    assert (command.kind, command.is_certain) == (CommandKind.STOP, True)


@pytest.mark.parametrize("text", texts(GOES_ON))
def test_it_stops_nothing(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize("text", texts(DEPENDS))
def test_it_depends_on_the_conversation_whether_it_stops(text: str) -> None:
    command = read_command(text)
    assert command is not None
    assert (command.kind, command.is_certain) == (CommandKind.STOP, False)


@pytest.mark.parametrize("text", texts(STARTS))
def test_it_starts(text: str) -> None:
    command = read_command(text)
    assert command is not None
    assert command.kind is CommandKind.START


@pytest.mark.parametrize("text", texts(HELPS))
def test_it_asks_for_help(text: str) -> None:
    command = read_command(text)
    assert command is not None
    assert command.kind is CommandKind.HELP


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  STOP ", "STOP"),
        ("Thanks, but please stop messaging me. Bye", "please stop messaging me"),
        ("Thank you!\nSTOP", "STOP"),
        ("Nice rings 😍 – don't message me any more", "don't message me any more"),
    ],
)
def test_the_evidence_is_the_words_that_decided(text: str, words: str) -> None:
    command = read_command(text)
    assert command is not None
    assert command.words == words


def test_invisible_characters_hide_nothing() -> None:
    assert read_command("St\u200bo\u2060p") is not None


@pytest.mark.parametrize("kind", list(CommandKind))
def test_what_twilio_has_understood_holds_whatever_the_words_are(kind: CommandKind) -> None:
    assert read_command("Ring please", opt_out_type=kind.upper()) == Command(kind, "Ring please", is_all=True)
    assert read_command("", opt_out_type=kind.upper()) == Command(kind, kind.upper(), is_all=True)
    assert read_command("Ring please", opt_out_type="SOMETHING") is None


def test_a_pressed_button_counts_by_its_payload_and_only_when_that_is_clear() -> None:
    stop = read_command("No more offers for me", payload="STOP_PROMOTIONS")
    assert stop is not None
    assert (stop.kind, stop.words) == (CommandKind.STOP, "No more offers for me")
    assert read_command("Cancel", payload="cancel_appointment_7") is None
    assert read_command("Cancel", payload="CANCEL") is None
    assert read_command("Stop", payload="anything") is not None


pieces = st.one_of(st.text(max_size=30), st.sampled_from([*texts(STOPS), *texts(GOES_ON), *texts(HELPS)]))
anything = st.lists(pieces, max_size=6).flatmap(
    lambda parts: st.sampled_from([" ", "\n", ", ", ""]).map(lambda by: by.join(parts))
)


@given(text=anything, opt_out_type=st.text(max_size=8), payload=st.text(max_size=20))
def test_any_text_is_read_without_an_error_and_the_evidence_stands_in_it(
    text: str, opt_out_type: str, payload: str
) -> None:
    command = read_command(text, opt_out_type=opt_out_type, payload=payload)
    if command is not None and text.strip():
        assert command.words
        assert command.words in text
        assert command.words == command.words.strip()


@given(st.sampled_from(texts(STOPS)), st.sampled_from([" ", "!", " 🙏", "…", "\n", " 👋🏽"]))
def test_case_emoji_and_punctuation_around_a_demand_change_nothing(text: str, around: str) -> None:
    command = read_command(f"{around}{text}{around}")
    assert command is not None
    assert command.kind is CommandKind.STOP


@given(st.sampled_from(texts(STOPS)))
def test_capitals_change_nothing(text: str) -> None:
    spoken_beside = text.endswith("STOP") and read_command(text.lower()) is None  # there the capitals are the sign
    for written in () if spoken_beside else (text.upper(), text.lower()):
        command = read_command(written)
        assert command is not None
        assert command.kind is CommandKind.STOP


@pytest.mark.parametrize("length", [5_000, 60_000])
def test_a_very_long_message_is_read_in_bounded_pieces(length: int) -> None:
    assert read_command("a, " * length) is None
    assert read_command("stop messaging the others, " * length) is None


@pytest.mark.parametrize("text", [*texts(STOPS), *texts(STARTS)])
def test_a_wish_for_silence_is_no_wish_to_be_forgotten(text: str) -> None:
    assert forget_request(text) is None


@pytest.mark.parametrize(
    ("text", "before", "phone", "language"),
    [
        ("STOP", [], "whatsapp:+14155238886", "en"),
        ("STOP", [], "whatsapp:+351910000001", "pt"),
        ("STOP", ["hallo, ich suche eine Kette für meine Frau"], "whatsapp:+351910000001", "de"),
        ("STOP", ["здравствуйте"], "whatsapp:+14155238886", "ru"),
        ("STOP", ["Ciao, cerco un anello"], "whatsapp:+390612345678", "it"),
        ("STOP", ["hello, do you have a ring for my wife"], "whatsapp:+390612345678", "en"),
        ("STOP", [], "whatsapp:US.abc", "en"),
        ("mujhe message mat karo", [], "whatsapp:+919812345678", "hi-Latn"),
        ("मुझे मैसेज मत करो", [], "whatsapp:+919812345678", "hi"),
        ("не пишите мне больше", ["hello"], "whatsapp:+14155238886", "ru"),
    ],
)
def test_the_customer_is_told_in_their_language(text: str, before: list[str], phone: str, language: str) -> None:
    command = read_command(text)
    assert command is not None
    assert language_for(command, before, phone) == language


@pytest.mark.parametrize("language", [*(one.code for one in LANGUAGES if one.code), "hi-Latn"])
def test_each_language_has_its_lines_which_name_the_shop_and_the_way_back(language: str) -> None:
    assert "START" in stopped_line(language, "Aurora")
    assert "STOP" in returned_line(language, "Aurora")
    assert "STOP" in help_line(language, "Aurora")
    assert all("Aurora" in line(language, "Aurora") for line in (stopped_line, returned_line, help_line))
    assert len({line(language, "{{7*7}}") for line in (stopped_line, returned_line, help_line)}) == 3


def test_no_word_of_a_language_stops_and_starts() -> None:
    for language in LANGUAGES:
        lists = [set(entries.split(", ")) for entries in (language.stop, language.start, language.help)]
        assert not any(one & other for one, other in pairwise([*lists, lists[0]]) if one != {""})
