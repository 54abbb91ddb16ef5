# SPDX-License-Identifier: MIT
"""What the documents hold (flat OpenDocument) and what a person reads in them. `make.py` has them written by LibreOffice.

Each source: name, automatic styles, body, master styles (or nothing), and what is read: for all formats, or for some of them.
The lines that begin with "! " are what has to be said of it besides.
"""
from collections import namedtuple

Source = namedtuple("Source", "name styles body read master", defaults=("",))

LEFT_OUT = "! left out, since people do not see it in the document: "


def p(words, style="", kind="p"):
    attribute = f' text:style-name="{style}"' if style else ""
    return f"<text:{kind}{attribute}>{words}</text:{kind}>"


def cell(words="", attributes=""):
    return f"<table:table-cell {attributes}>{p(words) if words else ''}</table:table-cell>"


def row(*cells, attributes=""):
    return f"<table:table-row {attributes}>{''.join(c if c.startswith('<') else cell(c) for c in cells)}</table:table-row>"


def table(*rows, name="T", columns=3, attributes=""):
    return (f'<table:table table:name="{name}" {attributes}><table:table-column table:number-columns-repeated="{columns}"/>'
            f"{''.join(rows)}</table:table>")


def number(value, shown, style="", formula=""):
    more = (f' table:style-name="{style}"' if style else "") + (f' table:formula="of:={formula}"' if formula else "")
    return (f'<table:table-cell office:value-type="float" office:value="{value}"{more}><text:p>{shown}</text:p>'
            "</table:table-cell>")


def box(words, at, page=""):
    """A box of text, so many cm from the top."""
    return (f'<draw:frame {page} svg:x="2cm" svg:y="{at}cm" svg:width="12cm" svg:height="1.5cm"><draw:text-box>{words}'
            "</draw:text-box></draw:frame>")


def note(kind, mark, words):
    return (f'<text:note text:id="{kind}{mark}" text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation>'
            f"<text:note-body>{p(words)}</text:note-body></text:note>")


def comment(words):
    return f"<office:annotation><dc:creator>Bob</dc:creator><dc:date>2026-11-20T10:00:00</dc:date>{p(words)}</office:annotation>"


LTR_RTL = ("<style:style style:name='R' style:family='paragraph'><style:paragraph-properties style:writing-mode='rl-tb'"
           " fo:text-align='start'/></style:style>")
SHADED = ("<style:style style:name='D' style:family='table-cell'><style:table-cell-properties fo:background-color='#1f4e79'/>"
          "</style:style>")
WHITE = "<style:style style:name='W' style:family='text'><style:text-properties fo:color='#ffffff'/></style:style>"
HIDDEN = "<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>"

