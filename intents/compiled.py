"""Keep what was computed: fitted classifiers, stored by the content they were fitted to.

A fit takes from seconds to a minute, so it is done once per content. The fits of the built-in packs and the catalogue travel with the package (`model/*.npz`, made by
`clerk compile`); a pack or phrase that was added or changed is fitted when first used and kept in the user's cache folder. A file's name carries the hash of everything that
went into it, so a stale one is never picked up, and equal packs share one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from platformdirs import user_cache_path

from intents.classifier import Classifier, to_bytes
from intents.embedder import MODEL_SHA256
from intents.lexical import Vectoriser
from intents.text import abbreviations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


SHIPPED = Path(__file__).parent / "model"
_FORMAT = 5
"""Goes up when the way of fitting or storing changes, so that files of the old way are not used."""


def content_key(content: Sequence[bytes], how: Mapping[str, object]) -> str:
    """Hash everything that a fit depends on: the content of its phrases, how they are fitted, the sentence model, the abbreviations, the format.

    Args:
        content: digests of what is learned, in a fixed order; no names among it, so that equal packs share one fit.
        how: the settings of the fit.

    """
    digest = hashlib.sha256(json.dumps([_FORMAT, MODEL_SHA256, how, abbreviations()]).encode())
    for part in content:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:24]


def cache_folder() -> Path:
    """Give the folder for what is computed on this machine (`CLERK_CACHE`, else the user's cache folder)."""
    chosen = os.environ.get("CLERK_CACHE")
    return Path(chosen) if chosen else user_cache_path("protocol-clerk")


def find(key: str) -> Classifier | None:
    """Give the classifier stored under this key: shipped, or made earlier on this machine. A damaged file counts as none."""
    for folder in (SHIPPED, cache_folder()):
        path = folder / f"{key}.npz"
        if path.is_file():
            try:
                return read(path)
            except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error, zipfile.BadZipFile):
                continue
    return None


def keep(key: str, classifier: Classifier, folder: Path | None = None) -> None:
    """Store a classifier; where the folder can't be written the next start computes it again, and nothing else is lost."""
    with contextlib.suppress(OSError):
        store(key, classifier, folder or cache_folder())


def store(key: str, classifier: Classifier, folder: Path) -> Path:
    """Store a classifier whole or not at all, and give its file.

    Raises:
        OSError: the folder can't be written; what stood there before still stands.

    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream, classifier)
        Path(temporary).chmod(0o644)
        return Path(temporary).replace(folder / f"{key}.npz")
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write(stream: Any, classifier: Classifier) -> None:  # noqa: ANN401 - a binary stream as numpy takes it
    """Write a classifier; vectors as bytes with a scale per row, which costs no measurable accuracy and three quarters of the size."""
    vectors, vector_scale = to_bytes(classifier.phrase_vectors, axis=1)
    np.savez_compressed(
        stream,
        text=np.frombuffer(
            json.dumps(
                {
                    "labels": classifier.labels,
                    "phrases": classifier.phrases,
                    "features": list(classifier.vectoriser.vocabulary),
                    "words": classifier.words,
                    "with_meaning": classifier.with_meaning,
                }
            ).encode(),
            dtype=np.uint8,
        ),
        idf=classifier.vectoriser.idf,
        lexical=classifier.lexical_weights,
        lexical_scale=classifier.lexical_scale,
        lexical_bias=classifier.lexical_bias,
        meaning=classifier.meaning_weights.astype(np.float16),
        meaning_bias=classifier.meaning_bias,
        phrase_labels=classifier.phrase_labels,
        vectors=vectors,
        vector_scale=vector_scale,
    )


def read(path: Path) -> Classifier:
    """Read a classifier; nothing in the file is executed (no pickles)."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        text = json.loads(stored["text"].tobytes())
        if stored["lexical"].shape != (len(text["features"]), len(text["labels"])) or len(stored["vectors"]) not in {
            0,
            len(text["phrases"]),
        }:
            raise ValueError("the parts do not fit together")
        return Classifier(
            labels=tuple(text["labels"]),
            vectoriser=Vectoriser({feature: index for index, feature in enumerate(text["features"])}, stored["idf"]),
            lexical_weights=stored["lexical"],
            lexical_scale=stored["lexical_scale"],
            lexical_bias=stored["lexical_bias"],
            meaning_weights=stored["meaning"].astype(np.float32),
            meaning_bias=stored["meaning_bias"],
            phrases=tuple(text["phrases"]),
            phrase_labels=stored["phrase_labels"],
            phrase_vectors=stored["vectors"].astype(np.float32) * stored["vector_scale"],
            with_meaning=text["with_meaning"],
            words=tuple(text["words"]),
        )
