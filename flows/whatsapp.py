"""WhatsApp.

As the newspapers tell it: open the form, give the e-mail and the phone number of the account, send. What exists for
certain is the general objection of Article 21, which may be answered by mail with questions; no form of its own for AI
was found.
"""

from bot.household import Account
from bot.walk import Walk


def straight_to_the_form(walk: Walk) -> None:
    """The short way: the address of the form."""
    walk.open("whatsapp objection form")


WAYS = (straight_to_the_form,)


def ask(walk: Walk, account: Account) -> None:
    """What to say on the form."""
    walk.choose_if_shown("how can i make an objection", "how can i make an objection")
    walk.fill("account e-mail", account.email)
    walk.fill("phone number", account.phone)
    walk.fill_if_required("full name", account.person_name)
    walk.fill_if_shown("how this affects you", account.reason)
    walk.fill_if_required("how this affects you", account.standard_reason)
    walk.send("submit")
    walk.expect("request received")
