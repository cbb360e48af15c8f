"""Pages as real sites build them: contact forms of well-known tools, sign-ups, shops, articles, walls."""
# ruff: noqa: E501 - a page stays on one line

from html import escape

from tests.seeing.controls import (
    PUZZLES,
    TRAPS,
    button,
    control,
    fields,
    labelled,
    login_bar,
    newsletter,
    no_puzzle,
    puzzle,
    search,
    trap,
    words,
)
from tests.seeing.corpus import Speaker, Template, document

STYLES = ("for", "wrap", "floating", "floating-loose", "placeholder", "aria", "labelledby", "loose", "br")


def contact(say: Speaker) -> str:
    """A contact page as most sites have it, with whatever else stands around."""
    style = say.chance.choice(STYLES)
    kinds = say.chance.choice(
        (
            "name email phone reason",
            "name email reason",
            "email reason",
            "company name email phone subject reason",
            "email country reason",
        )
    )
    around = say.maybe(0.5, search(say)) + say.maybe(0.3, login_bar(say))
    foot = say.maybe(0.5, newsletter(say))
    hidden = say.maybe(0.5, trap(say, say.chance.randrange(TRAPS)))
    say.kind = "form"
    form = f'<form action="/contact" class="wpcf7-form" method="post">{fields(say, kinds, style)}{hidden}{no_puzzle(say, say.chance.randrange(7))}{button(say)}</form>'
    return document(say, f"{around}<main><h1>{escape(say('subject'))}</h1><p>{say('intro')}</p>{form}</main>{foot}")


def table(say: Speaker) -> str:
    """An old page that lays out its form in a table."""
    rows = fields(say, "name company email phone reason", "row")
    return document(
        say,
        f'<p>{say("intro")}</p><form action="/cgi-bin/formmail.pl" method="post"><table>{rows}<tr><td></td><td>{button(say, "input")} <input type="reset" value="{say("cancel")}"></td></tr></table></form>',
    )


def heads_above(say: Speaker) -> str:
    """A table whose labels stand in the row above."""
    return document(
        say,
        f"<form><table><tr><th>{words(say, 'name')}</th><th>{words(say, 'email')}</th><th>{words(say, 'phone')}</th></tr>"
        f"<tr><td>{control(say, 'name')}</td><td>{control(say, 'email')}</td><td>{control(say, 'phone')}</td></tr></table>{button(say)}</form>",
    )


def definitions(say: Speaker) -> str:
    """Labels as terms of a definition list."""
    return document(
        say, f"<p>{say('intro')}</p><form><dl>{fields(say, 'name email phone reason', 'dl')}</dl>{button(say)}</form>"
    )


def two_columns(say: Speaker) -> str:
    """Two fields side by side on each row."""
    say.styles.append(".half{display:inline-block;width:45%}")
    pairs = "".join(
        f'<div class="half">{labelled(say, kind, "for")}</div>' for kind in ("name", "company", "email", "phone")
    )
    return document(say, f"<form>{pairs}{labelled(say, 'reason', 'for')}{button(say, 'click')}</form>")


def boxes_only(say: Speaker) -> str:
    """No form element, no button element: boxes with roles, as the great platforms write them."""
    kinds = say.chance.choice(("email reason", "country email reason", "email", "email phone reason"))
    body = "".join(
        f'<div class="x9"><div class="x2"><div class="x3">{labelled(say, kind, say.chance.choice(("loose", "labelledby", "aria")))}</div></div></div>'
        for kind in kinds.split()
    )
    bar = say.maybe(0.5, login_bar(say))
    say.kind = "form"
    cancel = f'<div role="button" tabindex="0" class="x1"><span>{escape(say("cancel"))}</span></div>'
    return document(
        say,
        f'{bar}<div role="main" class="x0"><div class="x7"><h2>{escape(say("subject"))}</h2><div>{say("intro")}</div>{body}<div class="x8">{say.maybe(0.3, cancel)}{button(say, "div")}</div></div></div>',
    )


