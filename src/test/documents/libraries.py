# SPDX-License-Identifier: MIT
"""The same offer, written by libraries and programs that make most of the files in mails: an invoice is rarely written by hand.

Wants Debian's python3-{reportlab,openpyxl,xlsxwriter,docx,odf,cairo}, pandoc, groff, ghostscript, pango1.0-tools, weasyprint, gnumeric, abiword,
texlive-latex-base and fonts-dejavu-core, and what libraries.mjs names.
"""
import datetime
import subprocess
import unicodedata

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
TITLE = "Angebot 4711 für Łucja"
TEXT = "Office, file, fluffy: 12,50 € – “gut”."
ROWS = [["Artikel", "Menge", "Preis"], ["Stift", "3", "1,20"], ["Büro-Ordner", "10", "3,40"]]
LINES = "\n".join(" ".join(row) for row in ROWS)
CELLS = "\n".join("\t".join(row) for row in ROWS)
PAGE = f"{TITLE}\n{TEXT}\n{LINES}"
DAY = datetime.date(2026, 11, 29)
HTML = (f"<!doctype html><html lang=de><meta charset=utf-8><title>Angebot</title><h1>{TITLE}</h1><p>{TEXT}</p><table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS) + "</table>")
MARKDOWN = (f"# {TITLE}\n\n{TEXT}\n\n| " + " | ".join(ROWS[0]) + " |\n|---|---|---|\n"
            + "".join("| " + " | ".join(row) + " |\n" for row in ROWS[1:]))


def reportlab(to, expect):
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    styles = getSampleStyleSheet()
    for style in ("Title", "Normal"):
        styles[style].fontName = "DejaVu"
    table = Table(ROWS, style=[("FONTNAME", (0, 0), (-1, -1), "DejaVu"), ("GRID", (0, 0), (-1, -1), 1, "black")])
    SimpleDocTemplate(str(to / "reportlab-offer.pdf"), pagesize=A4).build(
        [Paragraph(TITLE, styles["Title"]), Paragraph(TEXT, styles["Normal"]), table, PageBreak(), Paragraph("Seite zwei", styles["Normal"])])
    expect("reportlab-offer.pdf", f"Page 1\n{PAGE}\n\nPage 2\nSeite zwei")

    page = canvas.Canvas(str(to / "reportlab-east-asian.pdf"), pagesize=A4)
    words = {"STSong-Light": "统一价格表，共计十二元。", "MSung-Light": "報價單：文件與資料。", "HeiseiMin-W3": "請求書（税込）、ひらがなとカタカナ。",
             "HeiseiKakuGo-W5": "見積書", "HYSMyeongJo-Medium": "견적서: 연필 세 자루"}
    for i, (font, line) in enumerate(words.items()):
        one = UnicodeCIDFont(font)
        if font == "MSung-Light":
            one.encodingName = "UniCNS-UCS2-H"  # that of its characters
        pdfmetrics.registerFont(one)
        page.setFont(font, 14)
        page.drawString(72, 700 - 30 * i, line)
    page.save()
    expect("reportlab-east-asian.pdf", "\n".join(words.values()))

    page = canvas.Canvas(str(to / "reportlab-form.pdf"), pagesize=A4)
    page.drawString(72, 700, "Please fill in:")
    page.acroForm.textfield(name="name", tooltip="Your name", value="Ada Lovelace", x=72, y=650)
    page.acroForm.checkbox(name="agreed", tooltip="Agreed", checked=True, x=72, y=600)
    page.acroForm.choice(name="size", value="L", options=["S", "M", "L"], x=72, y=550)
    page.save()
    expect("reportlab-form.pdf", "Please fill in:\n\nForm\nYour name: Ada Lovelace\nAgreed: Yes\nsize: L")


def groff(to, expect):
    table = ".TS\nl l l.\n" + "".join("\t".join(row) + "\n" for row in ROWS) + ".TE\n"
    source = (f".nr LL 14c\n.SH\nAngebot 4711\n.LP\nOffice, file, fluffy: Größe.\n{table}").encode()
    for name, device in (("groff-offer.pdf", "pdf"), ("ghostscript-offer.pdf", "ps")):
        out = subprocess.run(["groff", "-Kutf8", "-t", "-ms", "-P-pa4", f"-T{device}"], input=source, stdout=subprocess.PIPE, check=True).stdout
        if device == "ps":
            out = subprocess.run(["ps2pdf", "-", "-"], input=out, stdout=subprocess.PIPE, check=True).stdout
        (to / name).write_bytes(out)
        expect(name, "Angebot 4711\nOffice, file, fluffy: Größe.\n" + LINES)


def cairo(to, expect):
    import cairo
    surface = cairo.PDFSurface(str(to / "cairo-offer.pdf"), 595, 842)
    pen = cairo.Context(surface)
    pen.select_font_face("DejaVu Sans")
    pen.set_font_size(12)
    for i, line in enumerate([TITLE, TEXT] + [" ".join(row) for row in ROWS]):
        pen.move_to(72, 72 + 20 * i)
        pen.show_text(line)
    surface.finish()
    expect("cairo-offer.pdf", PAGE)
    lines = [TITLE, "Łódź: Προσφορά, Предложение", "הצעת מחיר מספר 12"]
    subprocess.run(["pango-view", "--no-display", "-q", "--font=DejaVu Sans 14", "-o", to / "pango-offer.pdf", "-t", "\n".join(lines)], check=True)
    expect("pango-offer.pdf", "\n".join(lines))


def weasyprint(to, expect):
    subprocess.run(["weasyprint", "-q", "-", to / "weasyprint-offer.pdf"], input=HTML.encode(), check=True)
    expect("weasyprint-offer.pdf", PAGE)


def tex(to, expect, work):
    body = ("Angebot f\\\"ur \\'etude, gar\\c{c}on\n\nOffice, file, fluffy, baffling -- Stra\\ss{}e\n\n$E = mc^2$\n\n"
            "\\begin{tabular}{lll}Artikel & Menge & Preis\\\\ B\\\"uro-Ordner & 10 & 3,40\\end{tabular}\n")
    (work / "tex-offer.tex").write_text("\\documentclass{article}\\pagestyle{empty}\\parindent0pt\\begin{document}" + body + "\\end{document}", encoding="utf-8")
    subprocess.run(["pdflatex", "-interaction=batchmode", "tex-offer.tex"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    (to / "tex-offer.pdf").write_bytes((work / "tex-offer.pdf").read_bytes())
    read = "Angebot für étude, garçon\nOffice, file, fluffy, baffling – Straße\nE = mc2\nArtikel Menge Preis\nBüro-Ordner 10 3,40"
    expect("tex-offer.pdf", unicodedata.normalize("NFD", read))  # accents are letters of their own in its fonts


def openpyxl(to, expect):
    import openpyxl
    from openpyxl.comments import Comment
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Angebot"
    for row in ROWS:
        sheet.append(row)
    sheet.append(["Summe", 13, 4.6])
    sheet.append(["am", DAY, datetime.time(14, 5)])
    sheet["B6"] = datetime.datetime(2026, 11, 29, 8, 30)
    sheet["A6"] = True
    sheet["C6"] = 0.125
    sheet["C6"].number_format = "0.0%"
    sheet["A1"].comment = Comment("not shown", "Ada")
    sheet["A7"] = "Shop"
    sheet["A7"].hyperlink = "https://shop.example/"
    sheet.append(["hidden", 1])
    sheet.row_dimensions[8].hidden = True
    book.create_sheet("Geheim").sheet_state = "hidden"
    book.save(to / "openpyxl-offer.xlsx")
    expect("openpyxl-offer.xlsx", f"Sheet: Angebot\n{CELLS}\nSumme\t13\t4.6\nam\t2026-11-29\t14:05\nTRUE\t2026-11-29 08:30\t12.5%\nShop"
           "\nLinks: A7 <https://shop.example/>\n! left out, since people do not see it in the document: 1 hidden sheet, 1 hidden row, 1 comment")
    book = openpyxl.Workbook()
    book.active["A1"] = 2
    book.active["A2"] = "=A1*21"
    book.save(to / "openpyxl-formula.xlsx")
    expect("openpyxl-formula.xlsx", "Sheet: Sheet\n2\n! left out: the values of formulas that are not in the file, and are computed when a person opens it: 1")


def xlsxwriter(to, expect):
    import xlsxwriter
    for name, how in (("xlsxwriter-offer.xlsx", {}), ("xlsxwriter-stream.xlsx", {"constant_memory": True})):
        book = xlsxwriter.Workbook(str(to / name), how)
        sheet = book.add_worksheet("Angebot")
        for i, row in enumerate(ROWS):
            sheet.write_row(i, 0, row)
        sheet.write_datetime(3, 0, DAY, book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_number(3, 1, 1234.5, book.add_format({"num_format": "#,##0.00 [$€-407]"}))
        bold = book.add_format({"bold": True})
        sheet.write_rich_string(3, 2, "not ", bold, "very", " bold")
        book.close()
        expect(name, f"Sheet: Angebot\n{CELLS}\n2026-11-29\t1234.5 €\tnot very bold")
    book = xlsxwriter.Workbook(str(to / "xlsxwriter-formula.xlsx"))
    sheet = book.add_worksheet("Angebot")
    sheet.write_row(0, 0, [2, 21])
    sheet.write_formula(0, 2, "=A1*B1")
    book.close()
    expect("xlsxwriter-formula.xlsx", "Sheet: Angebot\n2\t21\t0\n"
           "! the values of formulas may be others when a person opens this file, which has them computed anew: 1")


def word(to, expect):
    import docx
    document = docx.Document()
    document.add_heading(TITLE, 1)
    document.add_paragraph(TEXT)
    table = document.add_table(rows=0, cols=3)
    for row in ROWS:
        for cell, words in zip(table.add_row().cells, row):
            cell.text = words
    document.add_paragraph("erstens", style="List Bullet")
    document.add_paragraph("zuerst", style="List Number")
    document.sections[0].header.paragraphs[0].text = "Kopfzeile"
    document.sections[0].footer.paragraphs[0].text = "Fußzeile"
    document.save(to / "python-docx-offer.docx")
    expect("python-docx-offer.docx", f"{TITLE}\n{TEXT}\n{CELLS}\n- erstens\n- zuerst\n\nKopfzeile\n\nFußzeile")


def opendocument(to, expect):
    from odf import draw, opendocument, style, table, text
    document = opendocument.OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text=TITLE))
    document.text.addElement(text.P(text=TEXT))
    document.text.addElement(grid(table, text))
    document.save(str(to / "odfpy-offer.odt"))
    expect("odfpy-offer.odt", f"{TITLE}\n{TEXT}\n{CELLS}")
    sheet = opendocument.OpenDocumentSpreadsheet()
    rows = grid(table, text, name="Angebot")
    row = table.TableRow()
    cell = table.TableCell(valuetype="date", datevalue="2026-11-29")
    cell.addElement(text.P(text="29.11.26"))
    row.addElement(cell)
    cell = table.TableCell(valuetype="float", value="4.6", formula="of:=SUM([.C2:.C3])")
    cell.addElement(text.P(text="4,60"))
    row.addElement(cell)
    rows.addElement(row)
    sheet.spreadsheet.addElement(rows)
    sheet.save(str(to / "odfpy-offer.ods"))
    expect("odfpy-offer.ods", f"Sheet: Angebot\n{CELLS}\n2026-11-29\t4,60")
    show = opendocument.OpenDocumentPresentation()
    layout = style.PageLayout(name="L")
    show.automaticstyles.addElement(layout)
    master = style.MasterPage(name="M", pagelayoutname=layout)
    show.masterstyles.addElement(master)
    for words in (TITLE, TEXT):
        page = draw.Page(masterpagename=master)
        frame = draw.Frame(width="20cm", height="5cm", x="1cm", y="1cm")
        box = draw.TextBox()
        box.addElement(text.P(text=words))
        frame.addElement(box)
        page.addElement(frame)
        show.presentation.addElement(page)
    show.save(str(to / "odfpy-offer.odp"))
    expect("odfpy-offer.odp", f"Slide 1\n{TITLE}\n\nSlide 2\n{TEXT}")


def grid(table, text, **how):
    rows = table.Table(**how)
    rows.addElement(table.TableColumn(numbercolumnsrepeated=3))
    for row in ROWS:
        line = table.TableRow()
        for words in row:
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=words))
            line.addElement(cell)
        rows.addElement(line)
    return rows


