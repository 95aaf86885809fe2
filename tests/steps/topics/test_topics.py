"""The topics step: what tells a topic, and how sure it is."""

import pytest

from workers.models.load import load_topic_model
from workers.records import TopicEvidence
from workers.steps.topics import TopicModel, tag_topics
from workers.steps.topics.tag import MOST_TOPICS

POLITICS, SPORT, ECONOMY, HEALTH = "medtop:11000000", "medtop:15000000", "medtop:04000000", "medtop:07000000"


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return load_topic_model()


def tags(
    model: TopicModel,
    text: str = "",
    *,
    sections: tuple[str, ...] = (),
    keywords: tuple[str, ...] = (),
    url: str = "",
) -> dict[str, TopicEvidence]:
    found = tag_topics(model, title=None, text=text, sections=sections, keywords=keywords, url=url or "https://paper.example/a")
    return {topic.id: topic.evidence for topic in found}


@pytest.mark.parametrize(
    ("section", "topic"),
    [
        ("Politics", POLITICS),
        ("Politik", POLITICS),
        ("Politique", POLITICS),
        ("Política", POLITICS),
        ("Polityka", POLITICS),
        ("Политика", POLITICS),
        ("政治", POLITICS),
        ("سياسة", POLITICS),
        ("Sport", SPORT),
        ("Deportes", SPORT),
        ("スポーツ", SPORT),
        ("Wirtschaft", ECONOMY),
        ("Sağlık", HEALTH),
    ],
)
def test_a_section_tells_its_topic_in_many_languages(model: TopicModel, section: str, topic: str) -> None:
    assert tags(model, sections=(section,))[topic] is TopicEvidence.SECTION


def test_a_name_of_a_deeper_topic_gives_it_and_its_top_level(model: TopicModel) -> None:
    found = tags(model, keywords=("Football",))
    assert found == {SPORT: TopicEvidence.KEYWORDS, "medtop:20001065": TopicEvidence.KEYWORDS}


def test_the_url_tells_a_topic_by_its_path_and_not_by_its_last_part(model: TopicModel) -> None:
    assert tags(model, url="https://paper.example/sport/2026/politics-of-play") == {SPORT: TopicEvidence.URL}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (
            "The prime minister lost a vote of confidence in parliament, and the opposition calls for new elections in spring.",
            POLITICS,
        ),
        ("Der Stürmer schoss in der Nachspielzeit das Tor zum Sieg, und die Mannschaft steht im Finale der Liga.", SPORT),
        (
            "Doctors at the hospital warn of a wave of flu: patients wait for hours, and vaccines are running short.",
            HEALTH,
        ),
    ],
)
def test_a_text_tells_its_topic(model: TopicModel, text: str, topic: str) -> None:
    assert tags(model, text)[topic] is TopicEvidence.TEXT


@pytest.mark.parametrize("sections", [("Qwrtz",), ("",), ("!!!",)])
def test_an_unknown_section_tells_nothing(model: TopicModel, sections: tuple[str, ...]) -> None:
    assert tags(model, sections=sections) == {}


def test_topics_are_few_and_best_first(model: TopicModel) -> None:
    sections = ("Politics", "Sport", "Health", "Science", "Weather", "Culture", "Economy")
    found = tag_topics(model, title=None, text="", sections=sections, keywords=(), url="https://paper.example/")
    assert len(found) == MOST_TOPICS
    assert [topic.confidence for topic in found] == sorted((topic.confidence for topic in found), reverse=True)


def test_a_text_that_agrees_makes_a_section_surer(model: TopicModel) -> None:
    text = "The striker scored the winning goal in the final of the league."
    alone = tag_topics(model, title=None, text="", sections=("Sport",), keywords=(), url="https://paper.example/")
    agreed = tag_topics(model, title=None, text=text, sections=("Sport",), keywords=(), url="https://paper.example/")
    assert agreed[0].confidence > alone[0].confidence


def test_all_top_level_topics_can_be_told_by_text(model: TopicModel) -> None:
    assert len(model.classes) == 17
    assert model.weights.shape == (17, len(model.idf))
    assert all(topic in model.labels and topic not in model.parents for topic in model.classes)


def test_every_section_names_a_topic_of_the_vocabulary(model: TopicModel) -> None:
    assert set(model.sections.values()) <= set(model.labels)
