"""One browser for all tests of seeing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def eyes(browser: Browser) -> Browser:
    """The session's browser."""
    return browser


@pytest.fixture
def sheet(eyes: Browser) -> Iterator[Page]:
    """An empty page that reaches no network."""
    context = eyes.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    context.route("**/*", lambda route: route.abort() if route.request.url.startswith("http") else route.continue_())
    page = context.new_page()
    yield page
    context.close()
