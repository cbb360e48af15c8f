"""Pages as other people would build them. Written by hand on 2026-11-22; every word is ours, but for the sentence of receipt."""

# ruff: noqa: E501  # pages stand here as they are served

from tests.browser.other_town import Page

FORM = "www.facebook.com/help/contact/712876720715583"
RECEIVED = "<h1>Thank you</h1><p>Your request will be applied going forward.</p>"
SUCCESS = {"www.facebook.com/done": Page(f"<html lang=en><title>Done</title><main>{RECEIVED}</main>")}
FIELD = "<p><label for=a>Email address</label> <input id=a name=x1 type=email required></p>"
BUTTON = "<button>Submit</button>"


def shell(inside: str, *, lang: str = "en", title: str = "Help", foot: str = "") -> str:
    """A plain page, server-rendered."""
    return (
        f"<!doctype html><html lang={lang}><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<header><a href=/>Home</a></header><main><h1>Object to the use of your information</h1>{inside}</main>{foot}</body></html>"
    )


def form(inside: str, *, action: str = "/send", method: str = "post", attributes: str = "") -> str:
    """A plain form."""
    return f'<form action="{action}" method="{method}" {attributes}>{inside}</form>'


def posting(inside: str, **shown: str) -> dict[str, Page]:
    """A form at the form's address that posts and leads to the page of receipt."""
    return {FORM: Page(shell(form(inside), **shown)), "POST www.facebook.com/send": Page(to="/done"), **SUCCESS}
