"""Press, type and choose, on the platform's own pages only."""

from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.browser.eyes import Eyes
from bot.browser.patience import ACT_MS, Bar, Deed, bar_of, first_line, obstacle_of, patiently
from bot.obstacles import LabelDrift, LeftThePlatform, Obstacle
from bot.phrasebook import is_below
from bot.survey import Element

LEFT = "e => { e.blur(); return 'value' in e ? e.value : e.innerText }"
OFFERED = "e => [...(e.list ? e.list.options : [])].slice(0, 1000).map(o => [o.value, o.label || o.text || o.value])"
PRESSED, CHOSEN = "A button or link was pressed", "An option was chosen"


def place(eyes: Eyes, element: Element) -> Locator:
    """The element on the live page, which is about to be touched."""
    eyes.stillness.doubt()
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
    patiently(eyes, target, Deed(PRESSED, lambda ms: target.click(timeout=ms, no_wait_after=True)))


def follow(eyes: Eyes, element: Element) -> None:
    """Press a link or a button on the road; what the mouse does not reach by the keyboard, as a person could."""
    target = place(eyes, element)
    deed = Deed(PRESSED, lambda ms: target.click(timeout=ms, no_wait_after=True), missing=LabelDrift, keys=True)
    if patiently(eyes, target, deed) is not None:
        try:
            target.focus(timeout=ACT_MS)
            press_enter(eyes, target)
        except PlaywrightError as why:
            eyes.survey()  # raises BrowserCrash when that is the reason
            raise LabelDrift(tried=PRESSED, seen=first_line(why)) from why


def make_sure(eyes: Eyes, element: Element) -> Bar | None:
    """That one press will be received by the element and by nothing else, before anything is intended.

    None: by the mouse. MOVING: by the keyboard alone. Anything else that stays in the way is raised.
    """
    target = place(eyes, element)
    deed = Deed(PRESSED, lambda ms: target.click(timeout=ms, trial=True, no_wait_after=True), keys=_obeys_keys(element))
    bar = patiently(eyes, target, deed)
    if bar is None or bar is Bar.MOVING:
        return bar
    raise obstacle_of(bar, deed, eyes, target)


def press_now(eyes: Eyes, element: Element, bar: Bar | None) -> Obstacle | None:
    """One press and no second one, after :func:`make_sure`; what went wrong, caused by what Playwright said of it."""
    target = place(eyes, element)
    deed = Deed(PRESSED, lambda ms: target.click(timeout=ms, no_wait_after=True))
    try:
        if bar is Bar.MOVING:
            target.focus(timeout=ACT_MS)
            press_enter(eyes, target)
        else:
            deed.act(ACT_MS)
    except PlaywrightError as why:
        eyes.survey()  # raises BrowserCrash when that is the reason
        timed_out = isinstance(why, PlaywrightTimeout)
        fault = obstacle_of(bar_of(why, target), deed, eyes, target) if timed_out else deed.fault(why)
        fault.__cause__ = why
        return fault
    return None


def press_enter(eyes: Eyes, target: Locator) -> None:
    """A key that was answered late may have been pressed all the same: only a browser that is gone is told."""
    try:
        target.press("Enter", timeout=ACT_MS, no_wait_after=True)
    except PlaywrightError:
        eyes.survey()


def _obeys_keys(element: Element) -> bool:
    """The browser itself presses a button or a link at Enter; of a box that only looks like one nobody knows."""
    return element.tag in {"button", "a"} or (element.tag == "input" and element.type in {"submit", "button", "image"})


def write(eyes: Eyes, element: Element, value: str) -> str:
    """Type a value into a field; what stands there when the field has been left."""
    target = place(eyes, element)
    kept = ""

    def act(ms: int) -> None:
        nonlocal kept
        target.fill(value, timeout=ms)
        kept = str(target.evaluate(LEFT, timeout=ms) or "")  # some forms only look at a field when it is left

    patiently(eyes, target, Deed("A field was filled in", act))
    return kept


def write_and_stay(eyes: Eyes, element: Element, value: str) -> None:
    """Type a value into a field without leaving it: what it offers for it stays open."""
    target = place(eyes, element)
    patiently(eyes, target, Deed("A field was filled in", lambda ms: target.fill(value, timeout=ms)))


def offered(eyes: Eyes, element: Element) -> tuple[tuple[str, str], ...]:
    """What the field's own list of suggestions holds (HTML, section 4.10.8): value and label, at most 1,000."""
    try:
        said = place(eyes, element).evaluate(OFFERED, timeout=ACT_MS)
    except PlaywrightError:
        return ()
    return tuple((str(value), str(label)) for value, label in said)


def tick(eyes: Eyes, element: Element) -> None:
    """Choose a radio button or a checkbox; when its own input is hidden, by its label."""
    target = place(eyes, element)
    if element.visible and not element.offscreen:
        patiently(eyes, target, Deed(CHOSEN, lambda ms: target.click(timeout=ms, no_wait_after=True)))
    else:
        press_label = "e => (e.labels && e.labels[0] || e).click()"
        patiently(eyes, target, Deed(CHOSEN, lambda ms: target.evaluate(press_label, timeout=ms)))


def select(eyes: Eyes, element: Element, value: str) -> None:
    """Take one option of a list by its value."""
    target = place(eyes, element)
    patiently(eyes, target, Deed(CHOSEN, lambda ms: target.select_option(value=value, timeout=ms)))
