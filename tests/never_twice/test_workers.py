"""One press is one request on the wire, whoever asks: a worker, a preflight, a beacon, a form sent by GET."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab

from bot.browser import Chromium
from bot.browser.once import OneRequest
from bot.browser.tunnels import Tunnels
from bot.browser.witness import NetworkWitness
from bot.chromium import find
from bot.machine import Machine
from bot.world import chromium_arguments, load
from tests.browser.other_town import OtherTown, Page

HOST = "www.facebook.com"
WHO = "anna@example.org"
SCRIPT = "text/javascript"
OTHER_ORIGIN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "content-type"}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[OtherTown]:
    """Pages of other people's making over HTTPS."""
    with OtherTown(tmp_path) as opened:
        yield opened


def press(town: OtherTown, script: str, pages: Mapping[str, Page]) -> tuple[int, str]:
    """Press the page's button as a walk does, over the relay: how many requests were heard, and how it ended."""
    button = f"<body><button onclick='press()'>Send</button><script>{script}</script>"
    town.show({f"{HOST}/": Page(button), **pages})
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(_press, town).result(60)


def _press(town: OtherTown) -> tuple[int, str]:
    found, arguments = find(Machine.this()), chromium_arguments(load(town.world))
    assert found is not None
    with (
        Tunnels(arguments, proxies={}) as tunnels,
        Chromium(found.path, [*arguments, *tunnels.arguments]) as chromium,
    ):
        return _pressed(chromium.context(locale="en-IE").new_page(), tunnels.retire)


def _pressed(tab: Tab, renew: Callable[[], None]) -> tuple[int, str]:
    tab.goto(f"https://{HOST}/")
    with NetworkWitness(tab, ["facebook.com"], {WHO}) as witness:
        OneRequest(tab, {WHO}, renew).watch()
        tab.get_by_role("button").click()
        tab.wait_for_function("window.over === true")
        return len(witness.requests), witness.outcome


def arrived(town: OtherTown) -> list[str]:
    """Method and path of what bore the address."""
    return [f"{heard.method} {heard.url.removeprefix('https://').partition('?')[0]}" for heard in town.told(WHO)]


OVER = "window.over = true"


def test_a_preflight_lends_the_form_no_connection(town: OtherTown) -> None:
    """The server closes what was used before without a byte: the browser would send a second time by itself."""
    script = f"""const press = () => fetch('https://graph.facebook.com/take', {{method: 'POST',
        headers: {{'Content-Type': 'application/json'}}, body: '{{"mail":"{WHO}"}}'}}).catch(() => {{ {OVER} }})"""
    counted = press(town, script, {
        "OPTIONS graph.facebook.com/take": Page(status=204, headers=OTHER_ORIGIN),
        "POST graph.facebook.com/take": Page(closes=True),
    })  # fmt: skip

    assert ["POST graph.facebook.com/take"] == arrived(town)
    assert ["GET", "OPTIONS", "POST"] == [heard.method for heard in town.heard if "favicon" not in heard.url]
    assert (1, "cut") == counted


def test_a_worker_that_repeats_itself_is_heard_and_held(town: OtherTown) -> None:
    """What a page's worker says again in the same words never leaves."""
    worker = f"""const form = () => fetch('/take', {{method: 'POST', body: 'mail={WHO}'}});
                 onmessage = () => form().catch(form).catch(form).catch(() => postMessage('over'))"""
    script = f"""const worker = new Worker('/worker.js'); worker.onmessage = () => {{ {OVER} }};
                 const press = () => worker.postMessage('go')"""
    counted = press(town, script, {
        f"{HOST}/worker.js": Page(worker, kind=SCRIPT), f"POST {HOST}/take": Page(closes=True),
    })  # fmt: skip

    assert [f"POST {HOST}/take"] == arrived(town)
    assert (1, "cut") == counted


def test_a_worker_that_nobody_hears_does_not_exist(town: OtherTown) -> None:
    """A shared worker belongs to no page, so that nothing of it can be counted: there is none, nor a service worker."""
    script = f"""const press = () => {{ fetch('/shared=' + ('SharedWorker' in window), {{method: 'POST'}})
        .then(() => navigator.serviceWorker.register('/service.js')).then(() => 'yes', () => 'no')
        .then(said => fetch('/service=' + said, {{method: 'POST'}})).then(() => {{ {OVER} }}) }}"""
    press(town, script, {f"{HOST}/service.js": Page("fetch('/from-service')", kind=SCRIPT)})

    asked = [heard.url.rpartition("/")[2] for heard in town.heard]
    assert "shared=false" in asked
    assert "from-service" not in asked


def test_a_beacon_that_bears_the_form_is_counted(town: OtherTown) -> None:
    """A page may send its form as a last word."""
    script = f"""const press = () => {{ navigator.sendBeacon('/take', 'mail={WHO}');
                 fetch('/after').then(() => {{ {OVER} }}) }}"""
    counted = press(town, script, {f"POST {HOST}/take": Page("ok"), f"{HOST}/after": Page("ok")})

    assert [f"POST {HOST}/take"] == arrived(town)
    assert 1 == counted[0]


def test_a_form_sent_by_get_is_heard_and_not_repeated(town: OtherTown) -> None:
    """Its fields are in the address; the same again never leaves."""
    script = f"""const form = () => fetch('/take?mail={WHO}');
                 const press = () => form().catch(form).catch(form).catch(() => {{ {OVER} }})"""
    counted = press(town, script, {f"GET {HOST}/take": Page(closes=True)})

    assert [f"GET {HOST}/take"] == arrived(town)
    assert (1, "cut") == counted


def test_a_page_may_ask_again_what_became_of_a_form(town: OtherTown) -> None:
    """A reading that bears the address after the form has left by POST is neither held to once nor counted."""
    script = f"""const ask = () => fetch('/state?mail={WHO}');
                 const press = () => fetch('/take', {{method: 'POST', body: 'mail={WHO}'}})
                   .then(ask).then(ask).then(() => {{ {OVER} }})"""
    counted = press(town, script, {f"POST {HOST}/take": Page("ok"), f"{HOST}/state": Page("waiting")})

    assert [f"POST {HOST}/take", f"GET {HOST}/state", f"GET {HOST}/state"] == arrived(town)
    assert (1, "ok") == counted
