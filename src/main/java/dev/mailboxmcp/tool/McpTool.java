// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class a tool that clients see. The class is found by this annotation alone; it needs no registration.
 */
@Stereotype
@Singleton
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SuppressWarnings("InjectScopeAnnotationOnInterfaceOrAbstractClass") // a stereotype carries its scope
public @interface McpTool {
    /** The name on the wire, snake_case. */
    String name();

    /** For people. */
    String title();

    /** For the model: what it does and when to use it, in as few words as that takes. */
    String description();

    /** Place in the list, which is in a fixed order. */
    int order();

    /** Whether the tool changes nothing. */
    boolean readOnly();

    /** Whether the tool may destroy or overwrite something. */
    boolean destructive() default false;

    /** Whether calling it again with the same arguments changes nothing more. */
    boolean idempotent();

    /** Whether the tool needs {@code SMTP_HOST}; without it the tool is not listed. */
    boolean needsSubmission() default false;
}