TEXTS = [
    Source("letter", "", p("Angebot für März", kind="h")
           + p("Sehr geehrte Frau Müller,")
           + p("Menge:<text:tab/>3 Stück<text:line-break/>Preis:<text:tab/>12,50 €")
           + p("Two<text:s text:c='3'/>spaces, a soft\u00adhyphen and “quotes” – fine.")
           + p("See <text:a xlink:type='simple' xlink:href='https://shop.example/a?b=c&amp;d=e'>our shop</text:a> for more."),
           {"": """Angebot für März
Sehr geehrte Frau Müller,
Menge:\t3 Stück
Preis:\t12,50 €
Two   spaces, a softhyphen and “quotes” – fine.
See our shop <https://shop.example/a?b=c&d=e> for more.""",
            "pdf": """Angebot für März
Sehr geehrte Frau Müller,
Menge: 3 Stück
Preis:12,50 €
Two   spaces, a softhyphen and “quotes” – fine.
See our shop for more.

Links on this page: https://shop.example/a?b=c&d=e"""}),
    Source("tables", "", p("Before")
           + table(row("Item", "Count", "Price"), row("Pen", "3", "1.20"),
                   row(cell("Total of both", "table:number-columns-spanned='2'"), "<table:covered-table-cell/>", cell("3.60")),
                   row(cell("spans", "table:number-rows-spanned='2'"), "a", "b"),
                   row("<table:covered-table-cell/>", "c", "d"))
           + p("Between")
           + table(row("outer", f"<table:table-cell>{table(row('in', 'ner'), name='N', columns=2)}{p('after')}</table:table-cell>"),
                   name="O", columns=2),
           {"": "Before\nItem\tCount\tPrice\nPen\t3\t1.20\nTotal of both\t\t3.60\nspans\ta\tb\n\tc\td\nBetween\nouter\tin ner after",
            "docx": "Before\nItem\tCount\tPrice\nPen\t3\t1.20\nTotal of both\t3.60\nspans\ta\tb\n\tc\td\nBetween\nouter\tin ner after",
            "pdf": "Before\nItem Count Price\nPen 3 1.20\nTotal of both 3.60\nspans a b\nc d\nBetween\nouter in ner\nafter"}),
    Source("notes", "", p("One" + note("footnote", "1", "first foot") + " and two" + note("footnote", "2", "second foot") + " here.")
           + p("Last" + note("endnote", "i", "at the end") + " words."),
           {"odt": "One [1: first foot] and two [2: second foot] here.\nLast [i: at the end] words.",
            "docx": "One[1] and two[2] here.\nLast[end 1] words.\n\n[1] first foot\n[2] second foot\n\n[end 1] at the end",
            "pdf": "Page 1\nOne1 and two2 here.\nLasti words.\n1 first foot\n2 second foot\n\nPage 2\ni at the end"}),
    Source("header", "", p("The body."),
           {"": "The body.\n\nACME Ltd.\n\nPage 1", "pdf": "ACME Ltd.\nThe body.\nPage 1"},
           "<style:header>" + p("ACME Ltd.") + "</style:header><style:footer>"
           + p("Page <text:page-number text:select-page='current'>1</text:page-number>") + "</style:footer>"),
    Source("changes", "",
           "<text:tracked-changes text:track-changes='true'>"
           "<text:changed-region xml:id='c1' text:id='c1'><text:insertion><office:change-info><dc:creator>B</dc:creator>"
           "<dc:date>2026-11-20T10:00:00</dc:date></office:change-info></text:insertion></text:changed-region>"
           "<text:changed-region xml:id='c2' text:id='c2'><text:deletion><office:change-info><dc:creator>B</dc:creator>"
           "<dc:date>2026-11-20T10:00:00</dc:date></office:change-info>" + p("the old price ") + "</text:deletion></text:changed-region>"
           "</text:tracked-changes>"
           + p("We pay <text:change-start text:change-id='c1'/>the new price <text:change-end text:change-id='c1'/>"
               "<text:change text:change-id='c2'/>today."),
           {"": "We pay the new price today.\n" + LEFT_OUT + "1 deletion that is tracked",
            "pdf": "We pay the new price the old price today."}),  # it prints what is struck out as well
    Source("hidden", HIDDEN, p("Seen <text:span text:style-name='H'>unseen words</text:span>and seen.")
           + "<text:section text:name='S' text:display='none'>" + p("A section that is hidden.") + "</text:section>"
           + p("<text:hidden-paragraph text:condition='ooow:1==1' text:is-hidden='true'/>A paragraph that is hidden.")
           + p("The end."),
           {"odt": "Seen and seen.\nThe end.\n" + LEFT_OUT + "55 characters of hidden text",
            # in a docx of LibreOffice these are not hidden, and Word shows them
            "docx": "Seen and seen.\nA section that is hidden.\nA paragraph that is hidden.\nThe end.\n" + LEFT_OUT + "11 characters of hidden text",
            "pdf": "Seen and seen.\nThe end."}),
    Source("comments", "", p("A remark" + comment("is it so?") + " and another" + comment("yes") + "."),
           {"": "A remark and another.\n" + LEFT_OUT + "2 comments", "pdf": "A remark and another."}),
    Source("lists", "<text:list-style style:name='N'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'>"
           "<style:list-level-properties text:list-level-position-and-space-mode='label-alignment'><style:list-level-label-alignment"
           " text:label-followed-by='listtab' fo:text-indent='-0.6cm' fo:margin-left='1.2cm'/></style:list-level-properties>"
           "</text:list-level-style-number></text:list-style>"
           "<text:list-style style:name='B'><text:list-level-style-bullet text:level='1' text:bullet-char='•'>"
           "<style:list-level-properties text:list-level-position-and-space-mode='label-alignment'><style:list-level-label-alignment"
           " text:label-followed-by='listtab' fo:text-indent='-0.6cm' fo:margin-left='1.2cm'/></style:list-level-properties>"
           "</text:list-level-style-bullet></text:list-style>",
           p("Do:") + "<text:list text:style-name='N'><text:list-item>" + p("open") + "</text:list-item><text:list-item>" + p("read")
           + p("its second paragraph") + "</text:list-item></text:list>" + p("Buy:")
           + "<text:list text:style-name='B'><text:list-item>" + p("milk") + "</text:list-item></text:list>",
           {"": "Do:\n- open\n- read\nits second paragraph\nBuy:\n- milk",
            "pdf": "Do:\n1. open\n2. read\nits second paragraph\nBuy:\n• milk"}),
    Source("boxes", "<style:style style:name='F' style:family='graphic'><style:graphic-properties style:wrap='none'"
           " style:vertical-pos='from-top' style:horizontal-pos='from-left'/></style:style>",
           p("Before the box." + box(p("In the box."), 4, "text:anchor-type='paragraph' draw:style-name='F'")) + p("After the box."),
           {"": "In the box.\nBefore the box.\nAfter the box.",  # LibreOffice writes it before the words of its paragraph
            "pdf": "Before the box.\nAfter the box.\nIn the box."}),
    Source("right-to-left", LTR_RTL, p("שלום עולם, המחיר הוא 250 שקלים.", "R") + p("مرحبا بالعالم، المبلغ 67.80 دينار.", "R")
           + p("The word שלום in English.") + p("חשבונית INV-2026 מספר 12", "R")
           + p("מחיר (כולל מע״מ): 250–300 ₪", "R") + p("فاتورة (INV-7) لا غير", "R") + table(row(cell("שם"), cell("Dan"), cell("דוד"))),
           {"": "שלום עולם, המחיר הוא 250 שקלים.\nمرحبا بالعالم، المبلغ 67.80 دينار.\nThe word שלום in English.\nחשבונית INV-2026 מספר 12\nמחיר (כולל מע״מ): 250–300 ₪\nفاتورة (INV-7) لا غير\nשם\tDan\tדוד",
            "pdf": "שלום עולם, המחיר הוא 250 שקלים.\nمرحبا بالعالم، المبلغ 67.80 دينار.\nThe word שלום in English.\nחשבונית INV-2026 מספר 12\nמחיר (כולל מע״מ): 250–300 ₪\nفاتورة (INV-7) لا غير\nדוד Dan שם"}),
    Source("scripts", "", p("Ελληνικά: Καλημέρα κόσμε") + p("Русский: Счёт на оплату № 15") + p("Türkçe: İstanbul, ığüşöç")
           + p("Tiếng Việt: Hóa đơn số 7") + p("ქართული: გამარჯობა") + p("Հայերեն: Բարեւ") + p("Łódź, Žižkov, ðøåñ") + p("office, find, fluffy"),
           {"": "Ελληνικά: Καλημέρα κόσμε\nРусский: Счёт на оплату № 15\nTürkçe: İstanbul, ığüşöç\nTiếng Việt: Hóa đơn số 7\nქართული: გამარჯობა"
                "\nՀայերեն: Բարեւ\nŁódź, Žižkov, ðøåñ\noffice, find, fluffy"}),
    Source("ruby", "<style:style style:name='Ru' style:family='ruby'/>",
           p("<text:ruby text:style-name='Ru'><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう</text:ruby-text></text:ruby> 2026 年"),
           {"": "東京 2026 年"}),
    Source("white", WHITE + SHADED, p("Black <text:span text:style-name='W'>white words</text:span> black.")
           + table(row(cell("<text:span text:style-name='W'>white on blue</text:span>", "table:style-name='D'")), columns=1),
           {"": "Black white words black.\nwhite on blue\n! some of the text is tiny, white or of the colour of its ground, so that people may not see it",
            "pdf": "Black  black.\nwhite on blue\n! HIDDEN_CHARS=10"}),
    Source("two-columns", "<style:style style:name='C' style:family='section'><style:section-properties><style:columns fo:column-count='2'"
           " fo:column-gap='1cm'/></style:section-properties></style:style>",
           p("A title over both", kind="h") + "<text:section text:name='S' text:style-name='C'>" + "".join(p(f"line {i}") for i in range(1, 9)) + "</text:section>",
           {"": "A title over both\n" + "\n".join(f"line {i}" for i in range(1, 9))}),
]

