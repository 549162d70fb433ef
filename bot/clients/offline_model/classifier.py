"""What a clause is about: a logistic regression over its sentence embedding, or rules where that cannot be loaded."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.clients.offline_model.embedding import DIMENSIONS, CarrierUnavailable, Embedder, Matrix, load_embedder
from bot.clients.offline_model.labels import FIELDS, Classifier, Label, Reading
from bot.clients.offline_model.rules import RuleClassifier

WEIGHTS_FILE = Path(__file__).with_name("clause_weights.npz")
"""Written by `bench/train_offline_model.py`."""

CONFIDENT = 0.4
"""The least probability a field needs. Below it silence is better than a guess that a seller has to correct."""

VERY_CONFIDENT = 0.5
"""The same for what is rare in a chat and easily mistaken: complaints of other things, mentions of a phone."""

_RARE = frozenset({Label.OBJECTION, Label.CHANNEL})

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClauseWeights:
    """The trained regression: `matrix` has DIMENSIONS rows and a column a label, `bias` a number a label."""

    labels: tuple[Label, ...]
    matrix: Matrix
    bias: Matrix

    def probabilities(self, embeddings: Matrix) -> Matrix:
        """A row a clause, a column a label; every row adds up to 1."""
        scores = embeddings @ self.matrix + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


class EmbeddingClassifier:
    """Clauses are read by their meaning, in the languages the embedding model knows."""

    name = "sentence embeddings"

    def __init__(self, embedder: Embedder, weights: ClauseWeights) -> None:
        self._embedder = embedder
        self._weights = weights

    def read(self, clauses: Sequence[str]) -> list[Reading]:
        """What each clause is about, in order."""
        if not clauses:
            return []
        rows = self._weights.probabilities(self._embedder.encode(clauses))
        return [self._choose([float(value) for value in row]) for row in rows]

    def similarity(self, text: str, others: Sequence[str]) -> list[float]:
        """The cosine between the embeddings."""
        if not others:
            return []
        vectors = self._embedder.encode([text, *others])
        return [float(value) for value in vectors[1:] @ vectors[0]]

    def _choose(self, probabilities: Sequence[float]) -> Reading:
        """A field wins only against all the reasons together not to remember anything."""
        by_label = dict(zip(self._weights.labels, probabilities, strict=True))
        field = max(FIELDS, key=lambda label: by_label[label])
        others = {label: value for label, value in by_label.items() if label not in FIELDS}
        enough = VERY_CONFIDENT if field in _RARE else CONFIDENT
        if by_label[field] >= max(enough, sum(others.values())):
            return Reading(field, by_label[field])
        other = max(others, key=lambda label: others[label])
        return Reading(other, others[other])


def load_weights(path: Path = WEIGHTS_FILE) -> ClauseWeights:
    """Read the trained regression. Raises CarrierUnavailable when it is missing or does not fit."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            labels = tuple(Label(str(name)) for name in stored["labels"])
            weights = ClauseWeights(labels, stored["matrix"].astype(np.float32), stored["bias"].astype(np.float32))
    except (OSError, EOFError, BadZipFile, ValueError, KeyError) as error:
        raise CarrierUnavailable(f"the clause weights cannot be read: {error}") from error
    if weights.matrix.shape != (DIMENSIONS, len(Label)) or set(labels) != set(Label):
        raise CarrierUnavailable("the clause weights are of another shape than the embedding model")
    return weights


def load_classifier() -> Classifier:
    """The best classifier this machine can load; rules where the packaged model is missing or broken.

    Takes about 1.5 seconds and 160 MB; its owner keeps it. It may be shared between threads.
    """
    try:
        return EmbeddingClassifier(load_embedder(), load_weights())
    except CarrierUnavailable as error:
        _log.warning("the offline model reads clauses by rules, which find less: %s", error)
        return RuleClassifier()
