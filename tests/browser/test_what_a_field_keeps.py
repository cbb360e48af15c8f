"""What is written must stand there when it is sent: cut, listed apart, hidden in part, locked, or typed from a list."""

# ruff: noqa: E501  # pages stand here as they are served

import pytest

from bot.browser.filling import Number, entry_for, is_masked, keeps, parts_of
from tests.browser.conftest import ADDRESS, REASON, Walker
from tests.browser.other_town import OtherTown, Page
from tests.browser.pages import BUTTON, FIELD, SUCCESS, form, posting, shell

WHATSAPP = "www.whatsapp.com"
NUMBER = "870000001"
CODES = '<select name=cc aria-label="Country code"><option value=FR>France (+33)<option value=GB>UK +44<option value=IE>Ireland (+353)<option value=KN>St. Kitts +1869</select>'
PHONE = "<p><label for=t>Phone number</label> %s <input id=t name=tel type=tel></p>"
COUNTRY = "<p><label for=c>Country of residence</label> %s</p>"
TYPED = """<input id=c name=c role=combobox aria-autocomplete=list aria-controls=o autocomplete=off><ul role=listbox id=o hidden></ul><script>
c.addEventListener('input', () => setTimeout(() => { o.innerHTML = ''; for (const n of ['Iceland', 'Ireland', 'Italy'])
 if (n.toLowerCase().includes(c.value.toLowerCase())) { const l = document.createElement('li'); l.role = 'option'; l.textContent = n;
 l.onmousedown = () => { c.value = n; chosen.value = n.toUpperCase(); o.hidden = true }; o.append(l) } o.hidden = !o.children.length }, 200))</script>
<input type=hidden name=chosen id=chosen>"""
MINE = "<p><label for=a>Email address</label><input id=a name=e type=email value='%s' %s></p>"
GATE = """<p><label for=g>Does your request relate to AI at Meta?</label> <select id=g name=g onchange="rest.hidden = this.value != 'y'"><option value=''>-<option value=y>Yes<option value=n>No</select></p>
<div id=rest hidden>%s</div>"""


def on_whatsapp(inside: str) -> dict[str, Page]:
    """A form at WhatsApp's address."""
    return {
        f"{WHATSAPP}/contact/forms/382532939919295/": Page(shell(form(FIELD + inside + BUTTON))),
        f"POST {WHATSAPP}/send": Page(to="/done"),
        f"{WHATSAPP}/done": SUCCESS["www.facebook.com/done"],
    }


SENT = {
    "a country with a list of suggestions": (posting(COUNTRY % "<input id=c name=c list=l><datalist id=l><option>France<option>Ireland</datalist>" + FIELD + BUTTON), "c=Ireland"),
    "a country typed into a box that suggests": (posting(COUNTRY % TYPED + FIELD + BUTTON), "chosen=IRELAND"),
    "a country typed and nothing else": (posting(COUNTRY % "<input id=c name=c>" + FIELD + BUTTON), "c=Ireland"),
    "the address shown in part": (posting(MINE % ("a***r@example.org", "readonly") + BUTTON), "e=a***r@example.org"),
    "a question as a list": (posting(GATE % (FIELD + BUTTON)), "g=y"),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "borne"), SENT.values(), ids=SENT)
def test_what_a_person_would_fill_in_is_filled_in(
    walker: Walker, town: OtherTown, pages: dict[str, Page], borne: str
) -> None:
    """One request, and it bears what was meant."""
    town.show(pages)

    outcome = walker.walk()

    assert ("", "acknowledged", 1) == (outcome.obstacle, outcome.page, outcome.requests), outcome
    assert 1 == len([heard for heard in town.told(borne) if heard.method == "POST"]), town.heard


def test_the_account_s_own_address_may_be_locked(walker: Walker, town: OtherTown) -> None:
    """A field that is disabled is not sent along: the page's word says that the form was."""
    town.show(posting(MINE % (ADDRESS, "disabled") + "<input type=hidden name=of value=me>" + BUTTON))

    outcome = walker.walk()

    assert ("", "acknowledged", 1) == (outcome.obstacle, outcome.page, outcome.requests), outcome


