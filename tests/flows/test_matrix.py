"""Flow × scenario → state, obstacle, number of sends: one row per case, no logic in the test.

What each row must say was decided from DESIGN §8 and §9 before it was run.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from fixtures.residents import Resident
from fixtures.town import Town
from tests.flows.world import LANGUAGES, Household, resident

MATRIX = [
    # platform, scenario, state, obstacle, sends
    # ---- every way in, and what it ends in
    ("facebook", "works", "confirmed", None, 1),
    ("instagram", "works", "confirmed", None, 1),
    ("whatsapp", "works", "more_asked", None, 1),
    ("facebook", "works_2024", "confirmed", None, 1),
    ("instagram", "works_2024", "confirmed", None, 1),
    ("facebook", "dead_link", "confirmed", None, 1),
    ("instagram", "dead_link", "confirmed", None, 1),
    ("whatsapp", "dead_link", "stopped", "dead_link", 0),
    ("facebook", "everything_dead", "stopped", "dead_link", 0),
    ("instagram", "everything_dead", "stopped", "dead_link", 0),
    ("facebook", "notice_gone", "confirmed", None, 1),
    ("instagram", "notice_gone", "confirmed", None, 1),
    ("facebook", "policy_only", "confirmed", None, 1),
    ("instagram", "policy_only", "confirmed", None, 1),
    ("facebook", "hub_only", "stopped", "unknown_page", 0),
    ("instagram", "hub_only", "stopped", "unknown_page", 0),
    ("facebook", "two_object_links", "confirmed", None, 1),  # one of the two is the form that must never be sent
    ("instagram", "two_object_links", "confirmed", None, 1),
    ("facebook", "label_drift_soft", "confirmed", None, 1),
    ("instagram", "label_drift_soft", "confirmed", None, 1),
    ("facebook", "label_drift_hard", "stopped", "label_drift", 0),
    ("instagram", "label_drift_hard", "stopped", "label_drift", 0),
    ("facebook", "wrong_form", "stopped", "wrong_form", 0),
    ("instagram", "wrong_form", "stopped", "wrong_form", 0),
    ("whatsapp", "wrong_form", "stopped", "wrong_form", 0),
    ("facebook", "unknown_page", "stopped", "unknown_page", 0),
    ("instagram", "unknown_page", "stopped", "unknown_page", 0),
    ("whatsapp", "unknown_page", "stopped", "unknown_page", 0),
    ("facebook", "left_the_platform", "stopped", "left_the_platform", 0),
    ("instagram", "left_the_platform", "stopped", "left_the_platform", 0),
    ("whatsapp", "left_the_platform", "stopped", "left_the_platform", 0),
    # ---- the link in the controller's own mail
    ("facebook", "notice_link_works", "confirmed", None, 1),
    ("instagram", "notice_link_works", "confirmed", None, 1),
    ("facebook", "notice_link_dead", "confirmed", None, 1),
    ("instagram", "notice_link_dead", "confirmed", None, 1),
    ("facebook", "notice_link_region_locked", "stopped", "region_lock", 0),
    ("instagram", "notice_link_region_locked", "stopped", "region_lock", 0),
    ("facebook", "notice_forged", "confirmed", None, 1),
    ("instagram", "notice_forged", "confirmed", None, 1),
    ("facebook", "notice_broken_signature", "confirmed", None, 1),
    ("instagram", "notice_broken_signature", "confirmed", None, 1),
    # ---- what stands before the form
    ("facebook", "region_lock", "stopped", "region_lock", 0),
    ("instagram", "region_lock", "stopped", "region_lock", 0),
    ("whatsapp", "region_lock", "stopped", "region_lock", 0),
    ("facebook", "login_wall", "stopped", "login_wall", 0),
    ("instagram", "login_wall", "stopped", "login_wall", 0),
    ("facebook", "login_loop", "stopped", "login_loop", 0),
    ("instagram", "login_loop", "stopped", "login_loop", 0),
    ("facebook", "checkpoint", "stopped", "checkpoint", 0),
    ("instagram", "checkpoint", "stopped", "checkpoint", 0),
    ("facebook", "captcha", "stopped", "captcha", 0),
    ("instagram", "captcha", "stopped", "captcha", 0),
    ("whatsapp", "captcha", "stopped", "captcha", 0),
    ("facebook", "blank_page", "stopped", "blank_page", 0),
    ("instagram", "blank_page", "stopped", "blank_page", 0),
    ("whatsapp", "blank_page", "stopped", "blank_page", 0),
    ("facebook", "rate_limited", "stopped", "rate_limited", 0),
    ("instagram", "rate_limited", "stopped", "rate_limited", 0),
    ("whatsapp", "rate_limited", "stopped", "rate_limited", 0),
    ("facebook", "rate_limited_bare", "stopped", "rate_limited", 0),
    ("instagram", "rate_limited_page", "stopped", "rate_limited", 0),
    ("facebook", "server_error", "stopped", "server_error", 0),
    ("instagram", "server_error", "stopped", "server_error", 0),
    ("whatsapp", "server_error", "stopped", "server_error", 0),
    ("facebook", "server_error_twice", "confirmed", None, 1),
    ("instagram", "server_error_twice", "confirmed", None, 1),
    ("facebook", "already_objected", "stopped", "unknown_page", 0),  # in words nobody has seen: a person is shown them
    ("instagram", "already_objected", "stopped", "unknown_page", 0),
    ("facebook", "wrong_account", "stopped", "wrong_account", 0),
    ("instagram", "wrong_account", "stopped", "wrong_account", 0),
    # ---- the wire
    ("facebook", "slow", "confirmed", None, 1),
    ("instagram", "slow", "confirmed", None, 1),
    ("whatsapp", "slow", "more_asked", None, 1),
    ("facebook", "hang", "stopped", "no_network", 0),
    ("instagram", "hang", "stopped", "no_network", 0),
    ("whatsapp", "hang", "stopped", "no_network", 0),
    ("facebook", "reset", "stopped", "no_network", 0),
    ("instagram", "reset", "stopped", "no_network", 0),
    ("whatsapp", "reset", "stopped", "no_network", 0),
    ("facebook", "empty_reply", "stopped", "no_network", 0),
    ("instagram", "empty_reply", "stopped", "no_network", 0),
    ("whatsapp", "empty_reply", "stopped", "no_network", 0),
    # ---- the form
    ("facebook", "country_missing", "stopped", "country_missing", 0),
    ("instagram", "country_missing", "stopped", "country_missing", 0),
    ("facebook", "form_changed", "stopped", "form_changed", 0),
    ("instagram", "form_changed", "stopped", "form_changed", 0),
    ("whatsapp", "form_changed", "stopped", "form_changed", 0),
    ("facebook", "field_refused", "stopped", "field_refused", 0),
    ("instagram", "field_refused", "stopped", "field_refused", 0),
    ("whatsapp", "field_refused", "stopped", "field_refused", 0),
    ("whatsapp", "field_refused_by_server", "maybe_sent", None, 1),
    ("instagram", "field_refused_by_server", "maybe_sent", None, 1),
    ("facebook", "field_refused_by_server", "maybe_sent", None, 1),
    ("facebook", "code_by_mail_late", "confirmed", None, 1),
    ("instagram", "code_by_mail_late", "confirmed", None, 1),
    ("facebook", "min_length_after_code", "confirmed", None, 1),
    ("instagram", "min_length_after_code", "confirmed", None, 1),
    # ---- three witnesses: what the page and the network say
    ("facebook", "ok_but_failed", "maybe_sent", None, 1),
    ("instagram", "ok_but_failed", "maybe_sent", None, 1),
    ("whatsapp", "ok_but_failed", "maybe_sent", None, 1),
    ("facebook", "failed_but_ok", "maybe_sent", None, 1),
    ("instagram", "failed_but_ok", "maybe_sent", None, 1),
    ("whatsapp", "failed_but_ok", "maybe_sent", None, 1),
    ("facebook", "banner_beside_success", "maybe_sent", None, 1),
    ("instagram", "banner_beside_success", "maybe_sent", None, 1),
    ("whatsapp", "banner_beside_success", "maybe_sent", None, 1),
    ("facebook", "cut_after_send", "maybe_sent", None, 1),
    ("instagram", "cut_after_send", "maybe_sent", None, 1),
    ("whatsapp", "cut_after_send", "maybe_sent", None, 1),
    ("facebook", "closed_after_send", "maybe_sent", None, 1),  # a browser left alone would make it two on the wire
    ("instagram", "closed_after_send", "maybe_sent", None, 1),
    ("whatsapp", "closed_after_send", "maybe_sent", None, 1),
    ("facebook", "nothing_shown", "sent", None, 1),
    ("instagram", "nothing_shown", "sent", None, 1),
    ("whatsapp", "nothing_shown", "sent", None, 1),
    ("facebook", "success_is_a_picture", "sent", None, 1),
    ("instagram", "success_is_a_picture", "sent", None, 1),
    ("whatsapp", "success_is_a_picture", "sent", None, 1),
    ("facebook", "confirmation_late", "acknowledged", None, 1),
    ("instagram", "confirmation_late", "acknowledged", None, 1),
    ("whatsapp", "confirmation_late", "acknowledged", None, 1),
    ("facebook", "dialog_closes", "acknowledged", None, 1),
    ("instagram", "dialog_closes", "acknowledged", None, 1),
    ("whatsapp", "dialog_closes", "acknowledged", None, 1),
    ("facebook", "other_language", "acknowledged", None, 1),
    ("instagram", "other_language", "acknowledged", None, 1),
    ("whatsapp", "other_language", "acknowledged", None, 1),
    # ---- letters
    ("facebook", "refused", "refused", None, 1),
    ("instagram", "refused", "refused", None, 1),
    ("facebook", "silent", "acknowledged", None, 1),
    ("instagram", "silent", "acknowledged", None, 1),
    ("facebook", "extended", "needs_review", None, 1),  # nobody has seen such a letter: a guess does not classify
    ("instagram", "unclear_letter", "acknowledged", None, 1),  # a notification concerns no objection
    ("whatsapp", "validation_asked", "more_asked", None, 1),  # what was seen in a source is that it asks which and why
    ("facebook", "confirmed_in_spam", "confirmed", None, 1),
    ("instagram", "confirmed_twice", "confirmed", None, 1),
    ("facebook", "confirmed_html_only", "confirmed", None, 1),  # quoted-printable, with a picture that counts readers
    ("instagram", "confirmed_html_only", "confirmed", None, 1),  # base64
    ("whatsapp", "whatsapp_dialogue", "more_asked", None, 1),  # the answer is the person's: see the forty days
    ("facebook", "confirmed_by_lookalike", "acknowledged", None, 1),  # a forged letter never moves a state
    ("instagram", "confirmed_broken_signature", "acknowledged", None, 1),
    ("facebook", "refused_after_confirmation", "refused", None, 1),
]
LINKED = [
    Resident("linked", "Linked Resident", "en", "IE", platform, "linked@example.org",
             accounts_center="one", scenario="linked_accounts")
    for platform in ("facebook", "instagram")
]  # fmt: skip
PATIENT = {"slow", "confirmation_late"}
"""Scenarios that try a patience like the real one."""
IDLE = {"blank_page", "unknown_page", "hang", "label_drift_hard"}
"""Scenarios in which the bot does little else but wait."""
WHATSAPP_LANGUAGES = {
    "quick": {
        "dead_link": "fr", "region_lock": "de", "captcha": "es", "rate_limited": "pl", "wrong_form": "pt",
        "server_error": "nl",
    },
    "idle": {
        "unknown_page": "fr", "hang": "de", "blank_page": "it", "left_the_platform": "es", "form_changed": "pl",
        "field_refused": "pt", "reset": "nl", "empty_reply": "en",
    },
    "patient": {"slow": "fr"},
}  # fmt: skip
"""Nobody is logged in on WhatsApp's form: a fault of its page befalls all who speak a language in the same town."""
QUICK_PATIENCE = {"OPTOUT_PATIENCE": "6", "OPTOUT_ANSWER_PATIENCE": "6", "OPTOUT_CODE_PATIENCE": "40"}
REAL_PATIENCE = {"OPTOUT_PATIENCE": "15", "OPTOUT_ANSWER_PATIENCE": "30"}


