// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The subject of a reply: exactly one {@code Re:}, whatever stood there, in whatever language. */
final class ReplySubject {
    static final int MAX_LENGTH = 900;

    /** English, German, Nordic, Dutch, Polish, Czech, Italian, Portuguese, Hungarian, Turkish, Welsh, Greek, … */
    private static final String MARKS =
            "re|aw|antw|antwort|sv|vs|odp|odpov\u011b\u010f|rif|r|res|resp|rép|v\u00e1|va|ynt|atb|bls"
                    + "|\u03b1\u03c0|\u03c3\u03c7\u03b5\u03c4" // ΑΠ, ΣΧΕΤ
                    + "|\u043e\u0442\u0432|\u043e\u0442\u0432\u0435\u0442|\u0432\u0456\u0434\u043f" // Отв, Ответ, Відп
                    + "|\u05d4\u05e9\u05d1|\u05ea\u05d2\u05d5\u05d1\u05d4|\u0631\u062f" // השב, תגובה, رد
                    + "|\u56de\u590d|\u56de\u8986|\u7b54\u590d|\u7b54\u8986|\u8fd4\u4fe1" // 回复, 回覆, 答复, 答覆, 返信
                    + "|\ub2f5\uc7a5|\ud68c\uc2e0"; // 답장, 회신

    private static final Pattern REPLY_MARK = Pattern.compile(
            "^[\\s\\h]*(?:" + MARKS + ")(?:\\[\\d{1,4}]|\\(\\d{1,4}\\)|[\\^*]\\d{1,4})?[\\s\\h]*[:\uff1a]",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** What English, German, French and Spanish programs write. */
    private static final Pattern FORWARD_MARKS =
            Pattern.compile("^(?:(?:fwd?|wg|tr|rv)\\s?:\\s*)++", Pattern.CASE_INSENSITIVE);

    /** The tag of a mailing list, which many programs leave before the mark. */
    private static final Pattern TAG = Pattern.compile("^[\\s\\h]*(\\[[^\\[\\]]{1,60}])");

    private static final Pattern NOT_ONE_LINE =
            Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", Pattern.UNICODE_CHARACTER_CLASS);

    private ReplySubject() {}

    static String of(String original) {
        String subject = NOT_ONE_LINE.matcher(original).replaceAll(" ").strip();
        String rest = withoutMarks(subject);
        Matcher tag = TAG.matcher(rest);
        if (tag.find()) {
            String behind = rest.substring(tag.end());
            String bare = withoutMarks(behind);
            rest = bare.length() == behind.strip().length() ? rest : tag.group(1) + " " + bare;
        }
        return ("Re: " + bounded(rest)).strip();
    }

    /** The subject with one mark that tells that it was passed on, and those that tell what it answered. */
    static String ofForward(String original) {
        String subject = NOT_ONE_LINE.matcher(original).replaceAll(" ").strip();
        String rest = FORWARD_MARKS.matcher(subject).replaceFirst("");
        return ("Fwd: " + bounded(rest)).strip();
    }

    /** Whether it is of a mail that is passed on, and no answer to one. */
    static boolean isOfForward(String subject) {
        return FORWARD_MARKS.matcher(subject.strip()).lookingAt();
    }

    private static String withoutMarks(String subject) {
        Matcher mark = REPLY_MARK.matcher(subject);
        int at = 0;
        while (mark.region(at, subject.length()).lookingAt()) {
            at = mark.end();
        }
        return subject.substring(at).strip();
    }

    private static String bounded(String subject) {
        StringBuilder text = new StringBuilder();
        subject.codePoints()
                .filter(c -> Character.getType(c) != Character.SURROGATE)
                .limit(MAX_LENGTH / 2)
                .forEach(text::appendCodePoint);
        return text.toString();
    }
}
