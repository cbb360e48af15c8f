"""The network or the mailbox is gone for a while: nothing is lost, nothing is sent twice, and it is said."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.obstacles import Exit
from fixtures.town import Town
from tests.never_twice.siege import Siege, crowd


def without_network(siege: Siege) -> dict[str, str]:
    """The settings of a run whose every host is at a port where nobody listens."""
    world = siege.town.directory / "world-without-network.toml"
    text = siege.town.world.read_text("utf-8")
    world.write_text(re.sub(r'= "127\.0\.0\.1:[0-9]+"', '= "127.0.0.1:9"', text), "utf-8")
    return {"OPTOUT_WORLD": str(world), "OPTOUT_RETRY_PAUSE": "0"}


def test_a_network_that_is_gone_stops_the_walks_and_they_go_when_it_is_back(tmp_path: Path) -> None:
    """Stopped before any intent, due in two hours, and then sent once each."""
    start = datetime(2026, 11, 20, 9, tzinfo=UTC)
    people = crowd([("whatsapp", "silent", 2), ("facebook", "works", 1)])
    with Town(tmp_path / "town", people, imap="python", pace=0, now=start) as town:
        siege = Siege(town, tmp_path / "data")
        siege.log_in()
        siege.extra = without_network(siege)
        with siege.run() as program:
            code = program.wait(120)
        cut_off = siege.household.status()
        siege.extra = {}

        assert Exit.LATER == code, program.said
        assert {("stopped", "no_network", 0)} == {(r["state"], r["obstacle"], r["sends"]) for r in cut_off.values()}
        assert {start + timedelta(hours=2)} == {datetime.fromisoformat(row["due"]) for row in cut_off.values()}
        assert [0, 0, 0] == list(siege.arrived().values())

        met = siege.finish()

        assert [] == met
        assert [1, 1, 1] == list(siege.arrived().values())
        assert [] == siege.contradictions()
        assert {"acknowledged", "confirmed"} >= set(siege.states())


def without_mailbox(siege: Siege) -> dict[str, str]:
    """The settings of a run whose every mailbox is at a port where nobody listens."""
    household = siege.town.directory / "household-without-mailbox.toml"
    household.write_text(re.sub(r"(?m)^port = [0-9]+$", "port = 9", siege.town.household.read_text("utf-8")), "utf-8")
    return {"OPTOUT_HOUSEHOLD": str(household)}


def test_a_mailbox_that_is_gone_stops_no_walk_and_is_read_when_it_is_back(tmp_path: Path) -> None:
    """It is said in a sentence, the form is sent, and the letter that came meanwhile is found later."""
    with Town(tmp_path / "town", crowd([("facebook", "works", 1)]), imap="python", pace=0) as town:
        siege = Siege(town, tmp_path / "data")
        siege.log_in()
        siege.extra = without_mailbox(siege)
        with siege.run() as program:
            program.wait(120)
        without = siege.states()
        siege.extra = {}
        town.postman.wait_until_idle(30)
        siege.household.optout("run", "--wait", "0")

        assert "mailbox" in program.said, program.said
        assert "Traceback" not in program.said
        assert ["acknowledged"] == without
        assert ["confirmed"] == siege.states()
        assert [1] == list(siege.arrived().values())
