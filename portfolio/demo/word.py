"""How is a DOCX document of the demo laid out: head, sections, tables?"""

from dataclasses import dataclass
from datetime import date

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from portfolio.demo.paper import saved
from portfolio.demo.people import Firm

GREY = RGBColor(0x4A, 0x53, 0x62)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)


@dataclass(frozen=True)
class Paper:
    """A whole document: the facts under its title are (name, value), the blocks follow."""

    firm: Firm
    title: str
    author: str
    made: date
    facts: tuple
    blocks: tuple


def docx(paper):
    """Return the DOCX bytes of a Paper, the same each time."""
    document = _opened(paper)
    for block in paper.blocks:
        block(document, paper.firm)
    return saved(document, title=paper.title, author=paper.author, made=paper.made)


def section(heading, *paragraphs, points=()):
    """Return a block: a heading, paragraphs and, after them, a list of points."""

    def add(document, firm):
        document.add_heading(heading, 1)
        for words in paragraphs:
            document.add_paragraph(words)
        for words in points:
            document.add_paragraph(words, style="List Bullet")

    return add


def line(words):
    """Return a block of one paragraph."""

    def add(document, firm):
        document.add_paragraph(words)

    return add


def grid(heads, rows, widths):
    """Return a block: a table with a coloured head row; `widths` are centimetres."""

    def add(document, firm):
        sheet = document.add_table(rows=1, cols=len(heads), style="Table Grid")
        sheet.alignment = WD_TABLE_ALIGNMENT.CENTER
        sheet.autofit = False
        for cell, head in zip(sheet.rows[0].cells, heads, strict=True):
            _shade(cell, firm.colour[1:])
            run = cell.paragraphs[0].add_run(head)
            run.bold, run.font.size, run.font.color.rgb = True, Pt(9.5), WHITE
        for row in rows:
            for cell, words in zip(sheet.add_row().cells, row, strict=True):
                cell.paragraphs[0].add_run(words).font.size = Pt(9.5)
        _widen(sheet, widths)
        document.add_paragraph()

    return add


def _opened(paper):
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2)
    colour = RGBColor.from_string(paper.firm.colour[1:].upper())
    _style(document, colour)
    head = page.header.paragraphs[0]
    run = head.add_run(paper.firm.name)
    run.bold, run.font.color.rgb = True, colour
    head.add_run(f"   {paper.firm.department}").font.color.rgb = GREY
    document.add_heading(paper.title, 0)
    sheet = document.add_table(rows=0, cols=2)
    for name, value in paper.facts:
        cells = sheet.add_row().cells
        cells[0].paragraphs[0].add_run(name).bold = True
        cells[1].paragraphs[0].add_run(value)
    sheet.autofit = False
    _widen(sheet, (3.4, 13.2))
    document.add_paragraph()
    return document


def _widen(sheet, widths):
    """Give columns and cells their width in centimetres: some programs read the one or other."""
    for column, width in zip(sheet.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)


def _style(document, colour):
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    for name, size in (("Title", 20), ("Heading 1", 13)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), colour
        fonts = style.element.rPr.rFonts
        for theme in ("w:asciiTheme", "w:hAnsiTheme"):
            fonts.attrib.pop(qn(theme), None)


def _shade(cell, colour):
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:color"), "auto")
    fill.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(fill)