def pandoc(to, expect):
    for form, read in (("docx", f"{TITLE}\n{TEXT}\n{CELLS}"), ("odt", f"{TITLE}\n{TEXT}\n{CELLS}\n\n1"), ("pptx", f"Slide 1\n{TITLE}\n{TEXT}\n{CELLS}")):
        subprocess.run(["pandoc", "-f", "markdown", "-o", to / f"pandoc-offer.{form}"], input=MARKDOWN.encode(), check=True)
        expect(f"pandoc-offer.{form}", read)


def gnumeric(to, expect, work):
    (work / "offer.csv").write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS) + '\n2026-11-29,=2*21,12.5%\n', encoding="utf-8")
    for form, exporter, share in (("xlsx", "Gnumeric_Excel:xlsx", "12.5%"), ("ods", "Gnumeric_OpenCalc:odf", "12.50%")):
        subprocess.run(["ssconvert", "-T", exporter, work / "offer.csv", to / f"gnumeric-offer.{form}"], check=True, stderr=subprocess.DEVNULL)
        expect(f"gnumeric-offer.{form}", f"Sheet: offer.csv\n{CELLS}\n2026-11-29\t42\t{share}")


def abiword(to, expect, work):
    (work / "offer.rtf").write_text("{\\rtf1\\ansi " + "".join(c if c < "\x7f" else f"\\u{ord(c)}?" for c in f"{TITLE}\\par {TEXT}\\par ") + "}")
    for form in ("odt", "docx"):
        subprocess.run(["abiword", f"--to={form}", "-o", to / f"abiword-offer.{form}", work / "offer.rtf"], check=True, stderr=subprocess.DEVNULL)
        expect(f"abiword-offer.{form}", f"{TITLE}\n{TEXT}")


def javascript(to, expect):
    """See there; NODE_PATH has its packages."""
    subprocess.run(["node", __file__.replace(".py", ".mjs"), to, FONT], check=True)
    for name in ("pdfkit", "jspdf", "pdf-lib"):
        expect(f"{name}-offer.pdf", PAGE)
    expect("npm-docx-offer.docx", f"{TITLE}\n{TEXT}\n{CELLS}")
    for name in ("exceljs-offer.xlsx", "sheetjs-offer.xlsx"):
        expect(name, f"Sheet: Angebot\n{CELLS}\n2026-11-29\t4.6\tTRUE")
    expect("sheetjs-offer.ods", f"Sheet: Angebot\n{CELLS}\n46355\t4.6\tTRUE")  # it writes no formats
    expect("pptxgenjs-offer.pptx", f"Slide 1\n{TITLE}\n{TEXT}\n\nSlide 2\n{CELLS}")


def write(work, to, expect):
    for one in (reportlab, groff, cairo, weasyprint, openpyxl, xlsxwriter, word, opendocument, pandoc, javascript):
        one(to, expect)
    for one in (tex, gnumeric, abiword):
        one(to, expect, work)
