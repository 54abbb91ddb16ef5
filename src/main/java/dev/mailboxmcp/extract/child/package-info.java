// SPDX-License-Identifier: MIT
/**
 * The program of the child process: reads one file with large parsers, which may loop or eat up memory, writes what is in
 * it, and ends. The only place with PDFBox and ImageIO; not among the classes of the server.
 */
@NullMarked
package dev.mailboxmcp.extract.child;

import org.jspecify.annotations.NullMarked;
