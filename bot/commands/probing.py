"""Probe every way, one line each."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.browser import Chromium, CountryNames
from bot.commands.ground import Ground
from bot.household import Account, HouseholdError
from bot.letters.notice import Notice, notice_of
from bot.probe import NOBODYS, Prober, passer_by
from bot.reached import Reached
from bot.report.probe import exit_code, junit, markdown, probe_json, probe_lines
from bot.sessions import VaultSessions


def probe_all(
    ground: Ground, platform: str | None, person: str | None, lang: str | None, *, as_json: bool
) -> Iterator[tuple[Reached, str]]:
    """Each result as soon as it is there, with the line that says it."""
    flows = {name: flow for name, flow in ground.flows.items() if platform is None or name == platform}
    sessions = VaultSessions.open(ground.data)
    walkers = {name: _walker(ground, sessions, name, person, lang) for name in flows}
    with Chromium(ground.browser.path, ground.browser_arguments) as chromium:
        names = CountryNames(lambda: chromium.context(locale="en").new_page())
        prober = Prober(
            book=ground.book,
            new_context=lambda locale, session: chromium.context(locale=locale, session=session),
            countries=names,
            evidence=ground.data / "probe",
            now=ground.clock.now,
            session=lambda account: sessions.load(account) if account.name in known else None,
            patience=ground.settings.patience,
            world=ground.world_name,
            notice=lambda account: _notice(ground, account),
        )
        known = {walker.name for walker in walkers.values() if walker.person_id != "probe"}
        for result in prober.all(flows, walkers):
            yield (
                result,
                json.dumps(probe_json([result])[0], ensure_ascii=False) if as_json else probe_lines([result])[0],
            )


def _notice(ground: Ground, account: Account) -> Notice | str:
    """The information mail that a run has found, or that is found now; of nobody who is not of the household."""
    if account.mailbox is None:
        return NOBODYS
    troubles = list(ground.post.look_for_notices([account]))
    history = ground.journal.history(ground.journal.enrol(account))
    found = notice_of(history, ground.data / "mail", account.platform, ground.book)
    return troubles[0] if troubles and isinstance(found, str) else found


def _walker(ground: Ground, sessions: VaultSessions, platform: str, person: str | None, lang: str | None) -> Account:
    """Somebody of the household who has a session; else nobody in particular."""
    try:
        mine = [a for a in ground.chosen(person, platform) if sessions.load(a) is not None]
    except HouseholdError:
        if person or ground.places.household.exists():
            raise
        mine = []
    return mine[0] if mine else passer_by(platform, language=lang or "en")


def write_reports(results: Sequence[Reached], to_junit: Path | None, to_markdown: Path | None) -> int:
    """The same results for a CI server; the exit code says whether every platform can be reached."""
    if to_junit:
        to_junit.write_text(junit(results), "utf-8")
    if to_markdown:
        to_markdown.write_text(markdown(results), "utf-8")
    return exit_code(results)
