"""How is a DOCX document of the demo laid out: head, tables, lists?"""

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from portfolio.demo.paper import saved

GREY = RGBColor(0x4A, 0x53, 0x62)


def opened(firm, title, facts):
    """A new A4 document with the firm's head, a title and a small table of facts (name, value)."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    colour = RGBColor.from_string(firm.colour[1:].upper())
    for name, size in (("Title", 20), ("Heading 1", 13), ("Heading 2", 11.5)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), colour
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "minorHAnsi")
        style.element.rPr.rFonts.set(qn("w:hAnsiTheme"), "minorHAnsi")
    head = section.header.paragraphs[0]
    run = head.add_run(firm.name)
    run.bold, run.font.color.rgb = True, colour
    head.add_run(f"   {firm.department}").font.color.rgb = GREY
    document.add_heading(title, 0)
    sheet = document.add_table(rows=0, cols=2)
    for name, value in facts:
        cells = sheet.add_row().cells
        cells[0].width, cells[1].width = Cm(3.4), Cm(13.2)
        cells[0].paragraphs[0].add_run(name).bold = True
        cells[1].paragraphs[0].add_run(value)
        for cell in cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    document.add_paragraph()
    return document


def grid(document, firm, heads, rows, widths):
    """Add a table with a coloured head row; `widths` are centimetres."""
    sheet = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    sheet.alignment = WD_TABLE_ALIGNMENT.CENTER
    sheet.autofit = False
    for cell, head in zip(sheet.rows[0].cells, heads, strict=True):
        _shade(cell, firm.colour[1:])
        run = cell.paragraphs[0].add_run(head)
        run.bold, run.font.size = True, Pt(9.5)
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    for row in rows:
        for cell, words in zip(sheet.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(words).font.size = Pt(9.5)
    for row in sheet.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    document.add_paragraph()


def section(document, heading, *paragraphs, points=()):
    """Add a heading, paragraphs and, after them, a list of points."""
    document.add_heading(heading, 1)
    for words in paragraphs:
        document.add_paragraph(words)
    for words in points:
        document.add_paragraph(words, style="List Bullet")


def closed(document, *, title, author, made):
    """The document's bytes, the same each time."""
    return saved(document, title=title, author=author, made=made)


def _shade(cell, colour):
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:color"), "auto")
    fill.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(fill)
