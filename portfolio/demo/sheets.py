"""How is a worksheet of the demo laid out: head, column heads, paper?"""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

THIN = Border(*(Side(style="thin", color="C3CAD5"),) * 4)


def headline(sheet, firm, words, line):
    """Write the firm, a title and a line under it into the first three rows."""
    sheet["A1"] = f"{firm.name} · {firm.department}"
    sheet["A1"].font = Font(size=9, color="4A5362")
    sheet["A2"] = words
    sheet["A2"].font = Font(size=15, bold=True, color=firm.colour[1:].upper())
    sheet["A3"] = line or None
    sheet["A3"].font = Font(italic=True, size=9)


def column_heads(sheet, row, firm, words):
    """Write column heads in the firm's colour."""
    for column, head in enumerate(words, start=1):
        cell = sheet.cell(row, column, head)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=firm.colour[1:].upper())
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = THIN


def on_paper(sheet):
    """Set the sheet for printing: A4 landscape, one page wide."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
