// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * Something that is not done before the user agrees to it; nothing happened yet.
 *
 * <p>The digest names exactly what would be done. Who does the work afterwards is handed the digest that the user said yes
 * to, makes the digest of what is at hand anew, and asks again where the two differ.
 */
public final class ConsentNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String question;
    private final String digest;

    /** @param question plain text of several lines, in which nothing that others wrote can pass for ours */
    public ConsentNeeded(String question, String digest) {
        super("the user has to agree", null, false, false); // control flow: nobody reads a stack trace
        this.question = question;
        this.digest = digest;
    }

    public String question() {
        return question;
    }

    public String digest() {
        return digest;
    }
}
