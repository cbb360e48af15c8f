"""The lane's own side: a browser, a journal, and one walk after the other."""

import errno
import traceback
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from bot.attempt import Attempt, Equipment, Interrupted
from bot.browser import Chromium, CountryNames
from bot.browser.gone import crash_is_an_obstacle
from bot.browser.tunnels import Tunnels
from bot.clock import Clock
from bot.household import Account
from bot.journal import Journal, JournalError
from bot.lane import Assignment, LaneSetup, Word
from bot.obstacles import BrowserCrash
from bot.phrasebook import Phrasebook
from bot.recordings import Recordings
from bot.sessions import VaultSessions

if TYPE_CHECKING:
    from bot.letters.notice import Notice

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
"""The machine cannot keep what must be kept: nobody's walk can go on."""


class Laneside:
    """What the worker process does."""

    def __init__(self, connection: Connection, setup: LaneSetup) -> None:
        self._connection = connection
        self._setup = setup
        self._chromium: Chromium | None = None
        self._countries: CountryNames | None = None
        self._attempt: Attempt | None = None
        self._tunnels = Tunnels(setup.arguments)
        self._tunnels.__enter__()

    def live(self) -> None:
        """Until the parent closes its end."""
        while True:
            assignment = self._connection.recv()
            if assignment is None:
                continue  # a request to stop that came when nothing was running
            self._connection.send(self._walk(assignment))

    def close(self) -> None:
        """Close the browser, if one was started, and what carried it."""
        self._let_go()
        self._tunnels.__exit__(None, None, None)

    def _walk(self, assignment: Assignment) -> Word:
        self._attempt = None
        try:
            self._attempt = Attempt(
                assignment.flow,
                assignment.account,
                assignment.objection,
                self._kit,
                told=lambda what: self._tell(assignment.objection, what),
                rehearse=assignment.mode == "rehearse",
            )
            self._attempt.run()
        except Interrupted:
            return ("interrupted", assignment.objection, "")
        except (BrokenPipeError, EOFError, ConnectionResetError):
            raise
        except (JournalError, OSError) as why:
            if isinstance(why, OSError) and why.errno not in NO_ROOM:
                return ("bug", assignment.objection, trace())
            return ("stuck", assignment.objection, cannot_keep(why, pressed=self._pressed))
        except Exception:  # noqa: BLE001 - our own bug: said in full to the parent, which counts it, and the next walk goes on
            return ("bug", assignment.objection, trace())
        return ("done", assignment.objection, self._attempt.stopped_by)

    @property
    def _pressed(self) -> bool:
        """Whether something of the walk under way may have left."""
        return self._attempt is not None and self._attempt.n is not None

    def _tell(self, objection: str, what: str) -> None:
        """Progress out, a request to stop in. What is about to be sent is not torn off, even if the parent is gone."""
        pending = self._pressed
        try:
            self._connection.send(("told", objection, what))
            stop = self._connection.poll() and self._connection.recv() is None
        except (BrokenPipeError, EOFError, ConnectionResetError) as why:
            if pending:
                return
            raise Interrupted from why
        if stop and not pending:
            raise Interrupted

    @cached_property
    def _kit(self) -> Equipment:
        setup = self._setup
        clock = Clock(setup.clock)
        book = Phrasebook.load(*setup.phrases)
        journal = Journal.open(setup.journal, world=setup.world, clock=clock)
        return Equipment(
            book=book,
            journal=journal,
            sessions=VaultSessions.open(setup.data),
            evidence=setup.data / "evidence",
            now=clock.now,
            new_context=self._new_context,
            countries=lambda: self._names,
            browser_facts=lambda: self._browser().facts,
            code=self._code,
            patience=setup.patience,
            answer_patience=setup.answer_patience,
            retry_pause=setup.retry_pause,
            world=setup.world,
            renew=self._tunnels.retire,
            reached=self._tunnels.reached,
            notice=self._notice,
            recordings=Recordings.open(setup.data),
        )

    def _notice(self, objection: str, platform: str) -> "Notice | str":
        """What the mails said before the walks began: nobody's mailbox is opened here."""
        from bot.letters.notice import notice_of  # noqa: PLC0415 - few roads begin with a letter

        kit = self._kit
        return notice_of(kit.journal.history(objection), self._setup.data / "mail", platform, kit.book)

    def _code(self, account: Account, since: datetime) -> str | None:
        """The code out of the mailbox. Few forms ask for one: what reads letters is only imported then."""
        from bot.codepost import CodePost  # noqa: PLC0415
        from bot.letters.known import keys_of  # noqa: PLC0415

        setup, clock = self._setup, Clock(self._setup.clock)
        post = CodePost(self._kit.journal, keys_of(setup.dns), clock, setup.ca, setup.secrets_dir, setup.code_patience)
        return post.code(account, since)

    def _browser(self) -> Chromium:
        """The warm browser, or a new one where the last is gone."""
        if self._chromium is not None and (self._chromium.browser is None or not self._chromium.browser.is_connected()):
            self._let_go()
        if self._chromium is None:
            chromium = Chromium(self._setup.browser, (*self._setup.arguments, *self._tunnels.arguments))
            with crash_is_an_obstacle():
                chromium.__enter__()
            self._chromium = chromium
        return self._chromium

    def _let_go(self) -> None:
        """Close the browser; one that is gone, or whose driver is, has nothing left to close."""
        chromium, self._chromium, self._countries = self._chromium, None, None
        if chromium is not None:
            with suppress(BrowserCrash), crash_is_an_obstacle():
                chromium.__exit__(None, None, None)

    def _new_context(self, locale: str, session: Mapping[str, Any] | None) -> Any:  # noqa: ANN401 - Playwright's own
        try:
            with crash_is_an_obstacle():
                return self._browser().context(locale=locale, session=session)
        except BrowserCrash:  # it died between two walks, which is nobody's obstacle: a new one, once
            self._let_go()
            with crash_is_an_obstacle():
                return self._browser().context(locale=locale, session=session)

    @property
    def _names(self) -> CountryNames:
        self._browser()
        if self._countries is None:
            self._countries = CountryNames(lambda: self._browser().context(locale="en").new_page())
        return self._countries


def trace() -> str:
    """The exception at hand, as it may be told."""
    from bot.logs import redact  # noqa: PLC0415 - only where something went wrong

    return redact(traceback.format_exc())


def cannot_keep(why: JournalError | OSError, *, pressed: bool) -> str:
    """For a person: what could not be kept, and what that means for the button."""
    said = str(why) if isinstance(why, JournalError) else f"The machine says: {why.strerror}."
    if pressed:
        return f"{said} One objection may have left; what became of it could not be written down."
    return f"{said} What cannot be written down is not sent: nothing left for this account."
