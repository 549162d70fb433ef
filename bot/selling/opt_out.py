"""Whether a customer's words say STOP, START or HELP, and which of the words do. Pure.

A message that says nothing else than such a word counts, and so does a sentence that says the same in the customer's
own words; both stand in `bot.selling.opt_out_words`, a file a language. A piece counts whole or not at all,
so "stop by the shop", "don't stop" and "CANCEL my order" are no commands.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.selling.opt_out_words import LANGUAGES, shared
from bot.selling.opt_out_words.language import Language, Row
from memory.privacy import plain

LONGEST_READ = 4096
"""Characters of a message that are read: what WhatsApp lets a person write at once."""
_MOST_PIECES = 80
_LONGEST_PIECE = 240
_MOST_JOINED = 3


class CommandKind(StrEnum):
    """What a customer demands."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True)
class Command:
    """What a customer demands, and the words that say so, as they stand in the message.

    `language` (ISO 639-1) is None for words that many languages share. With `is_certain` false the conversation
    decides: "cancel" may mean an order. `is_all` says that the message says nothing else that wants an answer.
    """

    kind: CommandKind
    words: str
    language: str | None = None
    is_certain: bool = True
    is_all: bool = False


@dataclass(frozen=True)
class _Piece:
    """A part of a message between punctuation: where it stands, and its words without courtesies."""

    start: int
    end: int
    said: str


@dataclass(frozen=True)
class _Word:
    kind: CommandKind
    language: str | None
    is_certain: bool = True


def read_command(text: str, *, opt_out_type: str = "", payload: str = "") -> Command | None:
    """The command in a message, or None.

    `opt_out_type` is Twilio's `OptOutType`: what Twilio has understood itself holds. `payload` is a pressed button's.
    """
    if opt_out_type.casefold() in set(CommandKind):
        return Command(CommandKind(opt_out_type.casefold()), text.strip() or opt_out_type, is_all=True)
    pressed = _WORDS.get(folded(payload))
    if pressed and pressed.is_certain:
        return Command(pressed.kind, text.strip() or payload, pressed.language, is_all=True)
    read = text[:LONGEST_READ]
    command = _spelt(read) or _whole(read, text) or _final_word(read) or _sentence(read)
    return None if command and payload and not command.is_certain else command  # a button says what it is about


def folded(text: str) -> str:
    """The text as it is compared: bare words in one case, without marks that writers leave out."""
    return " ".join(plain(text).translate(_LEFT_OUT).split())


def _spelt(text: str) -> Command | None:
    """S.T.O.P"""
    letters = folded(text[:40]).split()
    word = _WORDS.get("".join(letters)) if len(letters) > 2 and all(len(one) == 1 for one in letters) else None
    return Command(word.kind, text.strip(), word.language, word.is_certain, is_all=True) if word else None


def _whole(read: str, text: str) -> Command | None:
    """A message in which every piece says the same command, or nothing."""
    if len(text) > _LONGEST_PIECE:
        return None
    telling = [piece for sentence in _sentences(read) for piece in sentence if piece.said not in _SAYING_NOTHING]
    found = [word for piece in telling if (word := _word_of(piece.said))]
    kinds = {word.kind for word in found}
    if len(found) < len(telling) or len(kinds) != 1:
        return None
    return Command(
        kinds.pop(),
        read[telling[0].start : telling[-1].end].strip(),
        next((word.language for word in found if word.language), None),
        is_certain=any(word.is_certain for word in found),
        is_all=True,
    )


def _word_of(said: str) -> _Word | None:
    if found := _WORDS.get(said) or _WORDS.get(_once(said)):
        return found
    alone = _ALONE.fullmatch(f"{said} ")
    return _Word(CommandKind.STOP, alone.lastgroup) if alone else _sentence_of(said)


def _once(said: str) -> str:
    """ "stop stop stop" is "stop"."""
    return said.split(maxsplit=1)[0] if len(set(said.split())) == 1 else said


def _final_word(read: str) -> Command | None:
    """STOP in capitals as the last sentence or a line of its own, under words that are not in capitals."""
    found = _IN_CAPITALS.search(read)
    if found is None or read.upper() == read:
        return None
    return Command(CommandKind(found.group(1).lower()), found.group(1))


def _sentence(read: str) -> Command | None:
    """The first demand in the customer's own words; to stop goes before the others."""
    found = list(_demands(read))
    return min(found, key=lambda command: list(CommandKind).index(command.kind), default=None)


def _demands(read: str) -> Iterator[Command]:
    for sentence in _sentences(read):
        for start, end in _stretches(sentence):
            piece = _joined(read, sentence[start:end])
            word = _sentence_of(piece.said) if len(piece.said) <= _LONGEST_PIECE else None
            if word and not _is_bound(sentence, start, end) and not _is_quoted(read, piece):
                yield Command(word.kind, read[piece.start : piece.end].strip(), word.language)
                break


def _stretches(sentence: list[_Piece]) -> Iterator[tuple[int, int]]:
    """The sentence itself, then its pieces alone and with those that follow: a comma may stand within a demand."""
    yield 0, len(sentence)
    for start in range(len(sentence)):
        yield from ((start, end) for end in range(start + 1, min(start + _MOST_JOINED, len(sentence)) + 1))


