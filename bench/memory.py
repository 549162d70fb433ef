"""What memory keeps of conversations with gold labels: `make bench-memory`.

    python -m bench.memory [--replay] [--conversations FOLDER] [--file NAME] [--limit RECORDS] [--show]
                           [--second-look] [--at-once CONVERSATIONS] [--prices MODEL=PROMPT:COMPLETION]

First the gold statements are replayed through merging alone, which must be exact. Then the model that the settings
name (OPENAI_API_KEY or OPENAI_BASE_URL and EXTRACTION_MODEL; the offline model without them) remembers every record,
session by session, through the real prompt, extractor and merging. An interrupted run goes on where it stopped.

`recall` is the share of gold values that stand in a current fact, `of said` the same among those that stand in the
customer's own words at all, `right field` the share of the found ones that are filed as the labels say. `outdated
current` counts values that were replaced and still stand in a current fact. `evidence` is the share of proposed
operations whose quote stands in the cited message of the customer, `inferred` the share of current facts so marked.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import structlog

from bench.conversations import Record, conversation_files, read_records
from bench.measuring import Meter, Score, measure
from bench.replaying import Replayed, replay
from bench.reporting import Price, read_prices, replay_table, score_table
from bench.state import State, as_json, digest_of
from bot.clients.errors import ClientError
from bot.clients.protocols import LanguageModel
from bot.services import build_language_model
from bot.settings import PROJECT, Settings, SettingsError, load_settings
from memory.extractor import Extractor

BESIDE_THE_PROJECT = PROJECT.parent / "shared" / "data" / "conversations"
OFFLINE_WITHOUT_EMBEDDINGS = "offline model by rules alone"


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay and measure. Returns the exit status: 1 when the replay is not exact or the model could not go on."""
    options = _options(arguments)
    try:
        settings, prices = load_settings(), read_prices(options.prices)
    except (SettingsError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    if not options.conversations.is_dir():
        print(f"{options.conversations} is not there: the outside conversations are skipped.")
    records = {
        path.stem: read_records(path, options.limit) for path in conversation_files(options.conversations, options.file)
    }
    replays = {name: [replay(record) for record in each] for name, each in records.items()}
    print(replay_table(replays))
    exact = all(replayed.is_exact for each in replays.values() for replayed in each)
    if options.replay or not exact:
        return 0 if exact else 1
    return _measure_all(records, replays, options, settings, prices)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what memory keeps of conversations with gold labels.")
    folder = Path(os.environ.get("BENCH_CONVERSATIONS") or BESIDE_THE_PROJECT)
    prices = os.environ.get("BENCH_PRICES", "")
    add = parser.add_argument
    add("--conversations", type=Path, default=folder, help="folder of JSON Lines files (BENCH_CONVERSATIONS)")
    add("--file", help="only files whose name holds this")
    add("--limit", type=int, help="only the first so many records of each file")
    add("--replay", action="store_true", help="replay the gold statements through merging, without any model")
    add("--second-look", action="store_true", help="ask again about overlooked messages (EXTRACTION_SECOND_LOOK)")
    add("--at-once", type=int, default=1, help="how many conversations are remembered at the same time")
    add("--rules", action="store_true", help="the offline model as it is where its embeddings cannot be loaded")
    add("--prices", default=prices, help="model=prompt:completion in US dollars a million tokens (BENCH_PRICES)")
    add("--show", action="store_true", help="print every operation, rejection and miss")
    return parser.parse_args(arguments)


def _measure_all(
    records: dict[str, list[Record]],
    replays: dict[str, list[Replayed]],
    options: argparse.Namespace,
    settings: Settings,
    prices: dict[str, Price],
) -> int:
    name, model = _model(options, settings)
    second_look = options.second_look or settings.extraction_second_look
    meter = Meter(model)
    structlog.configure(processors=[meter.read_log, _drop])
    folder = settings.var_folder / "bench-memory"
    state = State(folder / "state.jsonl", f"{name}, second look: {second_look}, {_digest()}")

    def measured(record: Record) -> Score:
        return measure(record, meter, second_look=second_look, shows=options.show)

    try:
        scores = {file: _measured(file, each, measured, state, options.at_once) for file, each in records.items()}
    except ClientError as problem:
        print(f"\n{problem} What was measured is kept; run this again to go on.", file=sys.stderr)
        return 1
    print(score_table(name, scores, prices.get(name)))
    results = folder / "results.json"
    results.write_text(_results(name, scores, replays, second_look=second_look), encoding="utf-8")
    print(f"Results: {results}")
    state.forget()
    return 0


def _model(options: argparse.Namespace, settings: Settings) -> tuple[str, Extractor]:
    if options.rules:
        from bot.clients.offline_model import OfflineModel  # noqa: PLC0415 - large, and only wanted here
        from bot.clients.offline_model.rules import RuleClassifier  # noqa: PLC0415 - as above

        return OFFLINE_WITHOUT_EMBEDDINGS, OfflineModel(RuleClassifier())
    model: LanguageModel = build_language_model(settings)
    return (model.name if model.is_offline else settings.extraction_model), model


def _measured(
    file: str, records: list[Record], measured: Callable[[Record], Score], state: State, at_once: int
) -> Score:
    """Measure the records of a file that were not measured before, and add all up."""
    places = [place for place in range(len(records)) if state.score(file, place) is None]
    total = Score()
    for place in range(len(records)):
        total.add(state.score(file, place) or Score())
    with ThreadPoolExecutor(at_once) as executor:
        scores = executor.map(measured, [records[place] for place in places])
        try:
            for place, score in zip(
                places, _progress(file, scores, len(records) - len(places), len(records)), strict=True
            ):
                state.keep(file, place, score)
                total.add(score)
        finally:
            executor.shutdown(cancel_futures=True)
    return total


def _progress(file: str, scores: Iterator[Score], done: int, all_: int) -> Iterator[Score]:
    """Pass scores on under a bar on the terminal; there is none where nobody watches."""
    for count, score in enumerate(scores, start=done + 1):
        yield score
        if sys.stderr.isatty():
            filled = 30 * count // all_
            print(f"\r{file:32} [{'#' * filled:30}] {count}/{all_}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _results(name: str, scores: dict[str, Score], replays: dict[str, list[Replayed]], *, second_look: bool) -> str:
    replayed = {file: [asdict(one) for one in each if one.statements] for file, each in replays.items()}
    files = {file: as_json(score) for file, score in scores.items()}
    return json.dumps({"model": name, "second_look": second_look, "files": files, "replay": replayed}, indent=1)


def _digest() -> str:
    folders = [PROJECT / "memory", PROJECT / "bot" / "clients"]
    prompts = [PROJECT / "bot" / "prompts.py", PROJECT / "bot" / "second_look.py"]
    return digest_of([*prompts, *(path for folder in folders for path in folder.rglob("*.py"))])


def _drop(*_: object) -> str:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
