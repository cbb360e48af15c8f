"""Instagram.

As the newspapers tell it: the three dots of the profile, Settings, "More info and support", Privacy Center, the word
"object" in the second paragraph, the e-mail of the account, send. Meta answers by e-mail.
"""

from bot.household import Account
from bot.walk import Walk, way


def straight_to_the_form(walk: Walk) -> None:
    """The short way: the address of the form of 2025."""
    walk.open("instagram objection form")


def straight_to_the_form_of_2024(walk: Walk) -> None:
    """The short way: the address of the form of 2024."""
    walk.open("instagram objection form of 2024")


def from_the_notice_mail(walk: Walk) -> None:
    """The link in Instagram's own information mail, the one that was dead for the users in the press."""
    walk.open_from_mail("information mail")


def through_ai_at_meta(walk: Walk) -> None:
    """Over the page about AI at Meta: the link at its foot."""
    walk.open("instagram privacy center")
    walk.follow_if_shown("privacy topics")
    walk.follow("ai at meta")
    walk.follow_if_shown("information you've shared on meta products")
    walk.follow("submit an objection request")


@way(gone_since="2025-05-28")
def through_settings(walk: Walk) -> None:
    """The long way, the one a person can retrace with their own eyes."""
    walk.open("instagram")
    walk.follow_if_shown("profile")
    walk.follow("three dots")
    walk.follow("settings")
    walk.follow("more info and support")
    walk.follow("privacy center")
    walk.follow("object")


def through_the_policy(walk: Walk) -> None:
    """Over the rights section of the privacy policy."""
    walk.open("instagram privacy policy")
    walk.follow("right to object")


@way(discovery=True)
def through_the_hub(walk: Walk) -> None:
    """The hub of July 2026, whose inside nobody has described: looked at, never sent."""
    walk.open("hub")
    walk.explore()


WAYS = (
    straight_to_the_form,
    straight_to_the_form_of_2024,
    from_the_notice_mail,
    through_ai_at_meta,
    through_settings,
    through_the_policy,
    through_the_hub,
)


def ask(walk: Walk, account: Account) -> None:
    """What to say on the form, whichever generation it is."""
    walk.choose_if_shown("is the request about ai at meta", "yes")
    walk.choose_if_shown("country of residence", account.country)
    walk.fill("account e-mail", account.email)
    walk.fill_if_required("full name", account.person_name)
    walk.fill_if_shown("how this affects you", account.reason)
    walk.fill_if_required("how this affects you", account.standard_reason)
    walk.send("submit")
    walk.enter_code_if_asked("confirmation code")
    walk.expect("request received")
