"""Log in to a town, with the town's password."""

from collections.abc import Mapping

from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as PlaywrightError

from bot.browser import find, hands
from bot.browser.eyes import Eyes
from bot.obstacles import LoginWall, NoNetwork
from bot.phrasebook import Phrasebook
from bot.survey import Element, Survey


def in_town(  # noqa: PLR0917 - who, where and with what
    context: BrowserContext, urls: tuple[str, ...], book: Phrasebook, platform: str, name: str, password: str
) -> Mapping[str, object]:
    """Fill in the town's own log-in. Never called outside a world: the command refuses."""
    page = context.new_page()
    eyes = Eyes(page, book, book.hosts(platform), patience=10)
    form = None
    for url in urls:
        try:
            page.goto(url, wait_until="domcontentloaded", timeout=15_000)
        except PlaywrightError:
            continue
        form = eyes.witness(lambda seen, _: _log_in_form(seen), 4.0)
        if form is not None:
            break
    if form is None:
        raise NoNetwork(tried="A log-in in the town", seen="No log-in form was found")
    who, secret = form
    for element in form:
        hands.guard(eyes, element, eyes.hosts)
    hands.write(eyes, who, name)
    hands.write(eyes, secret, password)
    hands.place(eyes, secret).press("Enter")
    inside = eyes.witness(lambda seen, _: True if _is_inside(seen) else None, 8.0)
    if inside is None:
        raise LoginWall(tried="A log-in in the town", seen="The page still asks for a password")
    return context.storage_state()


def _log_in_form(seen: Survey) -> tuple[Element, Element] | None:
    """The name's field and the password's, of the same form."""
    shown = [e for e in seen.controls if find.usable(e)]
    for secret in (e for e in shown if e.type == "password"):
        before = [
            e for e in shown if e.form == secret.form and e.type in {"email", "text", "tel", ""} and e.tag == "input"
        ]
        if before:
            return before[-1] if len(before) == 1 else before[0], secret
    return None


def _is_inside(seen: Survey) -> bool:
    return bool(seen.text.strip()) and not any(e.type == "password" and e.visible for e in seen.controls)
