"""The language model as it is loaded: its confidences are probabilities, and it is loaded once."""

import pytest

from workers.models.language import load_language_model

SCHOOL = {
    "en": "The council voted on Tuesday to keep the island school open, and parents were glad of it.",
    "de": "Der Gemeinderat hat am Dienstag beschlossen, die Inselschule nicht zu schließen, und die Eltern freuen sich darüber.",
    "ru": "Во вторник совет решил не закрывать школу на острове, и родители этому рады.",
    "ja": "島の学校は開いたままになると、町議会が火曜日に決めた。",
}


@pytest.mark.parametrize("language", SCHOOL)
def test_it_tells_a_language_with_a_probability(language: str) -> None:
    found, confidence = load_language_model().classify(SCHOOL[language])
    assert found == language
    assert 0.9 < confidence <= 1


def test_all_probabilities_of_a_text_are_one_together() -> None:
    assert sum(float(confidence) for _, confidence in load_language_model().rank(SCHOOL["en"])) == pytest.approx(1, abs=1e-3)


def test_it_is_loaded_once() -> None:
    assert load_language_model() is load_language_model()
