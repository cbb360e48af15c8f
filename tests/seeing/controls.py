"""Controls, traps and puzzles as real pages build them, each marked with what it truly is."""
# ruff: noqa: E501 - a page stays on one line

from html import escape

from tests.seeing.corpus import NAMES, Speaker

WORDS = {"reason": "message"}
COUNTRIES = {"FR": "France", "DE": "Deutschland", "IT": "Italia", "ES": "España", "PL": "Polska", "AT": "Österreich"}
CODES = (
    "AD",
    "AE",
    "AF",
    "AG",
    "AL",
    "AM",
    "AR",
    "AU",
    "BE",
    "BG",
    "BR",
    "CA",
    "CH",
    "CN",
    "CY",
    "CZ",
    "DK",
    "EE",
    "FI",
    "GR",
    "HR",
    "HU",
    "IE",
)


def words(say: Speaker, kind: str) -> str:
    """The label of a field."""
    return escape(say(WORDS.get(kind, kind)))


def control(say: Speaker, kind: str, extra: str = "", *, css: str = "", ident: str = "") -> str:
    """The bare control for a kind, without its label."""
    name = say.chance.choice(NAMES[kind])
    ident = f' id="{ident}"' if ident else ""
    css = f' class="{css}"' if css else ""
    truth = f'data-truth="{kind}"' if kind in {"email", "phone", "country", "reason", "code", "name"} else ""
    if kind == "reason":
        return f'<textarea name="{name}"{ident}{css} rows="5" {truth} {extra}></textarea>'
    if kind == "country":
        return f'<select name="{name}"{ident}{css} {truth} {extra}><option value="">–</option>{options()}</select>'
    return f'<input type="{say.text_type(kind)}" name="{name}"{ident}{css} {truth} {extra}>'


def options() -> str:
    """Some countries."""
    named = "".join(f'<option value="{code}">{name}</option>' for code, name in COUNTRIES.items())
    return named + "".join(f'<option value="{code}">{code}-land</option>' for code in CODES)


def labelled(say: Speaker, kind: str, style: str) -> str:
    """A control with its label, in one of the ways pages do it."""
    label, ident = words(say, kind), say.new(kind)
    star = say.maybe(0.4, ' <span class="req">*</span>')
    must = "required" if star else ""
    if style == "for":
        return f'<div class="row"><label for="{ident}">{label}{star}</label> {control(say, kind, must, css="input", ident=ident)}</div>'
    if style == "wrap":
        return f"<p><label> {label}{star}<br>{control(say, kind, must, css='wpcf7-form-control')} </label></p>"
    if style == "floating":
        blank = control(say, kind, f'placeholder=" " {must}', css="md", ident=ident)
        return f'<div class="field">{blank}<label for="{ident}">{label}</label></div>'
    if style == "floating-loose":
        return f'<div class="field">{control(say, kind, must, css="md")}<span class="float">{label}{star}</span></div>'
    if style == "placeholder":
        return "<div>" + control(say, kind, f'placeholder="{label}" {must}', css="f") + "</div>"
    if style == "aria":
        return "<div>" + control(say, kind, f'aria-label="{label}" {must}', css="f") + "</div>"
    if style == "labelledby":
        named = control(say, kind, f'aria-labelledby="{ident}"')
        return f'<div class="q"><div class="t"><span id="{ident}">{label}</span></div><div>{named}</div></div>'
    if style == "loose":
        return f'<div class="line"><div class="cap">{label}{star}</div><div class="box">{control(say, kind, must)}</div></div>'
    if style == "br":
        return f"{label}:{star}<br>{control(say, kind, must)}<br><br>"
    if style == "row":
        return f"<tr><td>{label}{star}</td><td>{control(say, kind, must)}</td></tr>"
    if style == "dl":
        return f"<dt>{label}</dt><dd>{control(say, kind, must)}</dd>"
    raise ValueError(style)


def button(say: Speaker, style: str = "", *, truth: str = "submit", text: str = "") -> str:
    """A button that sends, in one of the ways pages do it."""
    text = escape(text or say("submit"))
    mark = f'data-truth="{truth}"'
    style = style or say.chance.choice(("button", "input", "plain", "span"))
    if style == "input":
        return f'<input type="submit" value="{text}" class="btn" {mark}>'
    if style == "plain":
        return f'<button class="btn btn-primary" {mark}>{text}</button>'
    if style == "span":
        return f'<button type="submit" class="b" {mark}><span><span>{text}</span></span></button>'
    if style == "div":
        return f'<div role="button" tabindex="0" class="x1" {mark}><span>{text}</span></div>'
    if style == "click":
        return f'<button type="button" class="b" onclick="void 0" {mark}>{text}</button>'
    return f'<button type="submit" class="btn" {mark}>{text}</button>'


def fields(say: Speaker, kinds: str, style: str) -> str:
    """Several labelled controls."""
    return "".join(labelled(say, kind, style) for kind in kinds.split())


def search(say: Speaker) -> str:
    """A site's search, which is nobody's form."""
    label = escape(say("search"))
    look = say.chance.choice(
        (
            f'<form role="search" action="/s" class="s"><input type="search" name="q" placeholder="{label}"><button>{say("find")}</button></form>',
            f'<form action="/search"><input type="text" name="s" placeholder="{label}" aria-label="{label}"><button type="submit">🔍</button></form>',
        )
    )
    return f"<header>{look}</header>"


def login_bar(say: Speaker) -> str:
    """The log-in of a site that stands on top of every public page."""
    return (
        f'<div role="banner" class="bar"><form action="/login/" class="lf"><input type="email" name="email" placeholder="{escape(say("email"))}">'
        f'<input type="password" name="pass" placeholder="{escape(say("password"))}"><button type="submit">{escape(say("login"))}</button></form></div>'
    )


