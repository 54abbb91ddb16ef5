#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes src/test/resources/documents anew: files of many programs, and beside each what is read of it.

Wants LibreOffice (libreoffice-{writer,calc,impress}-nogui), Chromium, qpdf and the fonts DejaVu, KACST and Ezra, and what libraries.py wants. Runs once by hand, not in CI.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import libraries
import others
import sources

TO = pathlib.Path(__file__).parents[1] / "resources/documents"
SPACES = {"office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing", "number": "datastyle",
          "presentation": "presentation"}
COMPATIBLE = {"fo": "xsl-fo-compatible", "svg": "svg-compatible"}


def flat(source, kind, mime):
    spaces = " ".join([f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in (SPACES | COMPATIBLE).items()]
                      + ['xmlns:xlink="http://www.w3.org/1999/xlink"', 'xmlns:dc="http://purl.org/dc/elements/1.1/"',
                         'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"', 'xmlns:ooow="http://openoffice.org/2004/writer"'])
    page = ('<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{}" fo:page-height="{}" fo:margin="2cm"/>'
            "<style:header-style/><style:footer-style/></style:page-layout>")
    size = ("28cm", "21cm") if kind == "presentation" else ("21cm", "29.7cm")
    master = "M" if kind == "presentation" else "Standard"
    styles = ""
    if kind == "text":
        styles = ('<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="DejaVu Sans"'
                  ' fo:font-size="12pt" fo:language="en" fo:country="GB"/></style:default-style></office:styles>')
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.3" office:mimetype="{mime}">{styles}'
            f"<office:automatic-styles>{page.format(*size)}{source.styles}</office:automatic-styles><office:master-styles>"
            f'<style:master-page style:name="{master}" style:page-layout-name="L">{source.master}</style:master-page></office:master-styles>'
            f"<office:body><office:{kind}>{source.body}</office:{kind}></office:body></office:document>")


def expect(file, read, *facts):
    """Of a PDF, what is counted stands in the first line."""
    if file.endswith(".pdf"):
        pages = max(1, len(re.findall("^Page [0-9]+$", read, re.M))) if read.startswith("Page 1") else 1
        said = re.findall("^! (.*)$", read, re.M) + list(facts)
        read = re.sub("^! .*$", "", read, flags=re.M).strip()
        read = "{" + ", ".join([f"PAGES={pages}", f"PAGES_READ={pages}"] + said) + "}\n" + read
    (TO / (file + ".txt")).write_text(read.strip("\n") + "\n", encoding="utf-8")


def office(work, family, kind, mime, extension, formats):
    for source in family:
        (work / f"{source.name}.{extension}").write_text(flat(source, kind, mime), encoding="utf-8")
    files = sorted(str(f) for f in work.glob(f"*.{extension}"))
    for form in formats:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to", form, "--outdir", TO, *files],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        for source in family:
            assert (TO / f"{source.name}.{form}").exists(), (source.name, form)
            expect(f"{source.name}.{form}", source.read.get(form, source.read.get("", "")))


def main():
    if "--only-read" in sys.argv:  # what is expected, of files that are there
        for family, formats in ((sources.TEXTS, ["odt", "docx", "pdf"]), (sources.SHEETS, ["ods", "xlsx"]), (sources.SLIDES, ["odp", "pptx", "pdf"])):
            for source in family:
                for form in formats:
                    if (TO / f"{source.name}.{form}").exists():
                        expect(f"{source.name}.{form}", source.read.get(form, source.read.get("", "")))
        return
    if "--only-libraries" in sys.argv:  # the others as they are
        with tempfile.TemporaryDirectory() as folder:
            libraries.write(pathlib.Path(folder), TO, expect)
        return
    if TO.exists():
        shutil.rmtree(TO)
    TO.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        document = "application/vnd.oasis.opendocument."
        office(work, sources.TEXTS, "text", document + "text", "fodt", ["odt", "docx", "pdf"])
        for file in TO.glob("ruby.pdf*"):  # there is no font for it
            file.unlink()
        office(work, sources.SHEETS, "spreadsheet", document + "spreadsheet", "fods", ["ods", "xlsx"])
        office(work, sources.SLIDES, "presentation", document + "presentation", "fodp", ["odp", "pptx", "pdf"])
        others.write(work, TO, expect)
        libraries.write(work, TO, expect)
    files = [f for f in TO.iterdir() if f.suffix != ".txt" or not f.with_suffix("").exists()]
    print(len(files), "files,", sum(f.stat().st_size for f in TO.iterdir()), "bytes, largest", max(f.stat().st_size for f in files))


main()
