"""Read back a PDF that typst has made: its metadata, its pages, its text. Enough for that, and for nothing else."""

import re
import zlib
from collections.abc import Mapping

_STREAM = re.compile(rb"(\d+) 0 obj\s*(?:(?!endobj).)*?stream\r?\n(.*?)\nendstream", re.DOTALL)
_LITERAL = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*\)"
"""Parentheses that balance need no escape: three deep is as deep as it was seen."""
_STRING = re.compile(_LITERAL + rb"|(?<!<)<[0-9a-fA-F\s]+>|/(f\d+) [\d.]+ Tf|\bET\b", re.DOTALL)
_SPOKEN = re.compile(rb"/ActualText\s*(?:<[^>]*>|" + _LITERAL + rb")", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def xmp(pdf: bytes) -> str:
    """The metadata packet: it lies open, so that every archive can read it."""
    found = re.search(rb"<\?xpacket begin.*?<\?xpacket end", pdf, re.DOTALL)
    assert found
    return found[0].decode()


def claims(pdf: bytes) -> dict[str, str]:
    """Which standards the file declares to follow."""
    found = re.findall(r"<(pdfaid|pdfuaid):(part|conformance)>([^<]+)<", xmp(pdf))
    return {f"{space}:{name}": value for space, name, value in found}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as a screen reader gets it: by the fonts' own tables."""
    return [_text(content, _fonts(pdf, page)) for page, content in _contents(pdf)]


def text(pdf: bytes) -> str:
    """All of it, white space folded."""
    return " ".join(" ".join(pages(pdf)).split())


def squeezed(words: str) -> str:
    """Without any white space or place to break: line breaks are the page's business."""
    return re.sub(r"[\s\u200b]+", "", words)


def _contents(pdf: bytes) -> list[tuple[bytes, bytes]]:
    objects = _objects(pdf)
    found = []
    for page in re.findall(rb"<<[^<]*/Type/Page\b(?:(?!endobj).)*", pdf, re.DOTALL):
        number = re.search(rb"/Contents (\d+) 0 R", page)
        assert number
        found.append((page, _inflated(objects[int(number[1])])))
    return found


def _fonts(pdf: bytes, page: bytes) -> Mapping[str, Mapping[int, str]]:
    resources = page
    if b"/Font" not in page:
        number = re.search(rb"/Resources (\d+) 0 R", page)
        assert number
        resources = _plain(pdf, int(number[1]))
    listed = re.search(rb"/Font<<(.*?)>>", resources, re.DOTALL)
    assert listed
    named = re.findall(rb"/(f\d+) (\d+) 0 R", listed[1])
    return {name.decode(): _table(pdf, int(number)) for name, number in named}


def _table(pdf: bytes, font: int) -> Mapping[int, str]:
    number = re.search(rb"/ToUnicode (\d+) 0 R", _plain(pdf, font))
    assert number
    cmap = _inflated(_objects(pdf)[int(number[1])]).decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            start = bytes.fromhex(letters).decode("utf-16-be")
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = start[:-1] + chr(ord(start[-1]) + code - int(first, 16))
    return found


def _text(content: bytes, fonts: Mapping[str, Mapping[int, str]]) -> str:
    font, said = "", []
    # What is said instead of a glyph (of a place to break a word) is not a glyph.
    for found in _STRING.finditer(_SPOKEN.sub(b"", content)):
        if found[1]:
            font = found[1].decode()
        elif found[0] == b"ET":
            said.append(" ")
        else:
            inner = found[0][1:-1]
            raw = bytes.fromhex(inner.decode()) if found[0][:1] == b"<" else _ESCAPE.sub(_unescaped, inner)
            said += [fonts[font].get(int.from_bytes(raw[n : n + 2]), "\ufffd") for n in range(0, len(raw) - 1, 2)]
    return "".join(said)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code.isdigit() else _NAMED.get(code, code)


def _plain(pdf: bytes, number: int) -> bytes:
    found = re.search(rb"(?:^|\n)%d 0 obj(.*?)endobj" % number, pdf, re.DOTALL)
    assert found
    return found[1]


def _objects(pdf: bytes) -> dict[int, bytes]:
    return {int(number): content for number, content in _STREAM.findall(pdf)}


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content)
    except zlib.error:
        return content