FORMATS = """
<number:currency-style style:name='n1'><number:number number:decimal-places='2' number:min-integer-digits='1' number:grouping='true'/>
<number:text> </number:text><number:currency-symbol number:language='de' number:country='DE'>€</number:currency-symbol></number:currency-style>
<number:percentage-style style:name='n2'><number:number number:decimal-places='1' number:min-integer-digits='1'/><number:text>%</number:text></number:percentage-style>
<number:date-style style:name='n3'><number:day number:style='long'/><number:text>.</number:text><number:month number:style='long'/><number:text>.</number:text><number:year number:style='long'/></number:date-style>
<number:time-style style:name='n4'><number:hours number:style='long'/><number:text>:</number:text><number:minutes number:style='long'/></number:time-style>
<number:number-style style:name='n5'><number:number number:decimal-places='0' number:min-integer-digits='5'/></number:number-style>
<number:number-style style:name='n6'><number:number number:decimal-places='1' number:min-integer-digits='1'/><number:text> kg</number:text></number:number-style>
<number:date-style style:name='n7'><number:year number:style='long'/><number:text>-</number:text><number:month number:style='long'/><number:text>-</number:text><number:day number:style='long'/><number:text> </number:text><number:hours number:style='long'/><number:text>:</number:text><number:minutes number:style='long'/></number:date-style>
<number:time-style style:name='n8' number:truncate-on-overflow='false'><number:hours/><number:text>:</number:text><number:minutes number:style='long'/><number:text>:</number:text><number:seconds number:style='long'/></number:time-style>
<number:number-style style:name='n9'><number:text/></number:number-style>
""" + "".join(f"<style:style style:name='f{i}' style:family='table-cell' style:data-style-name='n{i}'/>" for i in range(1, 10))


