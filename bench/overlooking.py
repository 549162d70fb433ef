"""What a second look brings and costs where a model overlooks things at random: `python -m bench.overlooking`.

No language model is asked. A stand-in knows the gold statements of the outside conversations and proposes each of them
unless chance has it overlook it; asked again about lines that carry a signal and that nothing cites, it reads those
as carelessly as before. Prompts are the real ones, counted in o200k tokens. A real model overlooks by no such chance,
so this tells what the mechanism can bring at a rate of omission, and not what it brings with a model.
"""

import argparse
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.conversations import Record, conversation_files, read_records, transcripts_of
from bench.memory import BESIDE_THE_PROJECT
from bench.replaying import Statement, gold_statements
from bot.prompts import extraction_messages
from bot.second_look import second_look_messages
from memory.extractor import ExtractionRequest, SecondLook
from memory.operations import Action, Operation, ProfileUpdate
from memory.profile import Profile
from memory.signals import overlooked_lines
from memory.tokens import count_tokens
from memory.transcript import Transcript


@dataclass
class Sums:
    """Counts over sessions."""

    statements: int = 0
    first: int = 0
    second: int = 0
    calls: int = 0
    more_calls: int = 0
    tokens: int = 0
    more_tokens: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line a rate of omission."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=Path, default=BESIDE_THE_PROJECT)
    parser.add_argument("--limit", type=int, default=60, help="records of each file")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    records = [
        record
        for path in conversation_files(options.conversations, None)
        for record in read_records(path, options.limit)
    ]
    print("overlooked   statements found   with a second look   calls   prompt tokens")
    for rate in (0.2, 0.4, 0.6):
        sums = measure(records, rate, random.Random(options.seed))
        both = sums.first + sums.second
        print(
            f"{rate:10.0%}   {sums.first / sums.statements:16.1%}   {both / sums.statements:18.1%}"
            f"   {sums.more_calls / sums.calls:+5.0%}   {sums.more_tokens / sums.tokens:+13.0%}"
        )
    return 0


def measure(records: Iterable[Record], rate: float, chance: random.Random) -> Sums:
    """Let a reader who overlooks at this rate read all sessions that state something, once and where asked again."""
    sums = Sums()
    for record in records:
        stated: dict[int, list[Statement]] = {}
        for statement in gold_statements(record) if record.get("updates") else ():
            stated.setdefault(statement.session_id, []).append(statement)
        for transcript in transcripts_of(record):
            if transcript.session_id in stated:
                _read(record["id"], transcript, stated[transcript.session_id], rate, chance, sums)
    return sums


def _read(
    name: str, transcript: Transcript, stated: list[Statement], rate: float, chance: random.Random, sums: Sums
) -> None:
    seen = [statement for statement in stated if chance.random() >= rate]
    update = ProfileUpdate(operations=tuple(_operation(statement) for statement in seen))
    request = ExtractionRequest(Profile(customer_id=name), transcript)
    sums.statements += len(stated)
    sums.first += len(seen)
    sums.calls += 1
    sums.tokens += _tokens(extraction_messages(request))
    lines = overlooked_lines(transcript, update)
    if not lines:
        return
    asked = {line.number for line in lines}
    missed = [statement for statement in stated if statement not in seen and statement.line.number in asked]
    sums.second += sum(chance.random() >= rate for _ in missed)
    sums.more_calls += 1
    sums.more_tokens += _tokens(second_look_messages(request, SecondLook(lines, tuple(one.text for one in seen))))


def _operation(statement: Statement) -> Operation:
    return Operation(action=Action.ADD, field=statement.field, text=statement.text, message=statement.line.number)


def _tokens(messages: Iterable[dict[str, Any]]) -> int:
    return sum(count_tokens(message["content"]) for message in messages)


if __name__ == "__main__":
    raise SystemExit(main())