def _household(platform: str, scenario: str) -> str:
    """In which of the three households a case lives."""
    if scenario in PATIENT:
        return "patient"
    elsewhere = platform == "whatsapp" and scenario in WHATSAPP_LANGUAGES["idle"]
    return "idle" if scenario in IDLE or elsewhere else "quick"


def _people(household: str) -> list[Resident]:
    cases = [case[:2] for case in MATRIX if household == _household(*case[:2])]
    return [
        resident(platform, scenario, n=n, language=_language(platform, scenario, n))
        for n, (platform, scenario) in enumerate(cases)
    ]


INFORMED = ("fr", "de")
"""The languages in which the information mail is known, so those to whom the town sends it."""


def _language(platform: str, scenario: str, n: int) -> str:
    if scenario.startswith("notice_") and scenario != "notice_gone":
        return INFORMED[n % 2]
    if platform == "whatsapp":
        return WHATSAPP_LANGUAGES[_household(platform, scenario)].get(scenario, "en")
    return LANGUAGES[n % len(LANGUAGES)]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Household]]:
    """Three households, each in its own town, run side by side: quick, idle and patient."""
    with ExitStack() as stack:
        found = {}
        for name in WHATSAPP_LANGUAGES:
            here = tmp_path_factory.mktemp(name)
            people = [*_people(name), *(LINKED if name == "patient" else [])]
            town = stack.enter_context(Town(here / "town", people, imap="python", pace=0.0))
            found[name] = Household(town, here / "data", REAL_PATIENCE if name == "patient" else QUICK_PATIENCE)
            if name == "patient":
                found[name].log_in()
            else:
                found[name].be_logged_in()
        _run_side_by_side(found)
        yield found


