"""Take out of a page what nobody may read later: scripts, hidden values, tokens, what was typed.

An allow-list in both directions: tags that only run or carry data go with all they hold; of the attributes those stay
that show something (facts/evidence.md §7, rules 1 to 4). One pass over the text, in linear time, whatever the page is.
"""

import quopri
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from email import message_from_bytes
from email.message import Message
from urllib.parse import urlsplit

WITHHELD = "[withheld]"
LARGEST = 4 << 20
"""Bytes of one page; a larger one is not kept at all."""

_DROPPED = frozenset({"script", "template", "object", "embed", "applet", "noscript", "base", "frame", "frameset"})
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes", "plaintext", "iframe"})
"""Their content is no markup (HTML §13.2): it ends at their own end tag only."""
_EMPTY = frozenset({"base", "embed", "frame"})
_LABELLED = frozenset({"submit", "button", "reset"})
"""Inputs whose value is a word on a button."""
_SHOWN = frozenset(
    re.findall(
        r"\S+",
        "id class style alt title name type for role lang dir rel media width height colspan rowspan scope placeholder "
        "checked selected disabled required readonly multiple method label start hidden open tabindex charset size "
        "rows cols maxlength minlength autocomplete viewbox d fill stroke stroke-width x y x1 x2 y1 y2 cx cy r rx ry "
        "points transform xmlns preserveaspectratio align valign border",
    )
)
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "cite"})
_DRAWN = ("data:image/svg+xml", "data:image/png", "data:image/gif")
_LONGEST_DRAWN = 8_192
_NAME = re.compile(r"[A-Za-z][^\s/>]{0,60}")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=]{1,80})(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']*)))?""")
_QUERY = re.compile(r"(url\(\s*[\"']?[^\"')?\s]{1,2000})\?[^\"')]{0,4000}")


def address(url: str) -> str:
    """An address without the values of its query and without its fragment: both may be tokens."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return WITHHELD
    names = [pair.partition("=")[0] for pair in parts.query.split("&") if pair]
    query = "?" + "&".join(f"{name[:60]}=withheld" for name in names[:40]) if names else ""
    place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc and parts.scheme else ""
    if not place and parts.scheme:
        return WITHHELD  # javascript:, blob:, mailto:
    if not place and parts.netloc:
        place = f"//{parts.netloc.rpartition('@')[2]}"
    return f"{place}{parts.path}{query}"


def css(text: str) -> str:
    """A style sheet whose addresses bear no query."""
    return _QUERY.sub(r"\1", text)


def html(text: str) -> tuple[str, int]:
    """The page as it may be kept, and how many things were taken out."""
    return _Scrubber(text).run()


class _Scrubber:
    def __init__(self, text: str) -> None:
        self._text = text
        self._small = text.lower() if text.isascii() else text.translate(_LOWER)
        self._out: list[str] = []
        self._count = 0
        self._at = 0

    def run(self) -> tuple[str, int]:
        text = self._text
        while True:
            start = text.find("<", self._at)
            if start < 0:
                self._out.append(text[self._at :])
                return "".join(self._out), self._count
            self._out.append(text[self._at : start])
            self._at = start
            self._mark(start)

    def _mark(self, start: int) -> None:
        """What begins with this sign: a comment, a declaration, a tag, or nothing but the sign."""
        text = self._text
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            self._at = len(text) if end < 0 else end + 3
            self._count += 1
            return
        closing = text.startswith("</", start)
        found = _NAME.match(text, start + 1 + closing)
        if found is None:
            if text.startswith(("<!", "<?"), start):
                end = text.find(">", start)
                self._at = len(text) if end < 0 else end + 1
                if self._small.startswith("<!doctype", start):
                    self._out.append("<!DOCTYPE html>")
                return
            self._out.append("&lt;")
            self._at = start + 1
            return
        self._tag(found[0].lower(), found.end(), closing=closing)

    def _tag(self, name: str, at: int, *, closing: bool) -> None:
        attributes, end = self._attributes(at)
        self._at = end
        if name in _DROPPED:
            self._count += not closing
            if not closing and name not in _EMPTY:
                self._at = self._behind(name, end)
            return
        if closing:
            self._out.append(f"</{name}>")
            return
        kept = self._kept(name, attributes)
        if kept is None:
            self._count += 1
        else:
            self._out.append(f"<{name}{kept}>")
        if name in _RAW:
            self._raw(name, end)

    def _raw(self, name: str, start: int) -> None:
        """The content of an element that holds no markup."""
        self._at = self._behind(name, start)
        close = self._text.rfind("<", start, self._at)
        inner = self._text[start : close if close >= start else self._at]
        if name == "style":
            inner = css(inner)
        elif name in {"textarea", "iframe"} and inner.strip():
            inner, self._count = WITHHELD, self._count + 1
        self._out.append(f"{inner}</{name}>")

    def _behind(self, name: str, start: int) -> int:
        """The place behind the end tag of an element; the end of the text where there is none."""
        close = self._small.find(f"</{name}", start)
        if close < 0:
            return len(self._text)
        end = self._text.find(">", close)
        return len(self._text) if end < 0 else end + 1

    def _attributes(self, at: int) -> tuple[list[tuple[str, str]], int]:
        """Name and value of each attribute of a tag, and where the tag ends."""
        found: list[tuple[str, str]] = []
        text = self._text
        while True:
            match = _ATTRIBUTE.match(text, at)
            if match is None:
                end = text.find(">", at)
                return found, len(text) if end < 0 else end + 1
            found.append((match[1].lower(), next((part for part in match.groups()[1:] if part is not None), "")))
            at = match.end()

    def _kept(self, name: str, attributes: list[tuple[str, str]]) -> str | None:
        """The attributes that stay, written out; None for a tag that goes."""
        given = dict(attributes)
        if name == "meta":
            return f' charset="{_quoted(given["charset"])}"' if "charset" in given else None
        if name == "link" and not {"stylesheet", "icon"} & set(given.get("rel", "").lower().split()):
            return None
        written = []
        for key, value in given.items():
            said = self._said(name, key, value, given)
            if said is None:
                self._count += 1
            else:
                written.append(f' {key}="{_quoted(said)}"')
        return "".join(written)

    def _said(self, tag: str, key: str, value: str, given: dict[str, str]) -> str | None:
        """What stays of one attribute; None when nothing does."""
        if key == "value":
            if tag in {"input", "button", "option", "param"} and given.get("type", "").lower() not in _LABELLED:
                self._count += tag == "input" and bool(value)
                return WITHHELD if tag == "input" and value else None
            return value if tag != "param" else None
        if key in _ADDRESSES:
            if value.startswith(_DRAWN) and len(value) <= _LONGEST_DRAWN:
                return value
            return address(value)
        if key == "style":
            return css(value)
        return value if key in _SHOWN or key.startswith("aria-") else None


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
"""Lower case of ASCII only: other letters can change their number when they change their case."""


def _quoted(value: str) -> str:
    return value.replace('"', "&quot;")


_KEPT_PARTS = frozenset({"text/html", "text/css", "image/png", "image/svg+xml", "image/gif", "image/x-icon"})
"""Photographs (JPEG, WebP) are other people's or the person's own; a form has none."""


def mhtml(data: bytes) -> tuple[bytes, int]:
    """A page with its parts (RFC 2557), each part scrubbed; parts that are no text, style or drawing go."""
    message = message_from_bytes(data)
    parts: list[bytes] = []
    count = 0
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        body = _body(part)
        if kind not in _KEPT_PARTS or len(body) > LARGEST:
            count += 1
            continue
        if kind == "text/html":
            text, taken = html(body.decode("utf-8", "replace"))
            body, count = text.encode("utf-8", "replace"), count + taken
        elif kind in {"text/css", "image/svg+xml"}:
            body = (
                css(body.decode("utf-8", "replace")) if kind == "text/css" else html(body.decode("utf-8", "replace"))[0]
            ).encode("utf-8", "replace")
        parts.append(_part(kind, str(part.get("Content-Location", "")), str(part.get("Content-ID", "")), body))
    subject = address(str(message.get("Snapshot-Content-Location", "")))
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {_line(subject)}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="{_BOUNDARY}"\r\n\r\n'
    )
    return b"".join([head.encode(), *parts, f"--{_BOUNDARY}--\r\n".encode()]), count


_BOUNDARY = "----scrubbed-page----"


def _body(part: Message) -> bytes:
    payload = part.get_payload()
    text = payload if isinstance(payload, str) else ""
    way = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    raw = text.encode("utf-8", "surrogateescape")
    if way == "quoted-printable":
        return quopri.decodestring(raw)
    if way == "base64":
        try:
            return b64decode(raw)
        except (Base64Error, ValueError):
            return b""
    return raw


def _part(kind: str, location: str, identity: str, body: bytes) -> bytes:
    lines = [f"--{_BOUNDARY}", f"Content-Type: {kind}{'; charset=utf-8' if kind.startswith('text/') else ''}"]
    if identity:
        lines.append(f"Content-ID: {_line(identity)}")
    place = location if location.startswith("cid:") else address(location)
    lines += ["Content-Transfer-Encoding: base64", f"Content-Location: {_line(place)}", "", ""]
    packed = b64encode(body)
    wrapped = b"".join(packed[n : n + 76] + b"\r\n" for n in range(0, len(packed), 76))
    return "\r\n".join(lines).encode("utf-8", "replace") + wrapped + b"\r\n"


def _line(value: str) -> str:
    return " ".join(value.split())[:2_000]
