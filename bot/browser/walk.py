"""Send once, listen to three witnesses, and never send again."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot import fields as finding
from bot.browser import find, hands
from bot.browser.aftermath import PageWord, Said, asks_more, comes_back, outcome_of, read, surely_the_forms
from bot.browser.find import Found
from bot.browser.form import Desk
from bot.browser.once import OneRequest, may_have_been_pressed
from bot.browser.patience import Bar
from bot.browser.verb import verb
from bot.browser.witness import ARRIVING, NetworkWitness, telling
from bot.fields import Field, FieldKind
from bot.lookout import Sight
from bot.obstacles import FieldRefused, FormChanged
from bot.phrasebook import is_below
from bot.survey import Survey

LOOKED_FOR = "The button that sends was looked for"
BESIDE = 2.0
"""Seconds for a window that the press has opened: by then the page itself had all its time."""
ASLEEP = "It is there and stays disabled, though all that is known was filled in: the form insists on something else"


@dataclass
class BrowserWalk(Desk):
    """All the verbs of a flow, in a page of its own."""

    network: NetworkWitness | None = None
    _word: PageWord | None = None
    _before: Survey | None = None
    _told: dict[str, object] | None = None
    _counted: int = 0
    """Requests that the journal knows of already: it adds them up."""
    _until: float | None = None
    """Until when the page may speak: one patience for all that ask after a press."""

    @verb
    def send(self, phrase: str) -> None:
        """Intent first, press second, and never again."""
        with self._step("send", phrase) as notes:
            button = self._submit_button(phrase)
            self._nothing_unknown()
            self._nothing_refused(button)
            self._count_what_is_asked()
            by = hands.make_sure(self.eyes, button.element)
            notes.captured = self.camera.files(exhibit=True)
            self._before = self.eyes.last
            notes.say(matched=button.by, words=button.words, fields=sorted(self._filled))
            self.eyes.sending = True
            self._press_once(button, by)
            self._listen()
            notes.say(network=outcome_of(self.network), server=self._server())

    @verb
    def enter_code_if_asked(self, phrase: str) -> None:
        """If the page asks for a code sent by mail, wait for that mail and enter the code: nothing is sent twice."""
        if self._aftermath().said is not Said.CODE_ASKED:
            return
        with self._step("code", phrase) as notes:
            self.errand.heard("page", answer=Said.CODE_ASKED.value)
            self.errand.told("waiting for the code by mail")
            code = self.errand.code()
            notes.say(code_came=code is not None)
            if code is None:
                return
            hits = self._now(phrase)
            if not hits:
                notes.say(field_found=False)
                return
            hands.guard(self.eyes, hits[0].element, self.eyes.hosts)
            hands.write(self.eyes, hits[0].element, code)
            notes.captured = self.camera.files(exhibit=False)
            self._confirm_code(hits[0], code)

    @verb
    def expect(self, phrase: str) -> None:
        """The page's own word is kept, whatever it is."""
        with self._step("expect", phrase) as notes:
            notes.exhibit = True
            word = self._last_word()
            self._hear_the_answer_out()
            notes.say(answer=word.said.value, words=word.words, obstacle=word.obstacle)
            self._tell_network(final=True)
            self.errand.heard("page", answer=word.said.value, phrase=word.words, obstacle=word.obstacle)

    def _submit_button(self, phrase: str) -> Found:
        hits = self.eyes.until(lambda s, _: self._fields(s, phrase) or None, tried=LOOKED_FOR)
        if not hits and self._sleeps():
            hits = self.eyes.until(lambda s, _: self._fields(s, phrase) or None, tried=LOOKED_FOR)
        if not hits:
            raise FormChanged(tried=LOOKED_FOR, seen=ASLEEP if self._sleeps() else "The form holds no such button")
        hands.guard(self.eyes, hits[0].element, self.eyes.hosts)
        hands.guard_target(self.eyes, hits[0].element, self.eyes.hosts)
        return hits[0]

    def _sleeps(self) -> bool:
        """The button that sends is there, and disabled: the page may still be at work on what was filled in."""
        seen = self.eyes.last
        found = finding.find(seen) if seen is not None else ()
        return any(f.kind is FieldKind.SUBMIT and not f.login and f.element.disabled for f in found)

    def _nothing_unknown(self) -> None:
        """A required field that nobody described stops the walk before anything is sent."""
        seen = self.eyes.last
        fields = finding.find(seen) if seen else ()
        filled = {f.element.form for f in fields if f.kind in {FieldKind.EMAIL, FieldKind.PHONE} and not f.login}
        unknown = [e for form in filled for e in finding.unknown_required(seen, fields, form)] if seen else []
        if unknown:
            names = ", ".join(f"“{(e.label or e.aria_label or e.name or e.tag)[:40]}”" for e in unknown[:3])
            raise FormChanged(
                tried="The form was filled in", seen=f"It insists on a field that nobody described: {names}"
            )

    def _nothing_refused(self, button: Found) -> None:
        """What the browser would hold back is known before the intent is written: nothing would leave."""
        refused = hands.what_the_browser_refuses(self.eyes, button.element)
        if refused is None:
            return
        empty, label = refused
        if empty:
            raise FormChanged(tried="The form was filled in", seen=f"It insists on a field that is empty: “{label}”")
        raise FieldRefused(tried="The form was filled in", seen=f"What was filled into “{label}” is not accepted")

    def _press_once(self, button: Found, by: Bar | None) -> None:
        filled = telling(self._filled.values())
        self.network = NetworkWitness(self.page, self.eyes.hosts, filled)
        self.network.__enter__()
        line = self.camera.certificates.lines.to(self.page)
        OneRequest(self.page, filled, self.errand.renew, line).watch()
        self.errand.intend()
        fault = hands.press_now(self.eyes, button.element, by)
        if fault is None:
            self.friction.click()
        elif not may_have_been_pressed(fault):
            self.errand.heard("page", answer=Said.FAILED.value, phrase=fault.seen, obstacle=fault.code)
            self._tell_network(final=True)
            raise fault
        # else whatever is on the wire says what became of it

    def _server(self) -> str:
        """Where the form's request went: address and port, empty where nobody knows or nothing left."""
        sent = self.network.requests[-1:] if self.network is not None else []
        return self.errand.reached(urlsplit(sent[0].url).hostname or "") if sent else ""

    def _listen(self) -> None:
        """Until the network has answered or the page has spoken."""
        self._aftermath(until_network=True)
        self._tell_network()

    def _hear_the_answer_out(self) -> None:
        """A page may thank before the server has answered, and before the answer is read to its end."""
        net = self.network
        if net is None:
            return
        if net.requests and not net.settled and self._until is not None:
            self.eyes.witness(lambda *_: True if net.settled else None, max(0.0, self._until - time.monotonic()))
        if net.reads_on:
            self.eyes.witness(lambda *_: None if net.reads_on else True, ARRIVING)

    def _last_word(self) -> PageWord:
        """What the page says in the end. A next step of the form, with new questions, is no end."""
        word, seen = self._aftermath(), self.eyes.last
        if word.said is not Said.NOTHING or seen is None:
            return word
        if asks_more(seen, self._before):
            return PageWord(Said.UNCLEAR, "the page asks something new")
        if comes_back(seen, self.page, self.network, telling(self._filled.values())):
            return PageWord(Said.UNCLEAR, "the form comes back as it was filled in")
        return self._word_beside() or word

    def _word_beside(self) -> PageWord | None:
        """What a window of the platform says that the press has opened: a form may be answered there."""
        hosts = self.eyes.hosts
        beside = [p for p in self.opened if not p.is_closed() and is_below(urlsplit(p.url).hostname or "", hosts)]
        if not beside:
            return None
        before, self.page = self.page, beside[-1]
        self.eyes.watch(self.page)
        word = self.eyes.witness(lambda seen, sight: read(seen, sight, self._before), BESIDE)
        if word is None:
            self.page = before
            self.eyes.watch(before)
        return word

    def _tell_network(self, *, final: bool = False) -> None:
        """What is new since it was last told: a browser may send the same once more by itself, and both count.

        A request that bears nothing of what was filled in may be the form's or anybody's (telemetry answers 200 at any
        time): that it went well is believed only where the page has spoken, too. What is still open is told at the end.
        """
        if self.network is None or not (final or self.network.settled) or outcome_of(self.network) == self._told:
            return
        facts = outcome_of(self.network)
        if facts["outcome"] == "ok" and not surely_the_forms(self.network) and self._word is None:
            if not final:
                return
            facts["outcome"] = "cut"
        self._told = outcome_of(self.network)
        requests = len(self.network.requests)
        self.errand.heard("network", **{**facts, "requests": requests - self._counted})
        self._counted = requests

    def _aftermath(self, *, until_network: bool = False) -> PageWord:
        """The page's word; asked for as long as it may take, and remembered."""
        if self._word is not None:
            return self._word
        net = self.network

        def question(seen: Survey, sight: Sight) -> PageWord | None:
            word = read(seen, sight, self._before)
            if word is None and until_network and net is not None and net.settled:
                return PageWord(Said.NOTHING)
            return word

        if self._until is None:
            self._until = time.monotonic() + self.errand.answer_patience
        word = self.eyes.witness(question, max(0.0, self._until - time.monotonic()))
        if word is not None and (word.said is not Said.NOTHING or not until_network):
            self._word = word
        return word or PageWord(Said.NOTHING)

    def _confirm_code(self, field: Found, code: str) -> None:
        """Press the button that belongs to the code's field. The objection was sent before: its ears are closed."""
        seen = self.eyes.survey()
        if seen is None:
            return
        self._tell_network(final=True)
        if self.network is not None:
            self.network.__exit__(None, None, None)
        button = next((f for f in finding.find(seen) if _confirms(f, field)), None)
        self._word, self._before, self._until = None, seen, None
        with NetworkWitness(self.page, self.eyes.hosts, {code}) as witness:
            if button is not None:
                hands.press(self.eyes, button.element)
            else:
                hands.place(self.eyes, field.element).press("Enter")
            self.friction.click()
            self._aftermath()
        if witness.outcome in {"failed", "cut"}:  # it speaks against; that it went well is for the page to say
            self.errand.heard("network", **{**outcome_of(witness), "requests": 0, "of": "code"})


def _confirms(button: Field, field: Found) -> bool:
    return (
        button.kind is FieldKind.SUBMIT
        and button.element.dialog == field.element.dialog
        and find.usable(button.element)
    )
