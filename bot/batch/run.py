"""One pass over a household: who is due, in which lane, and what follows from how a walk ended."""

import hashlib
import socket
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from threading import Event as Bell
from typing import Literal

from bot.batch.rehearsed import rehearsed
from bot.batch.turns import RENEW, Turns
from bot.clock import Clock
from bot.collect import Post
from bot.household import Account, Household
from bot.journal import Journal, JournalError
from bot.lane import Assignment, Lane, LaneSetup
from bot.objection import Event, EventKind, Standing, State, walkable
from bot.obstacles import BrowserCrash
from bot.walk import Flow

CARRIES_OVER = {State.SENT, State.ACKNOWLEDGED, State.CONFIRMED, State.ALREADY_OBJECTED}
"""A linked account is covered once the other's objection is at least on the wire."""
UNDECIDED = {State.MAYBE_SENT, State.SENT, State.ACKNOWLEDGED, State.EXTENDED}
UNSENT = {State.PLANNED, State.STOPPED}
LINKED = {"facebook", "instagram"}
"""Platforms that can share an Accounts Center (facts/platforms.toml: covers_linked_accounts)."""
STOP_PATIENCE = 30.0
_HELD_ELSEWHERE = 1.0
"""Seconds until an objection that another program is walking is looked at again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One word about one account, for a person who watches."""

    account: Account
    what: Literal["waits", "walks", "ended", "covered", "bug"]
    text: str = ""
    """Of *walks* the step; of *ended* the code of the obstacle, else of the state, or how the rehearsal ended."""


