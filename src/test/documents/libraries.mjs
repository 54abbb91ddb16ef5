// SPDX-License-Identifier: MIT
// The offer of libraries.py by libraries for Node: pdfkit, jspdf, pdf-lib, @pdf-lib/fontkit, docx, exceljs, xlsx, pptxgenjs.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const [, , to, font] = process.argv;
const require = createRequire(`${process.env.NODE_PATH}/`);
const title = 'Angebot 4711 für Łucja';
const text = 'Office, file, fluffy: 12,50 € – “gut”.';
const rows = [['Artikel', 'Menge', 'Preis'], ['Stift', '3', '1,20'], ['Büro-Ordner', '10', '3,40']];
const lines = [title, text, ...rows.map(row => row.join(' '))];
const day = new Date(Date.UTC(2026, 10, 29));

const PDFKit = require('pdfkit');
const kit = new PDFKit({ size: 'A4' });
const written = new Promise(done => kit.pipe(fs.createWriteStream(`${to}/pdfkit-offer.pdf`)).on('finish', done));
kit.font(font).fontSize(12);
lines.forEach(line => kit.text(line));
kit.end();
await written;

const { jsPDF } = require('jspdf');
const js = new jsPDF();
js.addFileToVFS('f.ttf', fs.readFileSync(font).toString('base64'));
js.addFont('f.ttf', 'DejaVu', 'normal', 'Identity-H');
js.setFont('DejaVu').setFontSize(12);
js.text(lines, 20, 20);
fs.writeFileSync(`${to}/jspdf-offer.pdf`, Buffer.from(js.output('arraybuffer')));

const { PDFDocument } = require('pdf-lib');
const lib = await PDFDocument.create();
lib.registerFontkit(require('@pdf-lib/fontkit'));
const embedded = await lib.embedFont(fs.readFileSync(font), { subset: true });
const page = lib.addPage();
lines.forEach((line, i) => page.drawText(line, { x: 50, y: 700 - 20 * i, size: 12, font: embedded }));
fs.writeFileSync(`${to}/pdf-lib-offer.pdf`, await lib.save());

const docx = require('docx');
const table = new docx.Table({
  rows: rows.map(row => new docx.TableRow({ children: row.map(cell => new docx.TableCell({ children: [new docx.Paragraph(cell)] })) })),
});
const word = new docx.Document({ sections: [{ children: [new docx.Paragraph({ text: title, heading: docx.HeadingLevel.HEADING_1 }), new docx.Paragraph(text), table] }] });
fs.writeFileSync(`${to}/npm-docx-offer.docx`, await docx.Packer.toBuffer(word));

const ExcelJS = require('exceljs');
const book = new ExcelJS.Workbook();
const sheet = book.addWorksheet('Angebot');
rows.forEach(row => sheet.addRow(row));
sheet.addRow([day, { formula: '1.2+3.4', result: 4.6 }, true]);
await book.xlsx.writeFile(`${to}/exceljs-offer.xlsx`);

const XLSX = require('xlsx');
const cells = XLSX.utils.aoa_to_sheet([...rows, [46355, 4.6, true]]);
cells.A4 = { t: 'n', v: 46355, z: 'yyyy-mm-dd' };
const other = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(other, cells, 'Angebot');
for (const type of ['xlsx', 'ods']) {
  fs.writeFileSync(`${to}/sheetjs-offer.${type}`, XLSX.write(other, { type: 'buffer', bookType: type }));
}

const Show = require('pptxgenjs');
const show = new Show();
const first = show.addSlide();
first.addText(title, { x: 1, y: 1, w: 8, h: 1 });
first.addText(text, { x: 1, y: 2, w: 8, h: 1 });
show.addSlide().addTable(rows, { x: 1, y: 1, w: 8 });
await show.writeFile({ fileName: `${to}/pptxgenjs-offer.pptx` });