def survey_like(say: Speaker) -> str:
    """A questionnaire: every question a heading of its own, fields named entry.123."""
    questions = "".join(
        f'<div role="listitem" class="Qr7">{labelled(say, kind, "labelledby")}</div>'
        for kind in ("email", "name", "phone", "reason")
    )
    return document(
        say,
        f'<form action="/formResponse"><div role="heading" aria-level="1">{escape(say("subject"))}</div><div role="list">{questions}</div>{button(say, "div")}</form>',
    )


def one_question(say: Speaker) -> str:
    """One question at a time."""
    say.kind = "form"
    return document(
        say,
        f'<main><section><h2>{words(say, "email")}</h2><form><input type="email" data-truth="email" placeholder="name@example.org">{button(say, "button")}</form></section></main>',
    )


def privacy_request(say: Speaker) -> str:
    """A data subject's request: country first, then who and what."""
    choice = "".join(
        f'<label><input type="radio" name="rt" value="{n}"> {escape(say("subject"))} {n}</label>' for n in range(3)
    )
    say.kind = "form"
    return document(
        say,
        f'{search(say)}<main><h1>{escape(say("message"))}</h1><form class="dsar"><fieldset><legend>{escape(say("subject"))}</legend>{choice}</fieldset>{fields(say, "country name email phone reason", "for")}<label><input type="checkbox" name="ok"> {say("intro")}</label>{trap(say, say.chance.randrange(TRAPS))}{button(say)}</form></main>',
    )


def ticket(say: Speaker) -> str:
    """A help desk's ticket form."""
    return document(
        say,
        f'{search(say)}<main><form class="request-form">{fields(say, "email subject reason", "for")}<div><input type="file" name="att"><a href="#">+</a></div><footer>{button(say, "input")}</footer></form></main>{newsletter(say)}',
    )


def sign_up(say: Speaker) -> str:
    """Registration with a password twice."""
    pw = escape(say("password"))
    return document(
        say,
        f'<main><h1>{escape(say("signup"))}</h1><form>{fields(say, "name email phone", say.chance.choice(STYLES))}<label>{pw}<input type="password" name="p1"></label><label>{pw}<input type="password" name="p2"></label>{button(say, "button", text=say("signup"))}</form></main>',
    )


def log_in(say: Speaker) -> str:
    """A log-in page; its e-mail field is one, and is never to be filled."""
    style = say.chance.choice(("for", "placeholder", "aria", "floating"))
    say.kind = "login"
    return document(
        say,
        f'<main><h1>{escape(say("login"))}</h1><form action="/login">{labelled(say, "email", style)}<label>{escape(say("password"))}<input type="password" name="p"></label><label><input type="checkbox"> ok</label>{button(say, "button", text=say("login"))}</form><a href="/r">?</a></main>',
    )


def log_in_by_name(say: Speaker) -> str:
    """A log-in page that asks for a user name: no e-mail field."""
    say.kind = "login"
    return document(
        say,
        f'<main><h1>{escape(say("login"))}</h1><form action="/login"><label>{escape(say("user"))}<input type="text" name="username"></label><label>{escape(say("password"))}<input type="password" name="p"></label><button data-truth="submit?">{escape(say("login"))}</button></form></main>',
    )


def only_search(say: Speaker) -> str:
    """An article with a search box."""
    return document(
        say, f"{search(say)}<main><h1>{escape(say('subject'))}</h1>{('<p>' + say('intro') + '</p>') * 8}</main>"
    )


def article(say: Speaker) -> str:
    """An article with a newsletter in its footer."""
    return document(
        say,
        f"{search(say)}<article><h1>{escape(say('subject'))}</h1>{('<p>' + say('intro') + '</p>') * 10}</article>{newsletter(say, truth='email')}",
    )


def no_form(say: Speaker) -> str:
    """An article with buttons and links, and nothing to fill in."""
    return document(
        say,
        f"<nav><a href='/a'>{say('company')}</a><a href='/mail'>{say('email')}</a></nav><main>{('<p>' + say('intro') + '</p>') * 6}<button>{escape(say('cancel'))}</button> <p>info@example.org, {escape(say('phone'))} 0123 456789</p></main>",
    )


