"""What reads HTML in tests: the modules that use `reader` run with both, but for the tests that name one."""

import pytest

from tests.steps.extract import html_pages
from workers.enums import ReaderName
from workers.models.reader import HTML, load_labeller


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with each reader that its mark `readers` names; with both where it has none."""
    if "reader" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("readers")
        names = marker.args if marker else (ReaderName.LEARNED, ReaderName.TRAFILATURA)
        metafunc.parametrize("reader", names, indirect=True, ids=str)


@pytest.fixture
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `html_pages` read with the reader that is asked for."""
    is_learned = request.param is ReaderName.LEARNED
    if is_learned and request.node.get_closest_marker("not_learned"):
        request.applymarker(pytest.mark.xfail(strict=True, reason="the learned reader does not tell this yet"))
    monkeypatch.setattr(html_pages, "labeller", load_labeller(HTML) if is_learned else None)
