"""A real Chromium for the walks in this folder, and what every page must hold in it.

`page_as(person)` opens a browser in which that person is signed in; `page_as(None)` one in which nobody is.
Each has its own cookies, so two calls are two devices. When a test ends, every page that it opened must have
asked nobody else for anything, must have been answered by no 5xx, and must have logged no error (a refused
script or style is one).
"""

import os
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings as site_settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, expect

from accounts.models import Person

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
HERE = Path(__file__).parent
MUST_RUN = os.environ.get("CI") == "true"

PHONE, DESK = 360, 1280
PATIENCE = 30_000  # milliseconds: two other walks and a database may be at work on the same two cores
expect.set_options(timeout=PATIENCE)
# Whatever else axe noted stays in the browser: handing it over takes longer than looking.
ONLY_VIOLATIONS = "only => axe.run({resultTypes: ['violations'], ...only}).then(({violations}) => ({violations}))"
# The rules that look at colours: all that is different in the dark.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

PageAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks need Chromium. Without one they are skipped with a sentence, except in CI, where that is a failure."""
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(transaction=True))
        if not Path(CHROMIUM).exists() and not MUST_RUN:
            item.add_marker(pytest.mark.skip(reason=f"There is no Chromium at {CHROMIUM}; CHROMIUM= names another."))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """pytest-playwright's own, with Django's connections closed before it ends.

    While its event loop is there, `django.db.connections` are others than before and after it in this same thread
    (asgiref keeps them by asynchronous context), and once it is gone nobody can reach and close these.
    """
    yield playwright
    connections.close_all()


@pytest.fixture
def no_console_errors() -> Iterator[Callable[[BrowserContext, str], None]]:
    """Watch browsers; when the test ends, none of their pages may have complained or asked another site."""
    complaints: list[str] = []

    def watch(context: BrowserContext, home: str) -> None:
        def heard(message: ConsoleMessage) -> None:
            # A page that answers 404 or 403 on purpose is also logged; its status is the walk's own business.
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith((home, "data:", "blob:")):
                complaints.append(f"asked somebody else: {request.url}")

        context.on("console", heard)
        context.on("weberror", lambda error: complaints.append(f"script stopped: {error.error}"))
        context.on("request", asked)
        context.on(
            "response",
            lambda answer: complaints.append(f"{answer.status}: {answer.url}") if answer.status >= 500 else None,
        )

    yield watch
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page_as(
    browser: Browser, live_server: Any, settings: Any, no_console_errors: Callable[[BrowserContext, str], None]
) -> Iterator[PageAs]:
    """`page_as(person, width=360, scripts=False, dark=True)`: a page in that person's own browser.

    The second factor of staff and moderators is not asked for here; the walk of signing in turns it on itself.
    """
    settings.SECOND_FACTOR_REQUIRED = False
    contexts: list[BrowserContext] = []

    def opened(person: Person | None, *, width: int = 1280, scripts: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        no_console_errors(context, live_server.url)
        if person is not None:
            client = Client()
            client.force_login(person)
            cookie = client.cookies[site_settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe_clean() -> Callable[..., None]:
    """`axe_clean(page)`: no violation of WCAG 2.2 A and AA, nor of axe's best practice; `only=` asks fewer rules.

    What axe sees is the same on either database, and looking is the slowest of all: it looks in the run on SQLite.
    """

    def clean(page: Page, *, only: dict[str, Any] | None = None) -> None:
        if connections["default"].vendor != "sqlite":
            return
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate(ONLY_VIOLATIONS, only or {}))
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return clean


@pytest.fixture(scope="session")
def fits() -> Callable[[Page], None]:
    """`fits(page)`: nothing on the page makes it wider than its window."""

    def fitting(page: Page) -> None:
        page.wait_for_load_state()  # whoever pressed a link is on the next page, which may have nothing in it yet
        width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width <= window, f"{page.url} is {width}px wide in a window of {window}px"

    return fitting


@pytest.fixture(scope="session")
def good_on_every_screen(axe_clean: Callable[..., None], fits: Callable[[Page], None]) -> Callable[[Page], None]:
    """`good_on_every_screen(page)`: both hold narrow and wide, in light and in dark. The page is opened once for all."""

    def good(page: Page) -> None:
        faults = []
        for width, scheme in product((PHONE, DESK), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            try:
                axe_clean(page, only=OF_COLOURS if scheme == "dark" else None)
                fits(page)
            except AssertionError as found:
                faults.append(f"{page.url} at {width}px, {scheme}: {found}"[:1500])
        assert not faults, "\n\n".join(faults)

    return good
