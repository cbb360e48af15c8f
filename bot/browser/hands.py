"""Press, type and choose, on the platform's own pages only."""

from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Locator, Page

from bot.browser.eyes import Eyes
from bot.obstacles import FormChanged, LabelDrift, LeftThePlatform
from bot.phrasebook import is_below
from bot.survey import Element

ACT_MS = 5_000


def place(eyes: Eyes, element: Element) -> Locator:
    """The element on the live page."""
    return frame_of(eyes.page, eyes, element).locator(element.selector).first


def frame_of(page: Page, eyes: Eyes, element: Element) -> Frame:
    """The frame the element was seen in."""
    frames = page.frames
    url = eyes.last.frames[element.frame].url if eyes.last and element.frame < len(eyes.last.frames) else ""
    if element.frame == 0:
        return page.main_frame
    return next((frame for frame in frames if frame.url == url), page.main_frame)


def guard(eyes: Eyes, element: Element, hosts: Collection[str]) -> None:
    """Nothing is typed on a foreign host: neither on the page nor inside a frame of another."""
    for url in (eyes.page.url, frame_of(eyes.page, eyes, element).url):
        parts = urlsplit(url)
        if parts.scheme in {"about", "blob"}:
            continue
        if parts.scheme != "https" or not is_below(parts.hostname or "", hosts):
            raise LeftThePlatform(
                tried="A field was to be filled in",
                seen=f"The field is on {parts.hostname or url[:40]}, not the platform's",
            )


def guard_target(eyes: Eyes, button: Element, hosts: Collection[str]) -> None:
    """Nothing is sent to a foreign host either: a form on the platform's page may still post to somebody else."""
    forms = eyes.last.forms if eyes.last else ()
    if button.form is None or button.form >= len(forms) or not forms[button.form].action:
        return
    target = urlsplit(urljoin(frame_of(eyes.page, eyes, button).url, forms[button.form].action))
    if target.scheme in {"http", "https"} and not (target.scheme == "https" and is_below(target.hostname or "", hosts)):
        raise LeftThePlatform(
            tried="The form was filled in", seen=f"It would be sent to {target.hostname}, which is not the platform's"
        )


REFUSED_BY_BROWSER = """button => {
  const form = button.form || button.closest('form');
  if (!form || form.noValidate || button.formNoValidate) return null;
  const bad = [...form.elements].find(e => e.willValidate && !e.validity.valid);
  if (!bad) return null;
  const label = (bad.labels && bad.labels[0] && bad.labels[0].innerText) || bad.getAttribute('aria-label') || bad.name;
  return [bad.validity.valueMissing, (label || bad.type || '').trim().slice(0, 60)];
}"""


def what_the_browser_refuses(eyes: Eyes, button: Element) -> tuple[bool, str] | None:
    """The field for which the browser itself would not send the form: whether it is empty, and what it is called."""
    try:
        said = place(eyes, button).evaluate(REFUSED_BY_BROWSER, timeout=ACT_MS)
    except PlaywrightError:
        return None  # the press will say what is wrong
    return (bool(said[0]), str(said[1])) if said else None


def press(eyes: Eyes, element: Element) -> None:
    """One click. What lies above is not forced away: a click that something else would receive is an obstacle."""
    target = place(eyes, element)
    try:
        target.click(timeout=ACT_MS, no_wait_after=True)
    except PlaywrightError as why:
        eyes.survey()  # raises BrowserCrash when that is the reason
        raise FormChanged(tried="A button or link was pressed", seen=_first_line(why)) from why


def follow(eyes: Eyes, element: Element) -> None:
    """Press a link or a button on the road; where something lies above it, by the keyboard, as a person could."""
    try:
        press(eyes, element)
    except FormChanged:
        target = place(eyes, element)
        try:
            target.focus(timeout=ACT_MS)
            target.press("Enter", timeout=ACT_MS, no_wait_after=True)
        except PlaywrightError as why:
            eyes.survey()
            raise LabelDrift(tried="A button or link was pressed", seen=_first_line(why)) from why


def write(eyes: Eyes, element: Element, value: str) -> None:
    """Type a value into a field."""
    try:
        target = place(eyes, element)
        target.fill(value, timeout=ACT_MS)
        target.blur(timeout=ACT_MS)  # some forms only look at a field when it is left
    except PlaywrightError as why:
        eyes.survey()
        raise FormChanged(tried="A field was filled in", seen=_first_line(why)) from why


def tick(eyes: Eyes, element: Element) -> None:
    """Choose a radio button or a checkbox; when its own input is hidden, by its label."""
    target = place(eyes, element)
    try:
        if element.visible and not element.offscreen:
            target.click(timeout=ACT_MS, no_wait_after=True)
        else:
            target.evaluate("e => (e.labels && e.labels[0] || e).click()")
    except PlaywrightError as why:
        eyes.survey()  # raises BrowserCrash when that is the reason
        raise FormChanged(tried="An option was chosen", seen=_first_line(why)) from why


def select(eyes: Eyes, element: Element, value: str) -> None:
    """Take one option of a list by its value."""
    try:
        place(eyes, element).select_option(value=value, timeout=ACT_MS)
    except PlaywrightError as why:
        eyes.survey()  # raises BrowserCrash when that is the reason
        raise FormChanged(tried="An option was chosen", seen=_first_line(why)) from why


def _first_line(why: PlaywrightError) -> str:
    """The browser's complaint without its call log, which repeats what was typed."""
    return str(why).splitlines()[0].split("Call log")[0][:160]