@dataclass
class Run:
    """One pass over a household."""

    household: Household
    flows: Mapping[str, Flow]
    journal: Journal
    post: Post
    setup: LaneSetup
    clock: Clock
    tell: Callable[[Progress], None]
    seconds_between_sends: float
    at_once: int = 1
    rehearse: bool = False
    by_hand: bool = True
    bugs: list[str] = field(default_factory=list)
    rehearsed: dict[str, str] = field(default_factory=dict)
    """By account, how its rehearsal ended: an obstacle's code or the word of :func:`rehearsed`."""
    _ids: dict[str, str] = field(default_factory=dict)
    _groups: dict[tuple[str, str], list[Account]] = field(default_factory=dict)
    """Who shares an Accounts Center, by person and its word."""
    _states: dict[str, State] = field(default_factory=dict)
    """By objection, as read last: one question for all, then one after each of our own moves."""
    _turns: Turns | None = None
    _ending: bool = False

    def enrol(self, accounts: Iterable[Account]) -> tuple[Account, ...]:
        """Every account gets its objection; those whose platform has a flow are returned."""
        chosen = tuple(account for account in accounts if account.platform in self.flows)
        for account in chosen:
            known = account.id in self._ids
            self._ids[account.id] = self.journal.enrol(account)
            if account.accounts_center and account.platform in LINKED and not known:
                self._groups.setdefault((account.person_id, account.accounts_center), []).append(account)
        return chosen

    def walk(self, accounts: Sequence[Account]) -> None:
        """Walk what is due, then record what is covered. Ctrl-C leaves everything resumable."""
        self._look()
        queue = [account for account in accounts if self.rehearse or self._is_due(account)]
        for account in queue:
            self.tell(Progress(account, "waits"))
        count = max(1, min(self.at_once, len({a.platform for a in queue})))
        lanes = [Lane(self.setup, alone=self.journal.let_go) for _ in range(count)]
        self._turns = Turns.of(self.journal, self._holder, 0 if self.rehearse else self.seconds_between_sends)
        try:
            self._walk_all(_by_platform(queue), lanes)
        except (KeyboardInterrupt, JournalError):
            self._let_finish(lanes)
            raise
        finally:
            for lane in lanes:
                lane.end()
            self._turns.give_back()
        self.cover(accounts)

    def standing(self, account: Account) -> Standing:
        """Where the account's objection stands now."""
        return self.journal.standing(self._ids[account.id])

    def awaiting(self, accounts: Iterable[Account]) -> tuple[Account, ...]:
        """The accounts whose controller has not decided yet."""
        self._look()
        return tuple(account for account in accounts if self._state(account) in UNDECIDED)

    def cover(self, accounts: Sequence[Account]) -> None:
        """One objection covers the accounts of one Accounts Center; each gets a line that says why."""
        if self.rehearse:
            return
        self._look()
        for account in accounts:
            self._cover(account)

    # ---- who is walked

    def _look(self) -> None:
        self._states = {row.id: State(row.state) for row in self.journal.rows()}

    def _look_at(self, account: Account) -> Standing:
        standing = self.standing(account)
        self._states[self._ids[account.id]] = standing.state
        return standing

    def _state(self, account: Account) -> State:
        return self._states[self._ids[account.id]]

    def _is_due(self, account: Account) -> bool:
        if self._state(account) not in UNSENT:
            return False
        lead = self._lead(account)
        if lead is not None and self._state(lead) in {State.PLANNED, *UNDECIDED, *CARRIES_OVER}:
            return False
        return walkable(self.journal.history(self._ids[account.id]), self.clock.now(), by_hand=self.by_hand)

    def _lead(self, account: Account) -> Account | None:
        """The first account of the same Accounts Center: the one that is walked. None for that one itself."""
        group = self._groups.get((account.person_id, account.accounts_center), ())
        if not group or account.platform not in LINKED:
            return None
        first = next((a for a in group if self._state(a) in CARRIES_OVER), group[0])
        return None if first.id == account.id else first

    def _cover(self, account: Account) -> None:
        lead = self._lead(account)
        if lead is None or self._state(account) not in UNSENT or self._state(lead) not in CARRIES_OVER:
            return
        because = f"the household says that both share the Accounts Center “{account.accounts_center}”"
        facts = {"by": self._ids[lead.id], "because": because}
        self.journal.append(self._ids[account.id], Event(self.clock.now(), EventKind.COVERED, facts))
        self._look_at(account)
        self.tell(Progress(account, "covered", f"by {lead.name}"))

    @property
    def _holder(self) -> str:
        """One run at a time has this data directory (its lock says so): what its predecessor left is its own again."""
        return hashlib.sha256(f"{socket.gethostname()}\0{self.setup.data.resolve()}".encode()).hexdigest()[:16]

    # ---- walking

    def _walk_all(self, waiting: dict[str, deque[Account]], lanes: list[Lane]) -> None:
        while any(waiting.values()) or any(lane.busy for lane in lanes):
            pause = self._assign(waiting, lanes)
            self._our_turns.renew([lane.busy.objection for lane in lanes if lane.busy])
            busy = {lane.connection: lane for lane in lanes if lane.busy and lane.connection}
            if busy:
                for connection in wait(list(busy), timeout=min(RENEW, pause or RENEW)):
                    self._hear(busy[connection])  # type: ignore[index]  # one of the connections given
                for lane in [lane for lane in lanes if lane.hangs]:
                    self._end(lane)
            elif any(waiting.values()):
                Bell().wait(pause or 0.05)  # nothing is running: only the clock can end the pause between two sends

    @property
    def _our_turns(self) -> Turns:
        assert self._turns is not None  # noqa: S101 - only asked while walking
        return self._turns

    def _assign(self, waiting: dict[str, deque[Account]], lanes: list[Lane]) -> float | None:
        """Give every free lane a walk whose platform is not being walked; the seconds until more may start."""
        pauses: list[float] = []
        for lane in lanes:
            if lane.busy:
                continue
            running = {other.busy.account.platform for other in lanes if other.busy}
            for platform in [name for name, line in waiting.items() if line and name not in running]:
                left = self._our_turns.seconds_until_polite(platform)
                account = self._next(waiting[platform]) if left <= 0 else None
                if account is not None:
                    self._start(lane, account)
                    break
                if waiting[platform]:
                    pauses.append(left if left > 0 else _HELD_ELSEWHERE)
        return min(pauses, default=None)

    def _next(self, line: deque[Account]) -> Account | None:
        """The first that is due still and that no other program is walking; those go to the end of the line."""
        for _ in range(len(line)):
            account = line.popleft()
            ours = self.rehearse or self._our_turns.take(self._ids[account.id])
            self._look_at(account)
            due = self.rehearse or self._is_due(account)
            if due and ours:
                return account
            if due:
                line.append(account)
            else:  # meanwhile sent by another program, covered, or decided by a letter
                self._our_turns.give(self._ids[account.id])
                self._cover(account)
        return None

    def _start(self, lane: Lane, account: Account) -> None:
        mode: Literal["run", "rehearse"] = "rehearse" if self.rehearse else "run"
        self.tell(Progress(account, "walks", "starts"))
        self._our_turns.used(account.platform)
        lane.give(Assignment(self._ids[account.id], self.flows[account.platform], account, mode))

    def _hear(self, lane: Lane) -> None:
        assert lane.busy is not None  # noqa: S101 - only busy lanes are heard
        account = lane.busy.account
        word = lane.hear()
        kind, text = (word[0], word[2]) if word else ("gone", "")
        if kind == "told":
            self.tell(Progress(account, "walks", text))
            return
        lane.busy = None
        if kind == "stuck":
            self.tell(Progress(account, "ended"))
            raise JournalError(text)
        if kind == "gone" and not self._ending:  # the signal that ends us may reach a lane that has just begun
            self._crashed(account)
        if kind == "bug":
            self.bugs.append(text)
            self.tell(Progress(account, "bug", text.strip().splitlines()[-1] if text.strip() else ""))
        if self.rehearse:
            self._note_rehearsal(account, {"done": text, "gone": BrowserCrash.code}.get(kind, "unfinished"))
        self._after(account)

    def _end(self, lane: Lane) -> None:
        """A page can keep its browser busy for ever: a lane that says nothing for so long is ended, and says so."""
        assert lane.busy is not None  # noqa: S101 - only busy lanes hang
        account, lane.busy = lane.busy.account, None
        lane.end(0)
        self._crashed(account)
        if self.rehearse:
            self._note_rehearsal(account, BrowserCrash.code)
        self._after(account)

    def _note_rehearsal(self, account: Account, obstacle: str) -> None:
        self.rehearsed[account.id] = obstacle or rehearsed(self.journal.history(self._ids[account.id]))

    def _after(self, account: Account) -> None:
        """The objection is anybody's again; who shares its Accounts Center may be covered now."""
        self._our_turns.give(self._ids[account.id])
        self._our_turns.pause(account.platform)
        standing = self._look_at(account)
        if not self.rehearse:
            for other in self._groups.get((account.person_id, account.accounts_center), ()):
                self._cover(other)
        stands = (standing.obstacle if standing.state is State.STOPPED else None) or standing.state.value
        self.tell(Progress(account, "ended", self.rehearsed.get(account.id, stands)))

    def _crashed(self, account: Account) -> None:
        """The lane is gone. Where nothing was about to be sent it is an obstacle like any other."""
        seen = {"tried": "A walk was under way", "seen": "Its process went away"}
        facts = {"obstacle": "browser_crash", "way": "", **seen}
        if self.standing(account).state in UNSENT and not self.rehearse:
            self.journal.append(self._ids[account.id], Event(self.clock.now(), EventKind.STOPPED, facts))

    def _let_finish(self, lanes: Sequence[Lane]) -> None:
        """What is about to be sent is finished and written down; everything else ends at its next verb."""
        self._ending = True
        busy = [lane for lane in lanes if lane.busy]
        for lane in busy:
            lane.ask_to_stop()
        for lane in busy:
            while lane.busy and lane.connection and lane.connection.poll(STOP_PATIENCE):
                with suppress(JournalError):  # said once already
                    self._hear(lane)


def _by_platform(queue: Iterable[Account]) -> dict[str, deque[Account]]:
    """One line per platform, each in the order of the household."""
    lines: dict[str, deque[Account]] = {}
    for account in queue:
        lines.setdefault(account.platform, deque()).append(account)
    return lines