def _run_side_by_side(households: dict[str, Household]) -> None:
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(home.started("run", "--at-once", "3", "--wait", "0"))
            for name, home in households.items()
        }
        for name, command in running.items():
            printed, complaint = command.communicate(timeout=900)
            assert command.returncode in {0, 10, 11, 12, 13, 14}, f"{name}: {printed}\n{complaint}"
    for home in households.values():
        home.town.postman.wait_until_idle(30)
        home.optout("watch", "--for", "0")


@pytest.fixture(scope="module")
def status(lived: dict[str, Household]) -> dict[str, dict[str, object]]:
    """What `optout status --json` says after the run."""
    return {handle: row for home in lived.values() for handle, row in home.status().items()}


@pytest.fixture(scope="module")
def arrived(lived: dict[str, Household]) -> dict[str, int]:
    """What the towns counted on the wire, by person."""
    return {key[0]: count for home in lived.values() for key, count in home.town.sends().items()}


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("platform", "scenario", "state", "obstacle", "sends"),
    MATRIX,
    ids=lambda value: None if value is None else str(value),
)
def test_each_case_ends_as_its_scenario_says(
    status: dict[str, dict[str, object]], arrived: dict[str, int], platform: str,
    scenario: str, state: str, obstacle: str | None, sends: int,
) -> None:  # fmt: skip
    """State, obstacle and the number of requests, as the bot tells them and as the town counted them."""
    person = f"{scenario.replace('_', '-')}-{platform}"
    row = status[f"{person}/{platform}"]

    assert (state, obstacle, sends, sends) == (row["state"], row["obstacle"], row["sends"], arrived[person])


