"""Makes the PDF samples in ``reports/`` from the texts in ``pdf_text/``: standard library only.

Run it from anywhere: ``python samples/make_pdf.py``. The bytes depend on nothing but the text, so that a second run
changes nothing. The lines are hard-wrapped and the note stands in a footer, as in the PDFs that institutions issue.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

HERE = Path(__file__).parent
WIDTH, HEIGHT, MARGIN = 595, 842, 64  # A4 in points
SIZE, LEADING, COLUMNS = 10.5, 15, 88  # about 88 characters of Helvetica 10.5 fill the measure


def main() -> None:
    """Write one PDF beside the other reports for every text."""
    for source in sorted((HERE / "pdf_text").glob("*.txt")):
        head, body = source.read_text(encoding="utf-8").split("\n\n", 1)
        front = dict(line.split(": ", 1) for line in head.splitlines())
        target = HERE / "reports" / f"{source.stem}.pdf"
        target.write_bytes(pdf(front, body.strip().split("\n\n")))
        print(f"{target.relative_to(HERE)}: {target.stat().st_size} bytes")


def pdf(front: dict[str, str], paragraphs: list[str]) -> bytes:
    """A one-page document: source and date, title, paragraphs, and the note in the footer.

    The creation date is that of the report which is re-told, as it would be in the institution's own file.
    """
    day = front["Published"].replace("-", "")
    info = {
        "Title": front["Title"],
        "Author": front["Source"],
        "Subject": front["Note"],
        "CreationDate": f"D:{day}080000Z",
    }
    content = page(front, paragraphs).encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 4 0 R "
        "/Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>".encode("ascii"),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font("Helvetica"),
        font("Helvetica-Bold"),
        ("<< " + " ".join(f"/{k} {literal(v)}" for k, v in info.items()) + " >>").encode("cp1252"),
    ]
    return assemble(objects)


def page(front: dict[str, str], paragraphs: list[str]) -> str:
    """The drawing commands of the page; a short paragraph without a full stop is set as a heading."""
    y = HEIGHT - MARGIN
    out = [text_at(f"{front['Source']} | {front['Published']}", y, "R", 9)]
    y -= 28
    out.append(text_at(front["Title"], y, "B", 15))
    y -= 30
    for paragraph in paragraphs:
        heading = not paragraph.endswith(".")
        for line in textwrap.wrap(paragraph, COLUMNS):
            out.append(text_at(line, y, "B" if heading else "R", SIZE))
            y -= LEADING
        y -= 8
    for row, line in enumerate(textwrap.wrap(front["Note"], 110)):
        out.append(text_at(line, MARGIN - 20 - 11 * row, "R", 8))
    return "\n".join(out)


def text_at(line: str, y: float, face: str, size: float) -> str:
    """One line of text at the left margin."""
    return f"BT /{face} {size} Tf {MARGIN} {y} Td {literal(line)} Tj ET"


def literal(text: str) -> str:
    """A PDF string: backslashes and brackets are escaped."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped})"


def font(name: str) -> bytes:
    """One of the fonts that every reader has, so nothing need be embedded."""
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode("ascii")


def assemble(objects: list[bytes]) -> bytes:
    """Number the objects and append the table of where each begins; the last object is the document's data."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % s for s in starts)
    size = len(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (size, len(objects))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


if __name__ == "__main__":
    main()
