"""Trees of HTML and of trafilatura's XML → blocks: headings, paragraphs, items and rows, each in one line."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from fogline.intake.cleaning import Block, one_line

_HEADINGS = frozenset("head h1 h2 h3 h4 h5 h6".split())
_ROWS = frozenset(("row", "tr"))
_CELLS = frozenset(("cell", "td", "th"))
_ITEMS = frozenset(("item", "li"))
_BREAKS = frozenset(("lb", "br"))
_HIDDEN = frozenset("script style noscript template iframe object svg math head form button select nav".split())
_BLOCKS = frozenset(
    "p div section article main body blockquote quote list ul ol dl dt dd table tbody thead pre code figure "
    "figcaption header footer aside address details summary hr doc".split()
)


def parse_html(text: str) -> etree._Element | None:
    """The tree of a page; no network, no entities of its own, depth bounded by libxml2. None if there is none."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def fragment_blocks(markup: str) -> list[Block]:
    """The blocks of a fragment of HTML, as feeds carry it: nothing of it is left out but scripts and forms."""
    tree = parse_html(markup) if markup.strip() else None
    body = tree.find("body") if tree is not None else None
    return list(_walk(body, True)) if body is not None else []


def tree_blocks(body: etree._Element) -> list[Block]:
    """The blocks of the tree that trafilatura makes of an article."""
    return list(_walk(body, False))


class _Line:
    """Collects the words of the block that is open."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.tight = False

    def add(self, text: str | None) -> None:
        if text:
            self.words.append(text)

    def close(self, *, tight: bool = False, heading: bool = False, mark: str = "") -> Iterator[Block]:
        line = one_line("".join(self.words))
        was_tight, self.words, self.tight = self.tight, [], tight
        if line:
            yield Block(mark + line, heading, was_tight and not heading)


def _walk(root: etree._Element, is_html: bool) -> Iterator[Block]:
    line = _Line()
    yield from _inside(root, line, is_html, 0)
    yield from line.close()


def _inside(node: etree._Element, line: _Line, is_html: bool, depth: int) -> Iterator[Block]:
    line.add(node.text)
    items = 0
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or (is_html and tag in _HIDDEN) or depth > 200:
            pass
        elif tag in _BREAKS:
            yield from line.close(tight=True)
        elif tag in _HEADINGS:
            yield from line.close()
            line.add(_words(child))
            yield from line.close(heading=True)
        elif tag in _ROWS:
            yield from line.close(tight=line.tight)
            line.add(" | ".join(one_line(_words(c)) for c in child if c.tag in _CELLS))
            yield from line.close(tight=True)
        elif tag in _ITEMS:
            yield from _item(child, line, is_html, depth, items)
            items += 1
        elif tag in _BLOCKS:
            yield from line.close()
            yield from _inside(child, line, is_html, depth + 1)
            yield from line.close()
        else:
            yield from _inside(child, line, is_html, depth + 1)
        line.add(child.tail)


def _item(node: etree._Element, line: _Line, is_html: bool, depth: int, number: int) -> Iterator[Block]:
    """An item with all that stands in it; the first block of it gets the dash, items stand close together."""
    yield from line.close(tight=number > 0)
    inner = list(_walk_item(node, is_html, depth))
    for at, block in enumerate(inner):
        mark = "- " if at == 0 and not block.text.startswith("- ") else ""
        yield Block(mark + block.text, block.heading, at > 0 or number > 0)
    line.tight = False


def _walk_item(node: etree._Element, is_html: bool, depth: int) -> Iterator[Block]:
    line = _Line()
    yield from _inside(node, line, is_html, depth + 1)
    yield from line.close()


def _words(node: etree._Element) -> str:
    return "".join(str(t) for t in node.itertext())