def dated(value, shown, style):
    return (f'<table:table-cell office:value-type="date" office:date-value="{value}" table:style-name="{style}"><text:p>{shown}</text:p>'
            "</table:table-cell>")


def timed(value, shown, style):
    return (f'<table:table-cell office:value-type="time" office:time-value="{value}" table:style-name="{style}"><text:p>{shown}</text:p>'
            "</table:table-cell>")


def columns(*each):
    return "".join(f"<table:table-column {one}/>" for one in each)


def sheet(name, *rows, columns="<table:table-column table:number-columns-repeated='8'/>", attributes="", first=""):
    return f"<table:table table:name='{name}' {attributes}>{first}{columns}{''.join(rows)}</table:table>"


SHEETS = [
    Source("formats", FORMATS, sheet(
        "Formats", row("what", "shown"),
        row("money", number(1234.5, "1.234,50 €", "f1")), row("percent", number(0.125, "12.5%", "f2")),
        row("date", dated("2026-11-29", "29.11.2026", "f3")), row("time", timed("PT14H05M00S", "14:05", "f4")),
        row("postcode", number(1067, "01067", "f5")), row("weight", number(2.5, "2.5 kg", "f6")),
        row("moment", dated("2026-11-29T08:30:00", "2026-11-29 08:30", "f7")), row("long", timed("PT50H30M00S", "50:30:00", "f8")),
        row("yes", "<table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p></table:table-cell>")),
        {"ods": "Sheet: Formats\nwhat\tshown\nmoney\t1,234.50 €\npercent\t12.5%\ndate\t2026-11-29\ntime\t14:05\npostcode\t01067\nweight\t2.5 kg"
                "\nmoment\t2026-11-29 08:30\nlong\t50:30:00\nyes\tTRUE",
         "xlsx": "Sheet: Formats\nwhat\tshown\nmoney\t1234.5 €\npercent\t12.5%\ndate\t2026-11-29\ntime\t14:05\npostcode\t01067\nweight\t2.5 kg"
                 "\nmoment\t2026-11-29 08:30\nlong\t50:30:00\nyes\tTRUE"}),
    Source("formulas", "", sheet(
        "Formulas", row(number(1, "1"), number(2, "2"), number(3, "3", formula="[.A1]+[.B1]")),
        row("a", "b", "<table:table-cell office:value-type='string' office:string-value='ab' table:formula='of:=[.A2]&amp;[.B2]'><text:p>ab</text:p></table:table-cell>"),
        row(number(0.1, "0.1"), number(0.2, "0.2"), number(0.3, "0.3", formula="[.A3]+[.B3]")),
        row("<table:table-cell table:formula='of:=1/0' office:value-type='float' office:value='0'><text:p>#DIV/0!</text:p></table:table-cell>"),
        row("<table:table-cell table:formula='of:=[.A1]=1' office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p></table:table-cell>")),
        {"": "Sheet: Formulas\n1\t2\t3\na\tb\tab\n0.1\t0.2\t0.3\n#DIV/0!\nTRUE"}),
    Source("hidden-parts", "<style:style style:name='ta2' style:family='table'><style:table-properties table:display='false'/></style:style>",
           sheet("Open", row("A", "secret column", "C"), row("no", "no", "no", attributes="table:visibility='collapse'"),
                 row("no", attributes="table:visibility='filter'"), row("a", "x", "c"),
                 columns=columns("", "table:visibility='collapse'", "table:number-columns-repeated='5'"))
           + sheet("Closed", row("nobody sees this"), attributes="table:style-name='ta2'"),
           {"": "Sheet: Open\nA\tC\na\tc\n" + LEFT_OUT + "1 hidden sheet, 2 hidden rows, 1 hidden column"}),
    Source("hidden-to-the-end", "", sheet("S", row("seen", "also", "unseen", "", "unseen"), row("too", "", "unseen"),
                                          columns=columns("table:number-columns-repeated='2'", "table:visibility='collapse' table:number-columns-repeated='16382'")),
           {"": "Sheet: S\nseen\talso\ntoo\n" + LEFT_OUT + "2 hidden columns"}),
    Source("merged", "", sheet("S", row(cell("over three", "table:number-columns-spanned='3'"), "<table:covered-table-cell/>", "<table:covered-table-cell/>", "D"),
                               row(cell("down", "table:number-rows-spanned='2'"), "b"), row("<table:covered-table-cell/>", "c")),
           {"": "Sheet: S\nover three\t\t\tD\ndown\tb\n\tc"}),
    Source("cell-comments", "", sheet("S", row(f"<table:table-cell office:value-type='string'>{comment('why?')}{p('price')}</table:table-cell>", number(5, "5"))),
           {"": "Sheet: S\nprice\t5\n" + LEFT_OUT + "1 comment"}),
    Source("several", "", sheet("Jan &amp; Feb", row("one")) + sheet("leer") + sheet("März", row("", "", "drei"), row(), row("", "vier")),
           {"": "Sheet: Jan & Feb\none\n\nSheet: leer\n\nSheet: März\n\t\tdrei\n\tvier"}),
    Source("long-cells", "", sheet("S", row("<table:table-cell office:value-type='string'><text:p>first line</text:p><text:p>second line</text:p></table:table-cell>",
                                            "two<text:s/> <text:s/>blanks"), row("日本語 العربية עברית Ελλ"),
                                   row("see <text:a xlink:href='https://shop.example/' xlink:type='simple'>shop</text:a>")),
           {"ods": "Sheet: S\nfirst line second line\ttwo   blanks\n日本語 العربية עברית Ελλ\nsee shop <https://shop.example/>",
            "xlsx": "Sheet: S\nfirst line second line\ttwo   blanks\n日本語 العربية עברית Ελλ\nsee shop\nLinks: A3 <https://shop.example/>"}),
    Source("boxes-on-cells", "", sheet("S", row("cell"), first="<table:shapes>" + box(p("Words in a box"), 3) + "</table:shapes>"),
           {"ods": "Sheet: S\nWords in a box\ncell", "xlsx": "Sheet: S\ncell\nWords in a box"}),
    Source("since-1904", FORMATS, "<table:calculation-settings><table:null-date table:date-value='1904-01-01'/></table:calculation-settings>"
           + sheet("S", row(dated("2026-11-29", "29.11.2026", "f3"), dated("1904-01-02", "02.01.1904", "f3"))),
           {"": "Sheet: S\n2026-11-29\t1904-01-02"}),
    Source("far-apart", "", sheet("S", row("A1"), "<table:table-row table:number-rows-repeated='5000'><table:table-cell/></table:table-row>",
                                  row("<table:table-cell table:number-columns-repeated='30'/>", "far"),
                                  row("<table:table-cell office:value-type='string' table:number-columns-repeated='3'><text:p>x</text:p></table:table-cell>"),
                                  columns="<table:table-column table:number-columns-repeated='40'/>"),
           {"": "Sheet: S\nA1\n" + "\t" * 30 + "far\nx\tx\tx"}),
]


