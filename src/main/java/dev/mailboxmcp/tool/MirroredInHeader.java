// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The client repeats this argument in a header, {@code Mcp-Param-} and the value of this, so that gateways can route and
 * limit without reading bodies. Never for secrets or mail content, since headers are logged; only for strings, integers
 * and booleans that may be left out, since some clients repeat nothing. MCP 2026-07-28 basic/transports
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface MirroredInHeader {
    /** A token (RFC 9110 5.6.2). */
    String value();
}
