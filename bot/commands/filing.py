"""The filing set beside a sealed bag: gather what a complaint may say, make it, tell where it goes."""

import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from bot.commands.ground import Ground
from bot.commands.matters import matter_of
from bot.commands.stories import story_of
from bot.dossier import Case, LeakFound, Sealed
from bot.dossier.filing import (
    Contact,
    Counted,
    FilingSet,
    Grievance,
    Record,
    every,
    lead,
    make,
    nothing_to_file,
    of_person,
)
from bot.dossier.filing.authorities import Authority, language_for
from bot.dossier.filing.facts import minute
from bot.household import Account
from bot.objection import Event, EventKind
from bot.report.status import FIGURES
from bot.report.story import friction_of
from bot.report.wording import words as report_words
from bot.writing import Exhibit, Happened, Kind, Matter, PrintingError, languages

_SHOWN = {"refused", "extended", "more_asked", "validation_asked", "confirmed", "already_objected", "acknowledged"}
"""Letters that are exhibits. One that brings a code is none."""
_OURS = {"": "reminder", "reminder": "reminder", "reasons": "reasons", "complaint-notice": "notice"}
_LARGEST_MANIFEST = 8 << 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asks of the filing set."""

    authority: str = ""
    address: tuple[str, ...] = ()
    open_page: bool = False


@dataclass(frozen=True, slots=True)
class NotMade:
    """There is no filing set, and why."""

    reason: str


def folder_beside(bag: Path) -> Path:
    """Where the filing set of a bag lies: ``case.zip`` has ``case-filing``."""
    return bag.with_name(f"{bag.stem}-filing")


def check_wish(wish: Wish) -> None:
    """A typing mistake is told before anything is sealed."""
    if wish.authority and wish.authority not in every():
        raise click.UsageError(f"no authority is called “{wish.authority}”; there are: {', '.join(sorted(every()))}.")


def file_account(ground: Ground, account: Account, case: Case, sealed: Sealed, wish: Wish) -> FilingSet | NotMade:
    """Make the filing set of a sealed bag. The bag stays whatever becomes of this."""
    try:
        about = grievance(ground, account, case, sealed, wish)
        why_not = nothing_to_file(about)
        if why_not:
            return NotMade(why_not)
        return make(about, folder_beside(sealed.path))
    except (LeakFound, PrintingError) as fault:
        return NotMade(str(fault))
    except click.UsageError as refused:  # somebody acts for the person, and their mandate does not reach so far
        return NotMade(refused.message)
    except LookupError:
        return NotMade(f"no authority is known for {account.country}; --authority names one.")


def grievance(ground: Ground, account: Account, case: Case, sealed: Sealed, wish: Wish) -> Grievance:
    """Everything a complaint may say about one account, as values."""
    authority, chosen = _authority(account, case.controller.name, wish)
    language, _ = language_for(authority, account.language, languages())
    matter = matter_of(ground, account, Kind.COMPLAINT_NOTICE, language, wish.address, with_grounds=False)
    history = ground.journal.history(ground.journal.enrol(account))
    contacts = tuple(sorted(_contacts(matter.happened, history), key=lambda one: minute(one.at)))
    return Grievance(
        reference=matter.reference,
        today=matter.today,
        last_event=max([event.at for event in history] or [ground.clock.now()]),
        person=matter.sender,
        contact=matter.contact,
        has_address=bool(wish.address),
        language=account.language,
        country=account.country,
        platform=account.platform,
        controller=matter.addressee,
        authority=authority,
        chosen=chosen,
        lead=lead(case.controller.name),
        accounts=matter.accounts,
        happened=matter.happened,
        contacts=contacts,
        names={**matter.names, **_figure_names(language)},
        record=_record(sealed, case.id),
        counted=_counted(ground, account),
        agent=matter.agent,
        due=matter.due,
        world=matter.world,
        files=_files(ground, account, matter, contacts),
        secrets=tuple({*case.secrets, *case.codes}),
    )


def _authority(account: Account, controller: str, wish: Wish) -> tuple[Authority, str]:
    if wish.authority:
        return every()[wish.authority], "asked"
    return of_person(account.country, controller)


def _contacts(happened: Happened, history: Sequence[Event]) -> Iterator[Contact]:
    """Who wrote when: the filing, what the page said to it, their proven letters, and what the person sent."""
    filing = happened.filing
    if filing is not None:
        channel = "letter" if filing.by_post else "form"
        yield Contact(filing.at, mine=True, channel=channel, what="objection", exhibits=filing.exhibits)
        if filing.quote:
            yield Contact(filing.at, mine=False, channel="page", what="page_answer", quote=filing.quote)
    for reply in happened.replies:
        shown = reply.exhibits if reply.answer in _SHOWN else ()
        yield Contact(reply.at, mine=False, channel="mail", what=reply.answer, quote=reply.quote, exhibits=shown)
    for event in history:
        what = _OURS.get(event.text("kind"))
        if event.kind is EventKind.REMINDED and what is not None:
            name, digest = event.text("file"), event.text("sha256")
            sent = (Exhibit(name, digest, "our_letter", event.at),) if name and digest else ()
            yield Contact(event.at, mine=True, channel="letter", what=what, exhibits=sent)


def _figure_names(language: str) -> dict[str, str]:
    said = report_words(language)
    return {f"figure.{name}": said(f"story.{name}") for name in FIGURES}


def _counted(ground: Ground, account: Account) -> tuple[Counted, ...]:
    found = friction_of(story_of(ground, account))
    return tuple(Counted(one.way, {name: getattr(one, name) for name in FIGURES}) for one in found)


def _record(sealed: Sealed, case_id: str) -> Record:
    with zipfile.ZipFile(sealed.path) as archive, archive.open(f"{case_id}/manifest-sha256.txt") as stream:
        manifest = stream.read(_LARGEST_MANIFEST)
    return Record(sealed.path.name, sealed.sha256, sealed.seal, sealed.level, manifest)


def _files(ground: Ground, account: Account, matter: Matter, contacts: Sequence[Contact]) -> Mapping[str, Path]:
    """Where each exhibit lies on this disk."""
    happened = matter.happened
    exhibits = [exhibit for obstruction in happened.obstructions for exhibit in obstruction.exhibits]
    exhibits += [exhibit for reply in happened.replies for exhibit in reply.exhibits]
    exhibits += [exhibit for contact in contacts for exhibit in contact.exhibits]
    if matter.agent is not None and matter.agent.exhibit is not None:
        exhibits.append(matter.agent.exhibit)
    places = {
        "picture": ground.data / "evidence" / ground.journal.enrol(account),
        "their_letter": ground.data / "mail",
        "our_letter": ground.data / "letters" / account.id,
        "mandate": ground.data / "mandates",
    }
    return {one.name: places[one.what] / one.name for one in exhibits}


def told(made: FilingSet | NotMade) -> dict[str, Any]:
    """For scripts: the files, their sizes and hashes, and where they go."""
    if isinstance(made, NotMade):
        return {"made": False, "reason": made.reason}
    return {
        "made": True,
        "folder": str(made.folder),
        "language": made.language,
        "infringements": list(made.articles),
        "fits": made.fits,
        "reduced": made.reduced,
        "authority": made.authority.id,
        "page": made.authority.page,
        "files": [
            {"name": one.name, "size": one.size, "sha256": one.sha256, "upload": one.upload} for one in made.files
        ],
    }


def say(made: FilingSet | NotMade) -> None:
    """On the screen: the same page as in the folder, so that a warning is seen without opening anything."""
    if isinstance(made, NotMade):
        sys.stdout.write(f"No filing set: {made.reason}\n")
        return
    sys.stdout.write(f"{made.folder} is what an authority's form takes:\n")
    sys.stdout.write("".join(f"  {one.name}  {one.size} bytes  SHA-256 {one.sha256}\n" for one in made.files))
    sys.stdout.write(f"\n{made.readme}")


def open_page(ground: Ground, authority: Authority) -> None:
    """Show the authority's page in the person's own browser; never from a rehearsal."""
    if ground.world is not None:
        click.echo("  note: this is a rehearsal; the authority's page is not opened.", err=True)
        return
    click.launch(authority.form or authority.page)
