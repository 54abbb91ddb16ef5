// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.account.Permission;
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

    /** The title for people. */
    String title();

    /** The description for the model: what it does and when to use it, in as few words as that takes. */
    String description();

    /** Place in the list, which is in a fixed order. */
    int order();

    /**
     * What the tool does to the caller's mailbox; exactly one, or none for a tool that works on no mailbox. From it follow
     * who may call the tool, for whom it is listed, and the hints to clients.
     */
    Permission[] permission() default {};

    /** Whether it makes the mail server search through the text of mails, which has a budget of its own. */
    boolean searches() default false;

    /** Whether calling it again with the same arguments changes nothing more, where the permission does not imply that. */
    boolean idempotent() default false;

    /** Whether its result holds text of strangers. Tools that send reach strangers in any case. */
    boolean openWorld() default false;

    /** Whether clients that load tools on demand should have this one at hand from the start. */
    boolean alwaysLoad() default false;

    /** How many characters a result may have where clients cut at fewer; 0 for no more than they take anyway. */
    int maxResultChars() default 0;

    /** Whether a password passes through the model: the tool is offered only where {@code TOKEN_TOOL} is on. */
    boolean takesPassword() default false;

    /** Whether it is nothing without links to files. */
    boolean makesLinks() default false;
}
