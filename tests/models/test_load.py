"""The models as they are loaded: each whole, agreeing with itself and with the versions that events name."""

from importlib.metadata import version

import msgspec
import numpy as np
import pytest

from testing.words import LINE_WORDS
from tests.explain.labeller import witness
from workers import __version__
from workers.enums import ReaderName
from workers.limits import Limits
from workers.models.load import load_tools, load_topic_model
from workers.models.reader import WEIGHTS, digest_of_weights, load_labeller, load_labellers
from workers.page import Format
from workers.steps.extract.blocks.lines import read_lines
from workers.steps.extract.columns.matrix import columns_of
from workers.steps.extract.plain.lines import split_lines
from workers.steps.topics.features import BUCKETS
from workers.steps.topics.model import TopicModel


@pytest.fixture(scope="module")
def topics() -> TopicModel:
    return load_topic_model()


def test_what_is_loaded_once_stays_whatever_the_limits_are() -> None:
    first, second = load_tools(Limits()), load_tools(Limits(max_body_bytes=100))
    assert second.limits == Limits(max_body_bytes=100)
    assert first.language is second.language
    assert first.topics is second.topics


def test_readers_are_named_with_the_versions_that_read() -> None:
    found = {name: reader.version for name, reader in load_tools(Limits()).readers.items()}
    assert found[ReaderName.TRAFILATURA] == version("trafilatura")
    assert found[ReaderName.PLAIN_TEXT] == __version__
    assert found[ReaderName.LEARNED] == f"{__version__}+{digest_of_weights()}"


def test_blocks_are_labelled_where_that_is_wanted() -> None:
    assert load_tools(Limits(), ReaderName.LEARNED).labeller == load_labellers()
    assert all(load_labellers().of[format_] is load_labeller(WEIGHTS[format_]) for format_ in Format)
    assert load_tools(Limits()).labeller is None


@pytest.mark.parametrize("format_", list(Format))
def test_labellers_ask_for_columns_that_there_are(format_: Format) -> None:
    blocks = read_lines(split_lines("One line\n\nAnother line", LINE_WORDS.months))
    page = msgspec.structs.replace(witness(), format=format_)
    labeller = load_labeller(WEIGHTS[format_])
    columns = len(columns_of(blocks, page, labeller.evidence, LINE_WORDS))
    assert columns - 10 < labeller.trees.column.max() < columns
    assert labeller(blocks, page).shape == (2,)


def test_all_that_the_topic_model_may_say_has_a_label(topics: TopicModel) -> None:
    assert {*topics.classes, *topics.sections.values(), *topics.parents, *topics.parents.values()} <= topics.labels.keys()
    assert all(topics.labels.values())


def test_every_topic_leads_up_to_one_that_has_no_parent(topics: TopicModel) -> None:
    for topic in topics.labels:
        seen = [topic]
        while parent := topics.parents.get(seen[-1]):
            assert parent not in seen
            seen.append(parent)


def test_the_weights_are_numbers_for_each_class_and_bucket(topics: TopicModel) -> None:
    classes = len(topics.classes)
    assert (topics.idf.shape, topics.weights.shape) == ((BUCKETS,), (classes, BUCKETS))
    for numbers in (topics.idf, topics.weights, topics.bias, topics.slope, topics.shift):
        assert numbers.dtype == np.float32
        assert np.isfinite(numbers).all()
    assert {topics.bias.shape, topics.slope.shape, topics.shift.shape} == {(classes,)}
