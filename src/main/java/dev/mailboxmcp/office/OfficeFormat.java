// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

/** Which kind of document it is, by its content. */
public enum OfficeFormat {
    DOCX,
    XLSX,
    PPTX,
    ODT,
    ODS,
    ODP
}