def _joined(read: str, pieces: list[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    return _Piece(pieces[0].start, pieces[-1].end, _bare(read[pieces[0].start : pieces[-1].end]))


def _sentence_of(said: str) -> _Word | None:
    for kind, pattern in _SENTENCES.items():
        if found := pattern.fullmatch(f"{said} "):
            return _Word(kind, found.lastgroup)
    return None


def _is_bound(sentence: list[_Piece], start: int, end: int) -> bool:
    """Whether a condition stands before or behind: "unless it is about my order"."""
    before = [piece for piece in sentence[:start] if piece.said][-1:]
    behind = [piece for piece in sentence[end:] if piece.said][:1]
    return any(_CONDITION.match(piece.said) for piece in (*before, *behind))


def _is_quoted(read: str, piece: _Piece) -> bool:
    said = read[piece.start : piece.end].strip()
    return said[:1] in _QUOTES and said != read.strip()


def _sentences(text: str) -> Iterator[list[_Piece]]:
    """The pieces of each sentence, parted by commas and connectives; a piece may be empty."""
    count = 0
    for sentence in _SENTENCE.finditer(text):
        spans = list(_spans(text, sentence.start(), sentence.end()))
        count += len(spans)
        if count > _MOST_PIECES:
            return
        yield [_Piece(start, end, _bare(text[start:end])) for start, end in spans]


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _PART.finditer(text, start, end):
        yield start, mark.start()
        start = mark.end()
    yield start, end


def _bare(text: str) -> str:
    """The folded words without courtesies around and within them."""
    said = " ".join(_PLEASE.sub(" ", folded(text)).split())
    while (shorter := _COURTESY.sub("", said).strip()) != said:
        said = shorter
    return said


def _listed(entries: str) -> list[str]:
    return [folded(entry) for entry in entries.split(", ")]


def _any_of(entries: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, filter(None, entries)), key=len, reverse=True))


def _slot(slot: str) -> str:
    is_optional, alternatives = slot.startswith("?"), _any_of(_listed(slot.removeprefix("?")))
    return f"(?:(?:{alternatives}) ){'?' if is_optional else ''}"


def _row(row: Row) -> str:
    return "".join(map(_slot, row))


def _pattern(sentences: Callable[[Language], tuple[Row, ...]]) -> re.Pattern[str]:
    """A pattern of whole pieces; the group that it ends with is named after the language."""
    rows = {language.code: "|".join(map(_row, sentences(language))) for language in LANGUAGES}
    return re.compile("|".join(f"(?P<{code}>{row})" for code, row in rows.items() if row))


def _word_table() -> dict[str, _Word]:
    """All single words; one that several languages share tells none."""
    found = {word: _Word(CommandKind.START, None) for word in _listed(shared.START_ALWAYS)}
    for language in LANGUAGES:
        for entries, word in (
            (language.stop, _Word(CommandKind.STOP, language.code)),
            (language.help, _Word(CommandKind.HELP, language.code)),
            (language.stop_in_doubt, _Word(CommandKind.STOP, language.code, is_certain=False)),
            (language.start, _Word(CommandKind.START, language.code, is_certain=False)),
        ):
            for entry in _listed(entries):
                known = found.setdefault(entry, word)
                if known.kind is word.kind and known.language != word.language:
                    found[entry] = replace(known, language=None, is_certain=known.is_certain and word.is_certain)
    return found


_LEFT_OUT = str.maketrans(
    "ıأإآٱىةؤئ",
    "iاااايهوي",
    "ـ़" + "".join(map(chr, range(0x64B, 0x653))),
)
"""Letters and marks of Turkish, Arabic and Hindi that many leave out or mix up."""
_WORDS = _word_table()
_SENTENCES = {
    CommandKind.STOP: _pattern(lambda language: language.stop_sentences),
    CommandKind.START: _pattern(lambda language: language.start_sentences),
    CommandKind.HELP: _pattern(lambda language: language.help_sentences),
}
_ALONE = _pattern(lambda language: language.stop_sentences_alone)
_COURTESIES = _any_of(_listed(shared.COURTESIES))
_COURTESY = re.compile(f"^(?:{_COURTESIES})(?= |$)|(?:^| )(?:{_COURTESIES})$")
_PLEASE = re.compile(rf"(?<!\S)(?:{_any_of(_listed(shared.PLEASE))})(?!\S)")
_SAYING_NOTHING = frozenset(_listed(shared.NEUTRAL)) | {""}
_CONDITION = re.compile(rf"(?:{_any_of(_listed(shared.CONDITIONS))}) \S")
_SENTENCE = re.compile(r"[^.!?;\n…。！？؟।]+")
_PART = re.compile(rf"[,،—–]| - |(?<!\w)(?:{_any_of(shared.CONNECTIVES.split(', '))})(?!\w)", re.IGNORECASE)
_IN_CAPITALS = re.compile(r"(?:[.!?…]\s+|\n\s*)(STOP)\W*\Z")
_QUOTES = frozenset("\"“”„«»'‘")
