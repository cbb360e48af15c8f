"""Gather what one objection left behind, and seal it."""

import os
import platform as machine
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.commands.exhibits import (
    agreed_text,
    letters_sent,
    mailed_codes,
    mandate_facts,
    mandate_of,
    not_secret,
    zone_of,
)
from bot.commands.filing import Wish, check_wish, file_account, open_page, say, told
from bot.commands.ground import Ground
from bot.commands.stories import story_of
from bot.commands.surroundings import clock_facts, network_facts
from bot.commands.wording import charts_of, in_words
from bot.dossier import Authority, Case, controllers, seal
from bot.dossier.filing import FilingSet
from bot.household import Account
from bot.recordings import Recordings
from bot.sessions import VaultSessions


def seal_account(
    ground: Ground, text: str, out: Path, asked: Sequence[Authority], wish: Wish, *, quiet: bool
) -> dict[str, Any]:
    """One account's bag, and beside it what an authority's form takes; what was made, for machines."""
    account = ground.household.find(text)
    check_wish(wish)
    case = case_of(ground, account)
    sealed = seal(case, out, stamps=asked, now=ground.clock.now)
    made = file_account(ground, account, case, sealed, wish)
    if not quiet:
        sys.stdout.write(f"{sealed.path} is sealed: evidence level {sealed.level}, SHA-256 {sealed.sha256}\n")
        for note in sealed.notes:
            sys.stdout.write(f"  note: {note}\n")
        say(made)
    if wish.open_page and isinstance(made, FilingSet):
        open_page(ground, made.authority)
    return {
        "path": str(sealed.path),
        "sha256": sealed.sha256,
        "level": str(sealed.level),
        "notes": list(sealed.notes),
        "filing": told(made),
    }


def case_of(ground: Ground, account: Account) -> Case:
    """Everything passed in as values; nothing of the other people of the household."""
    objection = ground.journal.enrol(account)
    row = next(row for row in ground.journal.rows() if row.id == objection)
    history = ground.journal.history(objection)
    events: list[dict[str, Any]] = [{"at": e.at, "kind": e.kind.value, "facts": dict(e.facts)} for e in history]
    kept = {"letter", "notice"}
    files = [ground.data / "mail" / e["facts"]["file"] for e in events if e["kind"] in kept and e["facts"].get("file")]
    evidence = ground.data / "evidence" / objection
    sessions = VaultSessions.open(ground.data)
    sessions.load(account)
    letters = [path for path in dict.fromkeys(files) if path.is_file()]
    mandate = mandate_of(ground, account)
    story = story_of(ground, account)
    worded, outcome = in_words(story, account.language, events)
    recordings = Recordings.open(ground.data)
    return Case(
        id=f"case-{account.id[:12]}",
        person="person-1",
        controller=controllers()[account.platform],
        platform=account.platform,
        language=account.language,
        country=account.country,
        events=worded,
        evidence=sorted(evidence.iterdir()) if evidence.is_dir() else (),
        letters=letters,
        sent=letters_sent(ground.data, account, events),
        mandate=mandate_facts(mandate),
        mandate_text=agreed_text(mandate),
        world=row.world,
        software=f"optout {version('optout')}",
        environment=environment(ground),
        secrets=sessions.secrets(account) | (others(ground, account) - not_secret(mandate)),
        codes=mailed_codes(ground.data / "mail", letters),
        record=lambda walk: recordings.of(account.id, walk),
        own=own_words(account),
        state=row.state,
        outcome=outcome,
        timezone=zone_of(account.country),
        charts=charts_of(story, account.language, ground.clock.now().date()),
    )


def own_words(account: Account) -> dict[str, str]:
    """What a request of this person's may bear, and how the dossier calls it without printing it."""
    words = {"account e-mail": account.email, "phone": account.phone, "name": account.person_name}
    return {value: word for word, value in words.items() if value}


def others(ground: Ground, account: Account) -> set[str]:
    """Names and addresses of everybody else in the household: none of them may enter this person's dossier."""
    mine = {account.person_name, account.email, account.phone, account.address}
    found = {
        value
        for person in ground.household.persons
        if person.id != account.person_id
        for value in (person.name, person.phone, *(v for a in person.accounts for v in (a.email, a.phone)))
    }
    return {value for value in found if value} - mine


def environment(ground: Ground) -> dict[str, Any]:
    """Facts about the machine on the day of sealing (facts/evidence.md §4.2); what is not known is said to be so."""
    browser = ground.browser
    return {
        "os": machine.platform(),
        "python": machine.python_version(),
        "software": f"optout {version('optout')}",
        "browser": {
            "product": browser.kind.value,
            "version": browser.version,
            "fresh_profile": True,
            "extensions": "none",
        },
        "clock": {
            "utc": ground.clock.now().isoformat(),
            "world": ground.world_name,
            **clock_facts(os.environ),
        },
        "network": network_facts(os.environ),
    }
