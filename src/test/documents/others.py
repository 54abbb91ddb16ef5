# SPDX-License-Identifier: MIT
"""Files that other programs write: texts in many encodings, mails, calendars, and PDFs of Chromium, changed by qpdf."""
import base64
import subprocess

WORDS = "Größe;Preis\r\nklein;12,50 €\r\nŁódź;5\r\n"


def texts(to, expect):
    """Tags do not act as Markdown: a blank stands behind what begins one."""
    def put(name, data, read):
        (to / name).write_bytes(data)
        expect(name, read)

    table = "Größe;Preis\nklein;12,50 €\nŁódź;5"
    put("mark-utf-8.csv", b"\xef\xbb\xbf" + WORDS.encode(), table)
    put("utf-16-little.csv", b"\xff\xfe" + WORDS.encode("utf-16-le"), table)
    put("utf-16-big.csv", b"\xfe\xff" + WORDS.encode("utf-16-be"), table)
    put("utf-16-unmarked.txt", "Plain words, 12 lines".encode("utf-16-le"), "Plain words, 12 lines")
    put("utf-16.unknown", b"\xff\xfe" + "Grüße".encode("utf-16-le"), "Grüße")
    put("windows-1252.csv", "Größe;12,50 €\r\n“x”;1\r\n".encode("cp1252"), "Größe;12,50 €\n“x”;1")
    put("tabs.tsv", b"a\tb\n1\t2\n", "a\tb\n1\t2")
    put("old-mac.txt", b"one\rtwo\rthree", "one\ntwo\nthree")
    put("declared.xml", '<?xml version="1.0" encoding="ISO-8859-2"?>\n<a>Łódź, žluťoučký</a>'.encode("iso-8859-2"),
        '< ?xml version="1.0" encoding="ISO-8859-2"?>\n< a>Łódź, žluťoučký< /a>')
    put("cyrillic.xml", '<?xml version="1.0" encoding="windows-1251"?><a>Счёт</a>'.encode("cp1251"),
        '< ?xml version="1.0" encoding="windows-1251"?>< a>Счёт< /a>')
    put("utf-16.xml", b"\xff\xfe" + '<?xml version="1.0" encoding="UTF-16"?><a>Grüße</a>'.encode("utf-16-le"),
        '< ?xml version="1.0" encoding="UTF-16"?>< a>Grüße< /a>')
    put("utf-16.json", b"\xfe\xff" + '{"naïve": "日本"}'.encode("utf-16-be"), '{"naïve": "日本"}')
    put("utf-8.json", '{"naïve": ["日本", 1.5, null]}'.encode(), '{"naïve": ["日本", 1.5, null]}')
    put("notes.md", "# Title\n\n* one\n* **two**\n".encode(), "# Title\n\n* one\n* **two**")
    put("declared.html", '<html><head><meta charset="iso-8859-15"><title>T</title></head><body><p>12 € für'
        " <b>Łukasz</b>".encode("iso-8859-15", "replace") + b"</p></body></html>", "12 € für ?ukasz")
    put("hidden.html", "<p>seen</p><p style='display:none'>unseen</p><p style='font-size:0'>tiny</p><div hidden>gone</div>"
        "<table><tr><td>a<td>b</table><script>alert(1)</script><!-- no --><p>end".encode(),
        "seen\n\na | b\n\nend\n! 14 hidden characters")
    put("utf-16.html", b"\xff\xfe" + "<p>Grüße</p>".encode("utf-16-le"), "Grüße")
    put("meeting.ics", ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:1@x\r\n"
                        "DTSTAMP:20261120T100000Z\r\nDTSTART:20261130T100000Z\r\nDTEND:20261130T110000Z\r\n"
                        "SUMMARY:Grüße aus der\r\n  Besprechung\\, Teil 1\r\nLOCATION:Raum 4\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").encode(),
        "Event: Grüße aus der Besprechung, Teil 1\nWhen: Monday, 30 November 2026, 10:00 to 11:00 (UTC)\nWhere: Raum 4")
    inner = ("From: Bob <bob@mails.example>\r\nTo: alice@mails.example\r\nDate: Fri, 20 Nov 2026 14:03:00 +0100\r\n"
             "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
             "Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode("Der Preis ist 12 €.".encode()).decode() + "\r\n")
    put("simple.eml", inner.encode(), "From: Bob <bob@mails.example>\nDate: 2026-11-20T14:03+01:00\nTo: alice@mails.example\nSubject: Grüße"
        "\n\nDer Preis ist 12 €.")
    put("nested.eml", ("From: Eve <eve@mails.example>\r\nTo: bob@mails.example\r\nDate: Sat, 21 Nov 2026 09:00:00 +0000\r\nSubject: Fwd\r\n"
                       'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
                       "see below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--\r\n").encode(),
        "From: Eve <eve@mails.example>\nDate: 2026-11-21T09:00Z\nTo: bob@mails.example\nSubject: Fwd\n\nsee below\n"
        "! this mail holds files or mails of its own that are not read here: 1")


PAGES = {
    "print-invoice": ("<h1>Rechnung 4711</h1><table border=1><tr><th>Artikel<th>Preis<tr><td>Stift<td>1,20 €<tr><td>Büro-Ordner<td>3,40 €</table>"
                      "<p>Office, file, fluffy.</p><p><a href='https://shop.example/pay'>Bezahlen</a></p>",
                      "Rechnung 4711\nArtikel Preis\nStift 1,20 €\nBüro-Ordner 3,40 €\nOffice, file, fluffy.\nBezahlen\n\n"
                      "Links on this page: https://shop.example/pay"),
    "print-hebrew": ("<div dir=rtl><p>מחיר (כולל מע״מ): 250 ₪</p><p>חשבונית INV-7 לתשלום</p></div>",
                     "מחיר (כולל מע״מ): 250 ₪\nחשבונית INV-7 לתשלום"),
    "print-hidden": ("<p>Seen</p><p style='color:#fff'>white words</p><p style='opacity:0'>clear words</p><p style='font-size:1px'>small words</p>",
                     "Seen\n! HIDDEN_CHARS=20"),
    "print-turned": ("<div style='writing-mode:vertical-rl;height:300px'><p>from top to bottom</p></div><p>level</p>",
                     "level\nfrom top to bottom"),
}


def prints(work, to, expect):
    for name, (body, read) in PAGES.items():
        page = work / f"{name}.html"
        page.write_text("<!doctype html><meta charset=utf-8><style>body{font:14px 'DejaVu Sans'}</style>" + body, encoding="utf-8")
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={work}/chromium", "--no-pdf-header-footer",
                        f"--print-to-pdf={to}/{name}.pdf", f"file://{page}"], check=True, stderr=subprocess.DEVNULL, timeout=120)
        expect(f"{name}.pdf", read)
    invoice = PAGES["print-invoice"][1]

    def changed(name, *how, read=invoice, of="print-invoice"):
        subprocess.run(["qpdf", *how, f"{to}/{of}.pdf", f"{to}/{name}.pdf"], check=True)
        expect(f"{name}.pdf", read)

    changed("packed-objects", "--object-streams=generate", "--compress-streams=y")
    changed("linearized", "--linearize")
    changed("no-copying", "--encrypt", "", "owner", "256", "--print=none", "--extract=n", "--")
    changed("turned-by-90", "--rotate=90")
    changed("turned-by-180", "--rotate=180", of="slide-table", read="Prices\nItem Price\nPen 1.20")
    plain = (to / "print-invoice.pdf").read_bytes()
    start = plain.rindex(b"startxref")
    (to / "wrong-table.pdf").write_bytes(plain[:start] + b"startxref\n7\n%%EOF\n")
    expect("wrong-table.pdf", invoice)
    (to / "no-end.pdf").write_bytes(plain[:plain.rindex(b"xref\n0")])
    expect("no-end.pdf", invoice)
    (to / "mail-before.pdf").write_bytes(b"\r\n\r\n" + plain)
    expect("mail-before.pdf", invoice)


def write(work, to, expect):
    texts(to, expect)
    prints(work, to, expect)
