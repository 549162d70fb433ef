"""What a run of the bench has measured so far, kept in a file so that an interrupted run goes on where it stopped."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.measuring import Score

_Place = tuple[str, int]


class State:
    """The scores of one run, by file and place in it; a line of JSON each.

    A file of another run (another model, other code) is begun anew.
    """

    def __init__(self, path: Path, run: str) -> None:
        self._path = path
        self._run = run
        self._scores = _read(path, run)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")  # written anew, without rows of another run and torn ones
        for (file, place), score in self._scores.items():
            self.keep(file, place, score)

    def score(self, file: str, place: int) -> Score | None:
        """What was measured for a record before, or None."""
        return self._scores.get((file, place))

    def keep(self, file: str, place: int, score: Score) -> None:
        """Note what was measured for a record."""
        row = {"run": self._run, "file": file, "place": place, "score": as_json(score)}
        with self._path.open("a", encoding="utf-8") as appending:
            appending.write(json.dumps(row) + "\n")

    def forget(self) -> None:
        """The run is complete: the next one measures anew."""
        self._path.unlink(missing_ok=True)


def _read(path: Path, run: str) -> dict[_Place, Score]:
    scores: dict[_Place, Score] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue  # a line that was cut off when the run was ended: measured again
        if row["run"] == run:
            scores[row["file"], row["place"]] = _from_json(row["score"])
    return scores


def as_json(score: Score) -> dict[str, Any]:
    """A score as JSON takes it."""
    return {**vars(score), "rejected": dict(score.rejected)}


def _from_json(stored: dict[str, Any]) -> Score:
    return Score(**{**stored, "rejected": Counter(stored["rejected"])})


def digest_of(paths: Iterable[Path]) -> str:
    """A short digest of files' contents: whatever changes the figures begins another run."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
