"""Every way a walk can be stopped, and what each asks for.

Obstacle
├── the road:     DeadLink · BlankPage · LabelDrift · WrongForm · UnknownPage · LeftThePlatform
├── the form:     RegionLock · CountryMissing · FormChanged · FieldRefused
├── the account:  LoginWall · LoginLoop · Checkpoint · Captcha · WrongAccount
├── the server:   RateLimited · ServerError
└── the machine:  NoNetwork · BrowserCrash

Obstacles are raised; answers (``answers.py``) are recorded. The two are never mixed.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import ClassVar


class Exit(IntEnum):
    """Exit codes of every command. When several apply, the highest wins."""

    NOTHING_LEFT = 0
    OUR_BUG = 1
    USAGE = 2
    PERSON_NEEDED = 10
    LATER = 11
    FORM_NOT_AVAILABLE = 12
    UPDATE_NEEDED = 13
    REFUSED_OR_SILENT = 14


class Mover(StrEnum):
    """Whose move is next."""

    CONTROLLER = "controller"
    PERSON = "person"
    US = "us"
    NOBODY = "nobody"


class Again(StrEnum):
    """When the same walk may be tried again. Never applies once a request may have left."""

    NOT_TODAY = "not today"
    AFTER_THE_PERSON_ACTS = "after the person acts"
    AFTER_AN_UPDATE = "after an update"
    SOON_THEN_LATER = "now, three times, then after 2, 4, 8 … 48 hours"
    LATER = "after 2, 4, 8 … 48 hours"


class Scope(StrEnum):
    """How much an obstacle spoils: this road only, or every road of this account."""

    WAY = "way"
    ACCOUNT = "account"


@dataclass
class Obstacle(Exception):  # noqa: N818 - the domain's word, and it is raised like any exception
    """What stopped a walk. ``tried`` and ``seen`` are short plain sentences without personal data."""

    tried: str = ""
    seen: str = ""
    retry_after: timedelta | None = None

    code: ClassVar[str]
    whose_move: ClassVar[Mover]
    again: ClassVar[Again]
    exit: ClassVar[Exit]
    scope: ClassVar[Scope]
    advice: ClassVar[str]
    """What to do next: the third sentence of the hint."""

    def __post_init__(self) -> None:
        super().__init__(self.code, self.tried, self.seen)

    def hint(self) -> str:
        """Three sentences: what was tried, what was seen, what to do next."""
        return hint(self.code, self.tried, self.seen)

    def __str__(self) -> str:
        return f"{self.code}: {self.seen}" if self.seen else self.code


class DeadLink(Obstacle):
    """The link leads to nothing: 404, 410, or a page that says it is not available."""

    code = "dead_link"
    whose_move = Mover.CONTROLLER
    again = Again.NOT_TODAY
    exit = Exit.FORM_NOT_AVAILABLE
    scope = Scope.WAY
    advice = "The next way is tried; if all are dead, the evidence supports a letter to the controller (Art. 12(2))."


class BlankPage(Obstacle):
    """The page is empty, or holds a title and nothing else."""

    code = "blank_page"
    whose_move = Mover.CONTROLLER
    again = Again.LATER
    exit = Exit.LATER
    scope = Scope.WAY
    advice = "Such pages come and go; it is tried again later."


class LabelDrift(Obstacle):
    """A link or button has neither a wording nor an address that we know."""

    code = "label_drift"
    whose_move = Mover.US
    again = Again.AFTER_AN_UPDATE
    exit = Exit.UPDATE_NEEDED
    scope = Scope.WAY
    advice = "Point at the right link once with `optout teach`, or update optout."


class WrongForm(Obstacle):
    """The road ended on a look-alike: the third-party form or WhatsApp's general contact form. Nothing was sent."""

    code = "wrong_form"
    whose_move = Mover.CONTROLLER
    again = Again.NOT_TODAY
    exit = Exit.FORM_NOT_AVAILABLE
    scope = Scope.WAY
    advice = "Do not send that form: it is answered with “cannot take further action”; the next way is tried."


class UnknownPage(Obstacle):
    """A page that nothing we know describes, or something on it that lies above what was to be pressed."""

    code = "unknown_page"
    whose_move = Mover.PERSON
    again = Again.AFTER_THE_PERSON_ACTS
    exit = Exit.PERSON_NEEDED
    scope = Scope.WAY
    advice = (
        "Look at the picture in the evidence folder; if a wrong link led there, show the right one with "
        "`optout teach PLATFORM --phrase KEY`, and if it is the form, show its field with `optout teach PLATFORM`."
    )


class LeftThePlatform(Obstacle):
    """The road left the platform's own hosts. Nothing is typed there."""

    code = "left_the_platform"
    whose_move = Mover.PERSON
    again = Again.AFTER_THE_PERSON_ACTS
    exit = Exit.PERSON_NEEDED
    scope = Scope.WAY
    advice = "Do not type anything on that page; report it if it looks like the platform."


class RegionLock(Obstacle):
    """The form says that it does not exist for this country."""

    code = "region_lock"
    whose_move = Mover.CONTROLLER
    again = Again.NOT_TODAY
    exit = Exit.FORM_NOT_AVAILABLE
    scope = Scope.ACCOUNT
    advice = "Art. 21 GDPR needs no form: write the letter with the picture as exhibit."


