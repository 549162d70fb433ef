"""Train the offline model's clause classifier from `bench/labelled_clauses.tsv`.

    python bench/train_offline_model.py            # writes the weights and prints a five-fold estimate
    python bench/train_offline_model.py --check    # only says whether the stored weights are those of the clauses

A multinomial logistic regression with L2 on sentence embeddings, by plain gradient descent: deterministic, no other
library. The estimate is optimistic (the clauses are by one hand); `make bench-memory` measures for real.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a script sees its own folder only

from bot.clients.offline_model.classifier import WEIGHTS_FILE, ClauseWeights, EmbeddingClassifier, load_weights
from bot.clients.offline_model.embedding import load_embedder
from bot.clients.offline_model.labels import FIELDS, Label

CLAUSES_FILE = Path(__file__).with_name("labelled_clauses.tsv")
L2 = 3e-4
STEPS = 600
RATE = 5.0
MOMENTUM = 0.9
FOLDS = 5

Numbers = npt.NDArray[np.float64]
LABELS = tuple(Label)


def read_clauses() -> tuple[list[str], npt.NDArray[np.int64]]:
    """The clauses, and the place of each one's label in LABELS."""
    rows = [line.split("\t") for line in CLAUSES_FILE.read_text(encoding="utf-8").splitlines() if line]
    return [clause for _, clause in rows], np.array([LABELS.index(Label(label)) for label, _ in rows])


def train(embeddings: Numbers, targets: npt.NDArray[np.int64]) -> ClauseWeights:
    """Fit the regression; rare labels weigh more, by the root of their count."""
    inputs = np.hstack([embeddings, np.ones((len(embeddings), 1))])
    wanted = np.eye(len(LABELS))[targets]
    weight = 1 / np.sqrt(np.bincount(targets, minlength=len(LABELS)) + 1)[targets]
    weight = (weight / weight.mean())[:, None]
    parameters = np.zeros((inputs.shape[1], len(LABELS)))
    velocity = np.zeros_like(parameters)
    for _ in range(STEPS):
        scores = inputs @ parameters
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = odds / odds.sum(axis=1, keepdims=True) - wanted
        velocity = MOMENTUM * velocity - RATE * (inputs.T @ (error * weight) / len(inputs) + L2 * parameters)
        parameters += velocity
    return ClauseWeights(LABELS, parameters[:-1].astype(np.float32), parameters[-1].astype(np.float32))


class Stored:
    """An embedder of embeddings computed before, so that the folds need not embed again."""

    def __init__(self, texts: list[str], embeddings: npt.NDArray[np.float32]) -> None:
        self._rows = dict(zip(texts, embeddings, strict=True))

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The stored rows."""
        return np.array([self._rows[text] for text in texts], dtype=np.float32)


def estimate(texts: list[str], embeddings: npt.NDArray[np.float32], targets: npt.NDArray[np.int64]) -> None:
    """Print how well clauses are read that were not trained on."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(texts))
    stored = Stored(texts, embeddings)
    right = kept = kept_right = of_nothing = kept_of_nothing = 0
    for held_out in range(FOLDS):
        weights = train(embeddings[fold != held_out].astype(np.float64), targets[fold != held_out])
        places = np.flatnonzero(fold == held_out)
        readings = EmbeddingClassifier(stored, weights).read([texts[place] for place in places])
        for place, reading in zip(places, readings, strict=True):
            wanted = FIELDS.get(LABELS[targets[place]])
            right += reading.field == wanted
            kept += reading.field is not None
            kept_right += reading.field is not None and reading.field == wanted
            of_nothing += wanted is None
            kept_of_nothing += wanted is None and reading.field is not None
    print(
        f"{len(texts)} clauses, {FOLDS} folds: right {right / len(texts):.3f}, kept and right {kept_right / kept:.3f},"
    )
    print(f"left out what was to be left out: {1 - kept_of_nothing / of_nothing:.3f}")


def main() -> int:
    """Train, or check. Returns the exit status."""
    parser = argparse.ArgumentParser(description="Train the offline model's clause classifier.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the stored weights are older")
    only_check = parser.parse_args().check
    texts, targets = read_clauses()
    embeddings = load_embedder().encode(texts)
    weights = train(embeddings.astype(np.float64), targets)
    if only_check:
        same = np.allclose(load_weights().matrix, weights.matrix, atol=1e-2)
        print("the weights are those of the clauses" if same else "the weights are older than the clauses")
        return 0 if same else 1
    estimate(texts, embeddings, targets)
    np.savez_compressed(
        WEIGHTS_FILE, labels=[label.value for label in LABELS], matrix=weights.matrix, bias=weights.bias
    )
    print(f"wrote {WEIGHTS_FILE.name}, {WEIGHTS_FILE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
