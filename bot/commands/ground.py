"""What a command stands on: settings, household, world, journal; each opened when first asked for."""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from bot.batch import Progress, Run
    from bot.chromium import Browser
    from bot.clock import Clock
    from bot.collect import Post
    from bot.household import Account, Household
    from bot.journal import Journal
    from bot.lane import LaneSetup
    from bot.phrasebook import Phrasebook
    from bot.settings import Places, Settings
    from bot.walk import Flow
    from bot.world import World


class Ground:
    """Opened once per command."""

    def __init__(self, places: "Places", here: Path) -> None:
        self.places = places
        self._here = here

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """From the command line, the environment and ``optout.toml``, in this order."""
        from bot.settings import places  # noqa: PLC0415

        here = Path.cwd()
        named = {name: here / value for name, value in given.items() if value}
        return cls(places(os.environ, here=here, **named), here)

    @cached_property
    def settings(self) -> "Settings":
        """How patient to be. Costs a quarter of a second (pydantic), so it is only read where it matters."""
        from bot.settings import load  # noqa: PLC0415

        return load(os.environ, self.places, here=self._here)

    @cached_property
    def data(self) -> Path:
        """The data directory, created for its owner alone, like every file made from now on."""
        from bot.settings import make_data  # noqa: PLC0415

        os.umask(0o077)
        return make_data(self.places.data)

    @cached_property
    def household(self) -> "Household":
        """The household file."""
        from bot.household import load  # noqa: PLC0415

        return load(self.places.household)

    @cached_property
    def world(self) -> "World | None":
        """The town, or None in the real world."""
        from bot.world import load  # noqa: PLC0415

        return load(self.places.world) if self.places.world else None

    @property
    def world_name(self) -> str | None:
        """How the world is called in every record."""
        return self.world.name if self.world else None

    @cached_property
    def clock(self) -> "Clock":
        """The machine's clock, or the world's."""
        from bot.clock import Clock  # noqa: PLC0415

        return Clock(self.world.clock if self.world else None)

    @cached_property
    def journal(self) -> "Journal":
        """The journal of this data directory and this world."""
        from bot.journal import Journal  # noqa: PLC0415

        _ = self.data  # made before anything is written into it
        return Journal.open(self.places.journal, world=self.world_name, clock=self.clock)

    @cached_property
    def flows(self) -> Mapping[str, "Flow"]:
        """Every flow there is."""
        from flows import FLOWS  # noqa: PLC0415

        return FLOWS

    @cached_property
    def phrase_folders(self) -> tuple[Path, ...]:
        """The shipped wordings, then the taught ones."""
        from flows import PHRASES  # noqa: PLC0415

        taught = self.places.data / "phrases"
        return (PHRASES, taught) if taught.is_dir() else (PHRASES,)

    @cached_property
    def book(self) -> "Phrasebook":
        """What the pages say."""
        from bot.phrasebook import Phrasebook  # noqa: PLC0415

        return Phrasebook.load(*self.phrase_folders)

    @cached_property
    def browser(self) -> "Browser":
        """A Chromium that works; a sentence says what to install where there is none."""
        from bot.chromium import NoBrowserError, find  # noqa: PLC0415
        from bot.machine import Machine  # noqa: PLC0415

        found = find(Machine.this(browser=self.places.browser))
        if found is None:
            raise NoBrowserError("No Chromium was found; run `optout doctor --fix`, or set OPTOUT_BROWSER to one.")
        return found

    @cached_property
    def browser_arguments(self) -> tuple[str, ...]:
        """What makes the browser live in the world."""
        from bot.world import chromium_arguments  # noqa: PLC0415

        return tuple(chromium_arguments(self.world)) if self.world else ()

    @cached_property
    def post(self) -> "Post":
        """The mailboxes of the household."""
        from bot.collect import Post  # noqa: PLC0415
        from bot.letters.known import keys_of  # noqa: PLC0415
        from bot.notices import Notices  # noqa: PLC0415

        keys, folder = keys_of(self.world.txt if self.world else None), self.data / "mail"
        by_mail = frozenset(name for name, flow in self.flows.items() if any(way.by_mail for way in flow.ways))
        return Post(
            journal=self.journal,
            folder=folder,
            keys=keys,
            clock=self.clock,
            notices=Notices(self.journal, folder, keys, self.clock, by_mail),
            ca=self.world.ca if self.world else None,
            secrets_dir=self.places.secrets,
        )

    @property
    def lane_setup(self) -> "LaneSetup":
        """What a lane needs."""
        from bot.lane import LaneSetup  # noqa: PLC0415

        settings, world = self.settings, self.world
        return LaneSetup(
            browser=self.browser.path,
            arguments=self.browser_arguments,
            phrases=self.phrase_folders,
            data=self.data,
            journal=self.places.journal,
            world=self.world_name,
            clock=world.clock if world else None,
            dns=world.txt if world else None,
            ca=world.ca if world else None,
            patience=settings.patience,
            answer_patience=settings.answer_patience,
            code_patience=settings.code_patience,
            retry_pause=settings.retry_pause if world is None else min(settings.retry_pause, self.pace),
            secrets_dir=self.places.secrets,
        )

    @property
    def pace(self) -> float:
        """Seconds between two sends on one platform: the world's, else the setting."""
        if self.world is not None and self.world.seconds_between_sends is not None:
            return self.world.seconds_between_sends
        return self.settings.seconds_between_sends

    def run(self, tell: "Callable[[Progress], None]", **how: Any) -> "Run":
        """A pass over the household."""
        from bot.batch import Run  # noqa: PLC0415

        return Run(
            household=self.household,
            flows=self.flows,
            journal=self.journal,
            post=self.post,
            setup=self.lane_setup,
            clock=self.clock,
            tell=tell,
            seconds_between_sends=self.pace,
            **how,
        )

    def chosen(self, person: str | None, platform: str | None) -> tuple["Account", ...]:
        """The accounts of one person, of one platform, or all."""
        people: Iterable[Any] = [self.household.person(person)] if person else self.household.persons
        accounts = [account for one in people for account in one.accounts]
        return tuple(a for a in accounts if platform is None or a.platform == platform)