def page(*frames, notes="", style="", more=""):
    attribute = f"draw:style-name='{style}'" if style else ""
    spoken = (f"<presentation:notes><draw:frame presentation:class='notes' svg:x='2cm' svg:y='14cm' svg:width='16cm' svg:height='10cm'>"
              f"<draw:text-box>{p(notes)}</draw:text-box></draw:frame></presentation:notes>" if notes else "")
    return f"<draw:page draw:master-page-name='M' {attribute}>{''.join(frames)}{more}{spoken}</draw:page>"


SLIDES = [
    Source("plan", "", page(box(p("Our plan"), 1), box(p("first") + p("second"), 4)) + page(box(p("The end"), 1)),
           {"": "Slide 1\nOur plan\nfirst\nsecond\n\nSlide 2\nThe end",
            "pdf": "Page 1\nOur plan\nfirst\nsecond\n\nPage 2\nThe end"}),
    Source("spoken", "", page(box(p("Seen"), 1), notes="say this") + page(box(p("Without notes"), 1)),
           {"": "Slide 1\nSeen\n\nSlide 2\nWithout notes\n" + LEFT_OUT + "1 page of speaker's notes",
            "pdf": "Page 1\nSeen\n\nPage 2\nWithout notes"}),
    Source("hidden-slide", "<style:style style:name='dp2' style:family='drawing-page'><style:drawing-page-properties presentation:visibility='hidden'/></style:style>",
           page(box(p("one"), 1)) + page(box(p("nobody"), 1), style="dp2") + page(box(p("three"), 1)),
           {"": "Slide 1\none\n\nSlide 3\nthree\n" + LEFT_OUT + "1 hidden slide", "pdf": "Page 1\none\n\nPage 2\nthree"}),
    Source("slide-table", "", page(box(p("Prices"), 1), "<draw:frame svg:x='2cm' svg:y='4cm' svg:width='12cm' svg:height='3cm'>"
                                   + table(row("Item", "Price"), row("Pen", "1.20"), columns=2) + "</draw:frame>"),
           {"": "Slide 1\nPrices\nItem\tPrice\nPen\t1.20", "pdf": "Prices\nItem Price\nPen 1.20"}),
    Source("slide-comment", "", page(box(p("Text"), 1), more="<office:annotation svg:x='1cm' svg:y='1cm'><dc:creator>Bob</dc:creator>"
                                     "<dc:date>2026-11-20T10:00:00</dc:date><text:p>remark</text:p></office:annotation>"),
           {"": "Slide 1\nText\n" + LEFT_OUT + "1 comment", "pdf": "Text"}),
    Source("slide-right-to-left", LTR_RTL, page(box(p("שלום עולם 12", "R"), 1), box(p("مرحبا بالعالم", "R"), 4)),
           {"": "Slide 1\nשלום עולם 12\nمرحبا بالعالم", "pdf": "שלום עולם 12\nمرحبا بالعالم"}),
    Source("shapes", "", page("<draw:custom-shape svg:x='2cm' svg:y='1cm' svg:width='6cm' svg:height='2cm'>" + p("in a shape")
                              + "<draw:enhanced-geometry svg:viewBox='0 0 21600 21600' draw:type='rectangle' draw:enhanced-path='M 0 0 L 21600 0 21600 21600 0 21600 0 0 Z N'/></draw:custom-shape>",
                              "<draw:g>" + box(p("in a group"), 5) + box(p("also in it<text:line-break/>below"), 8) + "</draw:g>"),
           {"": "Slide 1\nin a shape\nin a group\nalso in it\nbelow", "pdf": "in a shape\nin a group\nalso in it\nbelow"}),
]