def newsletter(say: Speaker, *, truth: str = "") -> str:
    """The newsletter box in the footer; the page's own business only where there is no other."""
    mark, send = (f'data-truth="{truth}"', 'data-truth="submit"') if truth else ("", "")
    return (
        f'<footer><h3>{escape(say("news"))}</h3><form action="/subscribe" class="nl"><input type="email" name="EMAIL" {mark} placeholder="{escape(say("email"))}">'
        f'<button type="submit" {send}>{escape(say("join"))}</button></form></footer>'
    )


def trap(say: Speaker, which: int) -> str:
    """A field for machines only, hidden in one of a dozen ways. Its label is as tempting as can be."""
    label = escape(say("email"))
    box = f'<label>{label}<input type="{say.chance.choice(("email", "text"))}" name="email_2" data-truth="trap"{{}}></label>'
    unreachable = box.format(' tabindex="-1" autocomplete="off"')
    twin = box.format("")
    ways = (
        f'<div style="position:absolute;left:-9999px">{twin}</div>',
        f'<div style="display:none">{twin}</div>',
        f'<div style="opacity:0;height:0">{twin}</div>',
        f'<div style="height:0;overflow:hidden">{twin}</div>',
        f'<div aria-hidden="true" class="hp">{unreachable}</div>',
        f'<div><label>{escape(say("honey"))} <input type="text" name="website2" data-truth="trap"></label></div>',
        f'<div style="visibility:hidden;position:absolute">{twin}</div>',
        f'<div style="position:absolute;clip:rect(0,0,0,0);width:1px;height:1px;overflow:hidden">{twin}</div>',
        f"<details><summary>?</summary>{twin}</details>",
        f"<div hidden>{twin}</div>",
        f'<div style="position:absolute;top:-5000px">{twin}</div>',
        f'<p>{escape(say("honey"))}<br><input type="email" name="contact_me_by_fax_only" data-truth="trap"></p>',
        f'<div style="transform:scale(0);height:1px">{twin}</div>',
        f'<div style="clip-path:inset(50%);position:absolute">{twin}</div>',
        f'<input type="email" name="confirm" placeholder="{label}" data-truth="trap" style="position:absolute;z-index:-1;opacity:0.01">',
        '<div style="position:relative;height:30px"><input type="email" name="m" data-truth="trap" style="width:200px"><div style="position:absolute;inset:0;background:#fff;width:260px;height:24px"></div></div>',
    )
    return ways[which % len(ways)]


TRAPS = 16


def puzzle(say: Speaker, which: int) -> str:
    """A puzzle for people, as its makers tell sites to place it (their scripts do not load here)."""
    say.captcha = True
    letters = escape(say("letters"))
    ways = (
        '<script src="https://www.google.com/recaptcha/api.js" async defer></script><div class="g-recaptcha" data-sitekey="6Lsynthetic"></div>',
        '<script src="https://js.hcaptcha.com/1/api.js" async defer></script><div class="h-captcha" data-sitekey="synthetic"></div>',
        '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" defer></script><div class="cf-turnstile" data-sitekey="synthetic"></div>',
        f'<div><img src="/captcha.php?x=1" width="160" height="50" alt=""><br><label>{letters} <input type="text" name="captcha"></label></div>',
        '<iframe title="reCAPTCHA" width="304" height="78" src="https://www.google.com/recaptcha/api2/anchor?ar=1&k=6L&size=normal"></iframe>',
        '<script src="https://cdn.jsdelivr.net/npm/friendly-challenge/widget.min.js" async></script><div class="frc-captcha" data-sitekey="S"></div>',
        '<script src="https://smartcaptcha.yandexcloud.net/captcha.js" defer></script><div class="smart-captcha" data-sitekey="s" style="height:100px"></div>',
        '<iframe width="300" height="300" src="https://client-api.arkoselabs.com/fc/gc/?token=x"></iframe>',
        f'<p>{letters}: <canvas width="120" height="40"></canvas><br><input type="text" name="vcode"></p>',
        '<p>7 + 4 = <input type="text" name="quiz" size="3"></p>',
        '<div id="c1"></div><script src="https://www.google.com/recaptcha/api.js?onload=cb&render=explicit"></script><script>function cb(){grecaptcha.render("c1",{sitekey:"6L"})}</script>',
        '<script src="https://www.google.com/recaptcha/enterprise.js"></script><div class="g-recaptcha" data-sitekey="6L" data-size="compact"></div>',
    )
    return ways[which % len(ways)]


PUZZLES = 12


def no_puzzle(say: Speaker, which: int) -> str:
    """What only looks like a puzzle: invisible checks, and words about them."""
    ways = (
        '<script src="https://www.google.com/recaptcha/api.js?render=6Lsynthetic"></script><input type="hidden" name="g-recaptcha-response">',
        '<script src="https://www.google.com/recaptcha/api.js"></script><div class="g-recaptcha" data-sitekey="6L" data-size="invisible"></div>',
        "<p><small>This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.</small></p>",
        '<div class="grecaptcha-badge" data-style="bottomright" style="width:256px;height:60px;position:fixed;right:-186px;bottom:14px"><iframe title="reCAPTCHA" '
        'src="https://www.google.com/recaptcha/api2/anchor?ar=1&k=6L&size=invisible" width="256" height="60"></iframe></div>',
        '<div style="display:none"><div class="h-captcha" data-sitekey="s"></div></div>',
        '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script><div class="cf-turnstile" data-sitekey="s" data-appearance="interaction-only"></div>',
        "",
    )
    return ways[which % len(ways)]
