// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

/**
 * A tool: one class, annotated with {@link McpTool}, with a nested record of its arguments and a record of its result, which
 * tools may share. The first is the one source of the input schema, of binding and of validation, the second of the output schema.
 * A tool is one of the kinds that extend this interface, which say what its work is given. Implementations are stateless
 * and thread-safe.
 *
 * @param <A> the arguments: a record, see {@link RecordSchema}
 * @param <R> the result: a record
 */
public interface Tool<A extends Record, R extends Record> {}