class CountryMissing(Obstacle):
    """The list of countries does not hold the person's."""

    code = "country_missing"
    whose_move = Mover.CONTROLLER
    again = Again.NOT_TODAY
    exit = Exit.FORM_NOT_AVAILABLE
    scope = Scope.WAY
    advice = "No other country is chosen in its place; the next way is tried, then a letter."


class FormChanged(Obstacle):
    """The form has a field we cannot find, or a required one we do not know."""

    code = "form_changed"
    whose_move = Mover.US
    again = Again.AFTER_AN_UPDATE
    exit = Exit.UPDATE_NEEDED
    scope = Scope.WAY
    advice = "Update optout, or show it the field once with `optout teach`."


class FieldRefused(Obstacle):
    """The form refused what was filled in."""

    code = "field_refused"
    whose_move = Mover.PERSON
    again = Again.AFTER_THE_PERSON_ACTS
    exit = Exit.PERSON_NEEDED
    scope = Scope.ACCOUNT
    advice = "Correct the household file, then run again."


class LoginWall(Obstacle):
    """The page asks to log in."""

    code = "login_wall"
    whose_move = Mover.PERSON
    again = Again.AFTER_THE_PERSON_ACTS
    exit = Exit.PERSON_NEEDED
    scope = Scope.ACCOUNT
    advice = "Log in once with `optout login PERSON PLATFORM`, then run again."


class LoginLoop(Obstacle):
    """Logged in, and asked to log in again."""

    code = "login_loop"
    whose_move = Mover.CONTROLLER
    again = Again.NOT_TODAY
    exit = Exit.PERSON_NEEDED
    scope = Scope.ACCOUNT
    advice = "Log in anew with `optout login`; if it loops again, the evidence shows the obstruction."


class Checkpoint(Obstacle):
    """The platform wants to be sure who is there."""

    code = "checkpoint"
    whose_move = Mover.PERSON
    again = Again.AFTER_THE_PERSON_ACTS
    exit = Exit.PERSON_NEEDED
    scope = Scope.ACCOUNT
    advice = "Answer the platform's question in your own browser, then `optout login` again; this account rests today."


class Captcha(Obstacle):
    """A puzzle for people. It is never solved by machine."""

    code = "captcha"
    whose_move = Mover.PERSON
    again = Again.AFTER_THE_PERSON_ACTS
    exit = Exit.PERSON_NEEDED
    scope = Scope.ACCOUNT
    advice = "Solve it yourself in a headed `optout login`; this account rests today."


class WrongAccount(Obstacle):
    """The session belongs to another account than the household file says. Nothing was sent."""

    code = "wrong_account"
    whose_move = Mover.PERSON
    again = Again.AFTER_THE_PERSON_ACTS
    exit = Exit.PERSON_NEEDED
    scope = Scope.ACCOUNT
    advice = "Log in as the right account with `optout login`."


class RateLimited(Obstacle):
    """Too many requests, says the server or the page."""

    code = "rate_limited"
    whose_move = Mover.CONTROLLER
    again = Again.LATER
    exit = Exit.LATER
    scope = Scope.ACCOUNT
    advice = "It is tried again later, no sooner than the server asks."


class ServerError(Obstacle):
    """A technical error of the server, also one shown with HTTP 200."""

    code = "server_error"
    whose_move = Mover.CONTROLLER
    again = Again.SOON_THEN_LATER
    exit = Exit.LATER
    scope = Scope.WAY
    advice = "It is tried again by itself."


class NoNetwork(Obstacle):
    """The host does not answer at all."""

    code = "no_network"
    whose_move = Mover.US
    again = Again.SOON_THEN_LATER
    exit = Exit.LATER
    scope = Scope.ACCOUNT
    advice = "Check the connection; it is tried again by itself."


class BrowserCrash(Obstacle):
    """The browser went away, or its page was too busy to let anything be seen or done."""

    code = "browser_crash"
    whose_move = Mover.US
    again = Again.SOON_THEN_LATER
    exit = Exit.LATER
    scope = Scope.ACCOUNT
    advice = "A new browser is started; if it happens again, run `optout doctor`."


ALL: tuple[type[Obstacle], ...] = (
    DeadLink, BlankPage, LoginWall, LoginLoop, Checkpoint, Captcha, RegionLock, CountryMissing, WrongForm,
    WrongAccount, LabelDrift, FormChanged, FieldRefused, RateLimited, ServerError, LeftThePlatform, UnknownPage,
    NoNetwork, BrowserCrash,
)  # fmt: skip
BY_CODE: dict[str, type[Obstacle]] = {kind.code: kind for kind in ALL}


def hint(code: str, tried: str, seen: str) -> str:
    """The three sentences of an obstacle that was read back from the journal."""
    kind = BY_CODE[code]
    situation = (kind.__doc__ or "").splitlines()[0]
    return " ".join((_sentence(tried or "A walk was tried"), _sentence(seen or situation), kind.advice))


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "”", "»")) else f"{text}."
