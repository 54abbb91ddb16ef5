// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import jakarta.activation.DataHandler;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One mail of the demo, put together step by step. */
final class DemoMail {
    private static final Session SESSION = Session.getInstance(new Properties());

    private final Person from;
    private final List<Person> to;
    private final String subject;
    private final String text;
    private final ZonedDateTime date;
    private final List<MimeBodyPart> attachments = new ArrayList<>();
    private @Nullable String html;
    private @Nullable String calendar;
    private @Nullable DemoMail parent;
    private @Nullable DemoMail undelivered;
    private @Nullable String list;
    private boolean automatic;
    private boolean read = true;
    private boolean flagged;
    private boolean answered;

    /** Somebody with a mail address. */
    record Person(String name, String address) {
        String firstName() {
            int space = name.indexOf(' ');
            return space < 0 ? name : name.substring(0, space);
        }
    }

    DemoMail(Person from, List<Person> to, String subject, String text, ZonedDateTime date) {
        this.from = from;
        this.to = List.copyOf(to);
        this.subject = subject;
        this.text = text;
        this.date = date;
    }

    /** Another mail of the same thread, with this one quoted below. */
    DemoMail reply(Person author, String answer, ZonedDateTime when) {
        answered = true;
        List<Person> others = new ArrayList<>();
        others.add(from);
        to.stream().filter(person -> !person.equals(author)).forEach(others::add);
        others.remove(author);
        String quoted = text.lines().map(line -> "> " + line).reduce("", (all, line) -> all + line + "\n");
        DemoMail reply = new DemoMail(
                author,
                others.isEmpty() ? to : others,
                subject.startsWith("Re: ") ? subject : "Re: " + subject,
                answer + "\n\nOn " + date.toLocalDate() + " " + from.name() + " wrote:\n" + quoted,
                when);
        reply.parent = this;
        return reply;
    }

    DemoMail html(String page) {
        html = page;
        return this;
    }

    DemoMail calendar(String invitation) {
        calendar = invitation;
        return this;
    }

    /** Makes this the report of a mail server that another mail was not delivered (RFC 3464). */
    DemoMail undelivered(DemoMail mail) {
        undelivered = mail;
        return this;
    }

    DemoMail attach(String name, String type, byte[] content) {
        try {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(new ByteArrayDataSource(content, type)));
            part.setFileName(name);
            part.setDisposition(Part.ATTACHMENT);
            attachments.add(part);
            return this;
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes this one that a program sent by itself (RFC 3834). */
    DemoMail automatic() {
        automatic = true;
        return this;
    }

    /** Makes this one that goes to all readers of a list (RFC 2919). */
    DemoMail list(String id) {
        list = id;
        return this;
    }

    DemoMail unread() {
        read = false;
        return this;
    }

    DemoMail flagged() {
        flagged = true;
        return this;
    }

    Person from() {
        return from;
    }

    List<Person> to() {
        return to;
    }

    ZonedDateTime date() {
        return date;
    }

    /** The flags of the mail where it was received; what one wrote oneself is read anyway. */
    Flags flags(boolean own) {
        Flags flags = new Flags();
        if (read || own) {
            flags.add(Flags.Flag.SEEN);
        }
        if (flagged && !own) {
            flags.add(Flags.Flag.FLAGGED);
        }
        if (answered && !own) {
            flags.add(Flags.Flag.ANSWERED);
        }
        return flags;
    }

    MimeMessage toMessage() {
        try {
            MimeMessage message = new MimeMessage(SESSION) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", id());
                }
            };
            message.setFrom(address(from));
            for (Person person : to) {
                message.addRecipient(Message.RecipientType.TO, address(person));
            }
            message.setSubject(subject, "UTF-8");
            message.setSentDate(Date.from(date.toInstant()));
            if (parent != null) {
                message.setHeader("In-Reply-To", parent.id());
                message.setHeader("References", parent.references());
            }
            if (automatic) {
                message.setHeader("Auto-Submitted", "auto-generated");
            }
            if (list != null) {
                message.setHeader("List-Id", "<" + list + ">");
                message.setHeader("List-Unsubscribe", "<https://" + list + "/unsubscribe>");
            }
            MimeBodyPart body = body();
            if (undelivered != null) {
                message.setContent(report(body, undelivered));
            } else if (attachments.isEmpty()) {
                message.setContent(body.getContent(), body.getDataHandler().getContentType());
            } else {
                MimeMultipart mixed = new MimeMultipart("mixed", body);
                for (MimeBodyPart attachment : attachments) {
                    mixed.addBodyPart(attachment);
                }
                message.setContent(mixed);
            }
            message.saveChanges();
            return message;
        } catch (MessagingException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MimeMultipart report(MimeBodyPart words, DemoMail undelivered) throws MessagingException {
        MimeMultipart report = new MimeMultipart("report; report-type=delivery-status", words);
        report.addBodyPart(part("message/delivery-status", """
                Reporting-MTA: dns; mx.demo.example

                Final-Recipient: rfc822; %s
                Action: failed
                Status: 5.1.1
                """.formatted(
                        undelivered.to.getFirst().address())));
        report.addBodyPart(part("text/rfc822-headers", """
                From: %s
                To: %s
                Message-ID: %s
                """.formatted(
                        undelivered.from.address(), undelivered.to.getFirst().address(), undelivered.id())));
        return report;
    }

    private static MimeBodyPart part(String type, String lines) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(
                lines.replace("\n", "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII), type)));
        return part;
    }

    private MimeBodyPart body() throws MessagingException {
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, "UTF-8");
        if (html == null && calendar == null) {
            return plain;
        }
        MimeMultipart alternative = new MimeMultipart("alternative", plain);
        if (html != null) {
            MimeBodyPart page = new MimeBodyPart();
            page.setText(html, "UTF-8", "html");
            alternative.addBodyPart(page);
        }
        if (calendar != null) {
            MimeBodyPart invitation = new MimeBodyPart();
            invitation.setDataHandler(new DataHandler(new ByteArrayDataSource(
                    calendar.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    "text/calendar; charset=UTF-8; method=REQUEST")));
            alternative.addBodyPart(invitation);
        }
        MimeBodyPart body = new MimeBodyPart();
        body.setContent(alternative);
        return body;
    }

    private String id() {
        String domain = from.address().substring(from.address().indexOf('@') + 1);
        return "<" + Long.toString(date.toEpochSecond(), 36) + "."
                + Integer.toHexString((from.address() + subject).hashCode()) + "@" + domain + ">";
    }

    private String references() {
        return parent == null ? id() : parent.references() + "\r\n " + id();
    }

    private static InternetAddress address(Person person) throws MessagingException {
        try {
            return new InternetAddress(person.address(), person.name(), "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