def test_linked_accounts_are_covered_by_one_objection(
    lived: dict[str, Household], status: dict[str, dict[str, object]]
) -> None:
    """One is sent, the other is recorded as covered, and the town saw one request."""
    states = sorted(str(status[f"linked/{platform}"]["state"]) for platform in ("facebook", "instagram"))

    assert ["confirmed", "covered"] == states
    assert 1 == sum(count for key, count in lived["patient"].town.sends().items() if key[0] == "linked")


WAYS = {
    "notice_link_works": "from_the_notice_mail", "notice_link_dead": "through_settings",
    "notice_link_region_locked": "from_the_notice_mail", "notice_forged": "through_settings",
    "notice_broken_signature": "through_settings",
}  # fmt: skip


@pytest.mark.parametrize("platform", ["facebook", "instagram"])
@pytest.mark.parametrize("scenario", WAYS)
def test_the_link_of_the_mail_is_walked_only_where_the_mail_is_proven(
    status: dict[str, dict[str, object]], platform: str, scenario: str
) -> None:
    """The way that decides: the mail's own link where it leads to a form or to a lock, else the next one."""
    row = status[f"{scenario.replace('_', '-')}-{platform}/{platform}"]

    assert WAYS[scenario] == row["way"]


def test_running_again_sends_nothing_twice(lived: dict[str, Household]) -> None:
    """Whatever is proven or may have been sent is not walked again, by hand or not."""
    before = lived["patient"].town.sends()
    lived["patient"].optout("run", "--wait", "0", "--at-once", "2")

    assert before == lived["patient"].town.sends()


def test_the_server_is_obeyed_about_when_to_come_back(status: dict[str, dict[str, object]], lived: object) -> None:
    """Retry-After moves the date of the next try."""
    row = status["rate-limited-facebook/facebook"]

    assert "controller" == row["whose_move"]
    assert row["due"] is not None
