"""How is a worksheet of the demo laid out: head, column heads, paper?"""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

FONT = "Calibri"
THIN = Border(*(Side(style="thin", color="C3CAD5"),) * 4)


def headline(sheet, firm, words, line):
    """Write the firm, a title and a line under it into the first three rows."""
    sheet["A1"] = f"{firm.name} · {firm.department}"
    sheet["A1"].font = Font(name=FONT, size=9, color="4A5362")
    sheet["A2"] = words
    sheet["A2"].font = Font(name=FONT, size=15, bold=True, color=firm.colour[1:].upper())
    sheet["A3"] = line or None
    sheet["A3"].font = Font(name=FONT, italic=True, size=9)


def column_heads(sheet, row, firm, words):
    """Write column heads in the firm's colour."""
    for column, head in enumerate(words, start=1):
        cell = sheet.cell(row, column, head)
        cell.font = Font(name=FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=firm.colour[1:].upper())
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = THIN
    sheet.row_dimensions[row].height = 32


def on_paper(sheet):
    """Set the sheet for printing: A4 landscape, one page wide."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.5


def written(sheet, row, column, value):
    """Write a value into a cell with a thin border that wraps; return the cell."""
    cell = sheet.cell(row, column, value)
    cell.font, cell.border = Font(name=FONT, size=11), THIN
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def widen(sheet, first, widths):
    """Set the columns' widths, and rows from `first` on high enough for their wrapped text."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows(min_row=first):
        lines = max(
            -(-len(cell.value) // int(width * 0.9)) if isinstance(cell.value, str) else 1
            for cell, width in zip(row, widths, strict=True)
        )
        sheet.row_dimensions[row[0].row].height = 15.5 * max(lines, 1)
