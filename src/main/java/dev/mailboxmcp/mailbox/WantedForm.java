// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.AttachmentText;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;

/** The form in which a caller wants an attachment. */
public enum WantedForm {
    /** Text where there is some, else a picture. */
    ANY,
    TEXT,
    PICTURE;

    /**
     * What is no picture, where it is wanted so.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} where a picture is wanted
     */
    AttachmentText require(AttachmentText text) {
        if (this == PICTURE) {
            throw noPicture(
                    text.type().contains("svg")
                            ? "a drawing (SVG), which is a program rather than a picture and is never run here"
                            : "none");
        }
        return text;
    }

    static MailException noPicture(String what) {
        return new MailException(new MailFailure.InvalidArgument(
                "as", "must be left out to get its text: image is for pictures, and this file is " + what));
    }
}
