"""What a person would read of an HTML letter.

The tags are cut here and not by ``html.parser``: in Python 3.11 unclosed tags make it quadratic (CVE-2025-6069; 60 KB
of ``<a `` took 26 s) and ``<![`` makes it raise. A tag that never ends hides the rest, as it does in a browser, so that
no position is looked at twice.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass, field

MAX_OPEN = 2_000

_SILENT = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe", "select"}
)
_RAW = frozenset({"script", "style", "title", "textarea", "xmp", "noscript", "iframe"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_BLOCK = frozenset(
    {
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "form",
    }
    | {"blockquote", "pre", "hr", "center", "dl", "main", "aside", "address", "fieldset", "body"}
)
_LINE = frozenset({"br", "li", "tr", "dt", "dd", "caption"})
_TAG_END = re.compile(r"[>\"']")
_RAW_END = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in sorted(_RAW)}
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]{1,100})(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?")
_INVISIBLE = re.compile(
    r"display:none|visibility:hidden|visibility:collapse|mso-hide:all|opacity:0(\.0+)?(;|!|$)"
    r"|font-size:0(\.0+)?(px|pt|em|rem|%)?(;|!|$)|max-height:0(px)?(;|!|$)|text-indent:-\d{3,}|(left|top):-\d{3,}px"
)
_HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")
_QUOTED_CLASS = re.compile(r"gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote|divRplyFwdMsg")


@dataclass(slots=True)
class _Page:
    """The state of a reading: what is open, what was said so far."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    open: list[tuple[str, bool, bool]] = field(default_factory=list)
    """Name, hides what is inside, quotes what is inside."""
    names: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    quoted: int = 0

    def say(self, text: str) -> None:
        if not self.hidden:
            self.line.append(text)

    def end_line(self, *, paragraph: bool = False) -> None:
        words = " ".join("".join(self.line).split())
        self.line.clear()
        if words:
            self.lines.append(("> " if self.quoted else "") + words)
        if paragraph and self.lines and self.lines[-1]:
            self.lines.append("")

    def opened(self, name: str, attributes: str) -> None:
        if name in _BLOCK or name in _LINE:
            self.end_line(paragraph=name in _BLOCK)
        elif name in {"td", "th"}:
            self.say(" ")
        if name in _VOID or len(self.open) >= MAX_OPEN:
            return
        hides, quotes = _looks(name, attributes)
        self.open.append((name, hides, quotes))
        self.names[name] += 1
        self.hidden += hides
        self.quoted += quotes

    def closed(self, name: str) -> None:
        if name in _BLOCK or name in _LINE:
            self.end_line(paragraph=name in _BLOCK)
        while self.names[name]:
            last, hides, quotes = self.open.pop()
            self.names[last] -= 1
            self.hidden -= hides
            self.quoted -= quotes
            if last == name:
                break

    def body(self) -> None:
        """A body begins: whatever the head left open is closed, as browsers do."""
        while self.open:
            self.closed(self.open[-1][0])


def _looks(name: str, attributes: str) -> tuple[bool, bool]:
    """Whether an element hides what is inside, and whether it quotes somebody else."""
    hides, quotes = name in _SILENT, name == "blockquote"
    for match in _ATTRIBUTE.finditer(attributes[:16_384]):
        key = match[1].lower()
        value = html.unescape(_HUGE_REFERENCE.sub("", match[2] or match[3] or match[4] or ""))
        if key == "hidden" or (key == "style" and _INVISIBLE.search("".join(value.lower().split()))):
            hides = True
        elif key in {"class", "id"} and _QUOTED_CLASS.search(value):
            quotes = True
    return hides, quotes


def html_text(page: str) -> str:
    """The visible text of an HTML letter, one paragraph per block; what it quotes begins with ``> ``."""
    read = _Page()
    _read(page, read)
    return "\n".join(read.lines).strip()


@dataclass
class _Linked(_Page):
    """A reading that remembers where each visible link leads, and what is written on it."""

    links: list[tuple[str, str]] = field(default_factory=list)
    _target: str = ""
    _words: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        super().say(text)
        if self._target and not self.hidden:
            self._words.append(text)

    def opened(self, name: str, attributes: str) -> None:
        super().opened(name, attributes)
        if name == "a":
            self._end()
            self._target = "" if self.hidden else _attribute("href", attributes)
        elif name == "img" and self._target and not self.hidden:
            self._words.append(f" {_attribute('alt', attributes)} ")

    def closed(self, name: str) -> None:
        if name == "a":
            self._end()
        super().closed(name)

    def _end(self) -> None:
        if self._target and len(self.links) < MAX_LINKS:
            self.links.append((self._target, " ".join("".join(self._words).split())[:MAX_WORDS]))
        self._target = ""
        self._words.clear()


MAX_LINKS = 300
MAX_WORDS = 500


def html_links(page: str) -> tuple[tuple[str, str], ...]:
    """The links that a person would see in an HTML letter: target as written, and the words on it; at most 300."""
    read = _Linked()
    _read(page, read)
    read.closed("a")  # one that nobody closed
    return tuple(read.links)


def _read(page: str, read: _Page) -> None:
    at = 0
    while (tag := page.find("<", at)) >= 0:
        read.say(_said(page[at:tag]))
        at = _tag(page, tag, read)
    read.say(_said(page[at:]))
    read.end_line()


def _attribute(name: str, attributes: str) -> str:
    for match in _ATTRIBUTE.finditer(attributes[:16_384]):
        if match[1].lower() == name:
            return html.unescape(_HUGE_REFERENCE.sub("", match[2] or match[3] or match[4] or "")).strip()
    return ""


def _said(text: str) -> str:
    return html.unescape(_HUGE_REFERENCE.sub("�", text)) if "&" in text else text


def _tag(source: str, tag: int, read: _Page) -> int:
    """Read what begins with the < at ``tag``; gives where to go on."""
    if source.startswith("<!--", tag):
        end = source.find("-->", tag + 4)
        return end + 3 if end >= 0 else len(source)
    follows = source[tag + 1 : tag + 2]
    if follows in {"!", "?"}:
        end = source.find(">", tag)
        return end + 1 if end >= 0 else len(source)
    name_at = tag + 2 if follows == "/" else tag + 1
    if not (source[name_at : name_at + 1].isascii() and source[name_at : name_at + 1].isalpha()):
        read.say("<")
        return tag + 1
    end = _tag_end(source, name_at)
    if end < 0:
        return len(source)
    inside = source[name_at:end]
    name = re.split(r"[\s/>]", inside[:100], maxsplit=1)[0].lower()
    if follows == "/":
        read.closed(name)
        return end + 1
    if name == "body":
        read.body()
    read.opened(name, inside[len(name) :])
    return _after_raw(source, end + 1, name, read) if name in _RAW else end + 1


def _tag_end(source: str, at: int) -> int:
    """The > that closes a tag, quotes respected; -1 when there is none."""
    while (found := _TAG_END.search(source, at)) is not None:
        if found[0] == ">":
            return found.start()
        if source[found.start() - 1] not in "= \t\r\n":
            at = found.end()  # a stray quote inside a word opens nothing
            continue
        closing = source.find(found[0], found.end())
        if closing < 0:
            return -1
        at = closing + 1
    return -1


def _after_raw(source: str, at: int, name: str, read: _Page) -> int:
    """Skip what is no HTML inside script, style and the like."""
    end = _RAW_END[name].search(source, at)
    if end is None:
        return len(source)
    if name == "textarea":
        read.say(_said(source[at : end.start()]))
    return end.start()