def checkout(say: Speaker) -> str:
    """A shop's till: many fields, a coupon, and a code that is none."""
    card = '<label>CVV<input type="tel" name="cvv" maxlength="4" autocomplete="cc-csc"></label><label>Card<input type="tel" name="cc" autocomplete="cc-number"></label>'
    return document(
        say,
        f'<main><form class="checkout">{fields(say, "name company country zip phone email", "for")}{card}<div><input type="text" name="coupon_code" placeholder="Coupon code"><button type="button" name="apply">Apply coupon</button></div>{button(say, "button")}</form></main>{newsletter(say)}',
    )


def puzzled(say: Speaker) -> str:
    """A contact form with a puzzle for people."""
    say.kind = "captcha"
    return document(
        say,
        f"<main><form>{fields(say, 'name email reason', say.chance.choice(STYLES))}{puzzle(say, say.chance.randrange(PUZZLES))}{button(say)}</form></main>",
    )


def hidden_twin(say: Speaker) -> str:
    """Every trap there is, beside one true field."""
    traps = "".join(trap(say, say.chance.randrange(TRAPS)) for _ in range(3))
    return document(
        say,
        f"<main><form>{traps}{fields(say, 'name email', say.chance.choice(('for', 'wrap', 'loose')))}{trap(say, say.chance.randrange(TRAPS))}{fields(say, 'reason', 'for')}{button(say)}</form></main>",
    )


def code_dialog(say: Speaker) -> str:
    """A dialog that asks for the code sent by mail, over the form."""
    say.kind = "code"
    dialog = f'<div role="dialog" aria-modal="true" style="position:fixed;top:100px;left:200px;width:400px;height:200px;background:#fff"><h2>{escape(say("code"))}</h2><label>{escape(say("code"))}<input type="text" name="c" inputmode="numeric" maxlength="6" data-truth="code"></label><button data-truth="submit">{escape(say("submit"))}</button></div>'
    return document(say, f'<main aria-hidden="true"><p>{say("intro")}</p></main>{dialog}')


def cookie_wall(say: Speaker) -> str:
    """A form with a consent dialog over it."""
    say.kind = "consent"
    wall = f'<div class="cc" style="position:fixed;bottom:0;left:0;right:0;height:200px;background:#eee"><p>{say("cookies")}</p><button>{escape(say("accept"))}</button><button data-truth="decline">{escape(say("decline"))}</button></div>'
    return document(say, f"<main><form>{fields(say, 'name email reason', 'for')}{button(say)}</form></main>{wall}")


def steps(say: Speaker) -> str:
    """The first of several steps; later ones are out of sight."""
    later = f'<div style="display:none">{labelled(say, "phone", "for").replace("data-truth", "data-later")}</div>'
    return document(
        say,
        f'<main><form>{fields(say, "email name", "for")}{later}<button type="button" data-truth="submit">{escape(say("submit"))}</button></form></main>',
    )


def comment(say: Speaker) -> str:
    """The comment form below an article."""
    return document(
        say,
        f'<article>{("<p>" + say("intro") + "</p>") * 4}</article><form action="/wp-comments-post.php">{fields(say, "reason name email", "for")}<label>Website<input type="url" name="url"></label>{button(say, "input")}</form>',
    )


def repeated(say: Speaker) -> str:
    """The e-mail address asked for twice."""
    return document(
        say, f"<form>{fields(say, 'email email phone', say.chance.choice(('for', 'loose', 'br')))}{button(say)}</form>"
    )


TEMPLATES: dict[str, Template] = {
    f.__name__: f
    for f in (
        contact, table, heads_above, definitions, two_columns, boxes_only, survey_like, one_question, privacy_request, ticket, sign_up,
        log_in, log_in_by_name, only_search, article, no_form, checkout, puzzled, hidden_twin, code_dialog, cookie_wall, steps, comment, repeated,
    )
}  # fmt: skip
