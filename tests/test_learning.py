"""Fitting, storing and measuring: the router alone on small data, stored fits, the sentence model's checks."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import SUNDAY

from bot.cli.main import main
from intents import compiled, embedder
from intents.classifier import Classifier, Message
from intents.embedder import DIMENSIONS, MiniLm, ModelMissingError
from intents.interpreter import Interpreter, load_embedder
from intents.router_evaluation import Predictions, paper_threshold, strict_threshold
from intents.training import fit
from intents.understanding import understand
from protocol_data.basics import Reader
from protocol_data.library import Library

PHRASES = {
    "lights": ["turn on the lights", "switch the lamp off", "lights please", "make it brighter in here", "dim the lamp", "lamp on"],
    "music": ["play a song", "put some music on", "next track please", "louder music", "stop the song", "play jazz"],
    "weather": [
        "will it rain today",
        "what's the forecast",
        "is it sunny outside",
        "weather tomorrow",
        "how cold is it",
        "do I need an umbrella",
    ],
}


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return fit([p for its in PHRASES.values() for p in its], [label for label, its in PHRASES.items() for _ in its], MiniLm(), rarest=1)


def best(classifier: Classifier, text: str) -> str:
    return classifier.labels[int(classifier.scores(Message.of(text, MiniLm().encode(text))).probability.argmax())]


@pytest.mark.parametrize(
    ("text", "label"), [("could it be brighter", "lights"), ("any chance of snow", "weather"), ("plya sme muzic", "music")]
)
def test_a_classifier_learns_meaning_and_survives_misspelling(classifier: Classifier, text: str, label: str) -> None:
    assert label == best(classifier, text)


def test_a_phrase_typed_word_for_word_gets_its_own_label(classifier: Classifier) -> None:
    scores = classifier.scores(Message.of("Lamp ON!", None))

    assert scores.exact
    assert classifier.labels[int(scores.probability.argmax())] == "lights"
    assert scores.probability.max() > 0.95


def test_probabilities_add_up_to_one_even_for_text_without_a_known_word(classifier: Classifier) -> None:
    for text in ("", "qzx", "play a song"):
        assert classifier.scores(Message.of(text, None)).probability.sum() == pytest.approx(1, abs=1e-4)


def test_two_labels_are_enough() -> None:
    two = fit(["yes please", "of course", "no thanks", "never ever"], ["yes", "yes", "no", "no"], None, rarest=1)

    assert two.labels[int(two.scores(Message.of("no never", None)).probability.argmax())] == "no"


def test_a_stored_classifier_says_the_same_as_before(classifier: Classifier, tmp_path: Path) -> None:
    compiled.keep("key", classifier, tmp_path)
    again = compiled.read(tmp_path / "key.npz")
    message = Message.of("dim the lamps", MiniLm().encode("dim the lamps"))

    assert np.abs(again.scores(message).probability - classifier.scores(message).probability).max() < 1e-5
    assert again.labels == classifier.labels


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00" * 1000])
def test_a_damaged_file_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setenv("CLERK_CACHE", str(tmp_path))
    (tmp_path / "key.npz").write_bytes(content)

    assert compiled.find("key") is None


def test_no_flipped_byte_in_a_stored_file_is_an_error(classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLERK_CACHE", str(tmp_path))
    whole = bytearray(compiled.store("key", classifier, tmp_path).read_bytes())
    for position in range(0, len(whole), max(1, len(whole) // 60)):
        broken = bytes([*whole[:position], whole[position] ^ 0xFF, *whole[position + 1 :]])
        (tmp_path / "key.npz").write_bytes(broken)
        compiled.find("key")


def test_a_folder_that_can_not_be_written_loses_nothing_but_time(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    compiled.keep("key", classifier, tmp_path / "file" / "folder")

    assert not (tmp_path / "file" / "folder").exists()


def test_what_is_stored_in_the_package_fits_the_phrases(interpreter: Interpreter) -> None:
    assert interpreter.stale() == [], "run `clerk compile` and commit intents/model"


@pytest.fixture(scope="module")
def words_alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Interpreter, Path]:
    """An interpreter without the sentence model, for which all has to be learned, and the folder in which it is kept."""
    folder = tmp_path_factory.mktemp("words-alone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLERK_CACHE", str(folder))
        interpreter = Interpreter(Library(), None)
        interpreter.retriever("southend")
    return interpreter, folder


def test_without_the_sentence_model_the_router_works_on_words_alone(words_alone: tuple[Interpreter, Path], library: Library) -> None:
    interpreter, _ = words_alone
    understood = understand(
        "how soon should an officer reply to a councillor's enquiry", "southend", Reader.MEMBER, SUNDAY, interpreter, lambda: library.names
    )

    assert interpreter.on_words_alone
    assert understood.found[0].clause.ref == "9.1.5"


def test_what_is_learned_is_kept_by_content_so_equal_packs_share_it(
    words_alone: tuple[Interpreter, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERK_CACHE", str(shutil.copytree(words_alone[1], tmp_path / "cache")))
    said: list[str] = []
    for _ in range(2):
        Interpreter(Library(), None, progress=said.append).retriever("district")

    assert 1 == len(said), "what all councils share was learned before, and the council's own once"
    assert "District Council" in said[0]


def test_a_vector_is_a_unit_vector_and_the_same_every_time() -> None:
    first, second = (MiniLm().encode("may I see the file") for _ in range(2))

    assert first.shape == (DIMENSIONS,)
    assert float(first @ first) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(first, second)


def test_a_model_that_is_not_the_pinned_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "model.onnx"
    fake.write_bytes(b"not the model")
    monkeypatch.setattr(embedder, "model_path", lambda: fake)

    with pytest.raises(ModelMissingError, match="not the file that was pinned"):
        MiniLm()


def test_without_the_model_there_is_a_warning_and_no_failure(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(embedder, "_PACKAGE", "no_such_package")

    with caplog.at_level(logging.WARNING):
        assert load_embedder() is None

    assert "words alone" in caplog.text


def predictions(confidence: list[float], intents: list[str], right: list[str]) -> Predictions:
    return Predictions(np.array(intents), np.array(confidence), np.array(right), np.zeros(len(right)))


def test_the_papers_rule_takes_the_threshold_with_most_messages_right() -> None:
    tuned = predictions([0.9, 0.8, 0.7, 0.3, 0.2], ["a", "a", "a", "a", "a"], ["a", "a", "a", "oos", "oos"])

    assert tuned.rates(paper_threshold(tuned)) == (1.0, 1.0)


def test_the_stricter_rule_gives_up_no_more_than_two_points_in_scope() -> None:
    tuned = predictions([*(0.5 + i / 1000 for i in range(100)), *(0.55 for _ in range(20))], ["a"] * 120, ["a"] * 100 + ["oos"] * 20)

    assert tuned.rates(strict_threshold(tuned))[0] >= 0.98


def test_router_eval_ends_with_one_line_of_json(runner: CliRunner, tmp_path: Path) -> None:
    rows = [{"text": text, "intent": label} for label, texts in PHRASES.items() for text in texts]
    out = [{"text": text, "intent": "oos"} for text in ("who won the cup", "my dog is ill", "lend me ten pounds")]
    for name, content in (("train", rows), ("tune", rows + out), ("test", rows + out)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, content)), encoding="utf-8")
    files = [argument for name in ("train", "tune", "test") for argument in (f"--{name}", str(tmp_path / f"{name}.jsonl"))]
    result = runner.invoke(main, ["router-eval", *files, "--json"])
    figures = json.loads(result.stdout.splitlines()[-1])

    assert {"in_scope_accuracy", "out_of_scope_recall", "auroc", "rule", "ms_p50", "ms_p99"} <= set(figures)
    assert figures["in_scope_accuracy"] == 1
    assert figures["auroc"] == 1


def test_a_line_that_is_not_labelled_is_named(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "train.jsonl"
    file.write_text('{"text": "hello"}\n', encoding="utf-8")
    result = runner.invoke(main, ["router-eval", "--train", str(file), "--tune", str(file), "--test", str(file)])

    assert result.exit_code == 2
    assert "train.jsonl:1" in result.output