STOPPED = {
    "a reason that is cut": (posting(FIELD + "<p><label for=r>How does this processing impact you?</label><textarea id=r name=r maxlength=20></textarea></p>" + BUTTON), "field_refused", "20 of 48"),
    "an address that is cut": (posting("<p><label for=a>Email address</label><input id=a name=e type=email maxlength=12></p>" + BUTTON), "field_refused", "12 of"),
    "a script that empties the field": (posting("<p><label for=a>Email address</label><input id=a name=e onblur=\"this.value = ''\"></p>" + BUTTON), "field_refused", "not what was written"),
    "somebody else's address, shown in part": (posting(MINE % ("b***b@example.net", "") + BUTTON), "wrong_account", "another"),
    "somebody else's address, locked": (posting(MINE % ("bob@example.net", "disabled") + BUTTON), "wrong_account", "another"),
    "suggestions without the country": (posting(COUNTRY % "<input id=c name=c list=l><datalist id=l><option>France<option>Italy</datalist>" + FIELD + BUTTON), "country_missing", "IE"),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "code", "seen"), STOPPED.values(), ids=STOPPED)
def test_what_does_not_stand_there_as_meant_is_not_sent(
    walker: Walker, town: OtherTown, pages: dict[str, Page], code: str, seen: str
) -> None:
    """No intent, nothing on the wire, and the person is told which field and why, but not what was in it."""
    town.show(pages)

    outcome = walker.walk(reason=REASON)

    assert (code, 0) == (outcome.obstacle, outcome.intents), outcome
    assert seen in outcome.seen
    assert ADDRESS not in outcome.seen
    assert not [heard for heard in town.heard if heard.method == "POST"]


def test_a_number_beside_a_list_of_calling_codes(walker: Walker, town: OtherTown) -> None:
    """The code is chosen in the list and the rest is typed: the two together are the number."""
    town.show(on_whatsapp(PHONE % CODES))

    outcome = walker.walk("whatsapp")

    assert ("", "acknowledged", 1) == (outcome.obstacle, outcome.page, outcome.requests), outcome
    (sent,) = [heard for heard in town.heard if heard.method == "POST"]
    assert sent.bears("cc=IE")
    assert sent.bears(f"tel={NUMBER}")


def test_a_list_without_the_calling_code_stops(walker: Walker, town: OtherTown) -> None:
    """France's code and an Irish number would be nobody's number."""
    town.show(on_whatsapp(PHONE % "<select name=cc><option>+33<option>+44<option>+1</select>"))

    outcome = walker.walk("whatsapp")

    assert ("country_missing", 0) == (outcome.obstacle, outcome.intents), outcome


@pytest.mark.parametrize(("written", "shown", "how", "kept"), [
    ("+353870000001", "+353 87 000 0001", {"phone": True}, True),
    ("+353870000001", "087 000 0001", {"phone": True}, True),
    ("+353870000001", "+353870000", {"phone": True}, False),
    ("+353870000001", "", {"phone": True}, False),
    ("a.b@example.org", "A.B@example.org ", {"exact": True}, True),
    ("a.b@example.org", "ab@example.org", {"exact": True}, False),
    ("I object.\nAll of it.", "I object. All of it.", {}, True),
    ("I don't want it", "I don’t want it", {}, True),
    ("I object to it", "I object", {}, False),
])  # fmt: skip
def test_what_counts_as_kept(written: str, shown: str, how: dict[str, bool], kept: bool) -> None:
    """Signs may be set anew; letters and digits may not be lost."""
    assert kept is keeps(written, shown, **how)


@pytest.mark.parametrize(("shown", "masked"), [
    ("a***r@example.org", True), ("an••••@example.org", True), ("A…@example.org", True),
    ("b***r@example.org", False), ("a***r@example.net", False), ("anna.muster@example.org", False),
    ("***", False), ("a*@*", False), ("a*n*a*.*m*u*s*r@example.org", False), ("*a*n*n*a*@*e*x*a*m*p*l*e*" * 50, False), ("", False),
])  # fmt: skip
def test_an_address_shown_in_part(shown: str, masked: bool) -> None:
    """Only where what is in sight fits, and enough is."""
    assert masked is is_masked(shown, ADDRESS)


def test_of_two_countries_with_one_code_the_number_s_own() -> None:
    """+1 is Canada's and the United States'."""
    number = parts_of("+14165550123")

    assert Number("1", "4165550123", "CA") == number
    assert "CA" == entry_for(number, {"canada"}, (("US", "United States +1"), ("CA", "Canada +1"), ("KN", "+1869")))
    assert "x2" == entry_for(number, {"canada"}, (("x1", "USA (+1)"), ("x2", "Canada (+1)")))
    assert entry_for(number, {"canada"}, (("KN", "+1869"),)) is None
