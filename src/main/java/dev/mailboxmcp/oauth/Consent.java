// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Permission;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a browser gets at the authorization endpoint. */
public sealed interface Consent {
    /** The names of the form's fields. */
    String SEAL = "form";

    String USER = "user";
    String PASSWORD = "password";
    String DOMAINS = "domains";
    String CANCEL = "cancel";

    /** Whether the user was only asked for an address yet. */
    String FIRST = "first";

    /** The name of the checkbox for a permission. */
    static String fieldOf(Permission permission) {
        return "may-" + permission.name().toLowerCase(Locale.ROOT);
    }

    /** What the form asks for. */
    sealed interface Step {
        /** Who the user is; what follows depends on that. */
        record Address() implements Step {}

        /**
         * User, password and consent.
         *
         * @param user who it is; null where that was not asked for yet
         */
        record Password(@Nullable String user) implements Step {}

        /**
         * User and consent; an identity provider asks for the rest.
         *
         * @param user as above
         * @param name of the provider
         */
        record Provider(@Nullable String user, String name) implements Step {}
    }

    /**
     * What the user chose when the form was sent before: what was unticked must not come back ticked.
     *
     * @param ticked of what was asked for
     * @param domains as they were typed
     */
    record Choice(Set<Permission> ticked, String domains) {
        public Choice {
            ticked = Set.copyOf(ticked);
        }
    }

    /**
     * The form.
     *
     * @param seal goes back with it
     * @param choice null where the user made none yet
     * @param problem why the last try did not work; null on the first
     * @param retryAfter null where it does not help to wait
     */
    record Ask(
            AuthorizationRequest request,
            Step step,
            String seal,
            @Nullable Choice choice,
            @Nullable Problem problem,
            @Nullable Duration retryAfter)
            implements Consent {
        /** Never the seal. */
        @Override
        public String toString() {
            return "Ask[" + problem + "]";
        }
    }

    /** A page that says what is wrong, and leads nowhere: whoever sent the browser here is not known. */
    record Refused(Problem problem) implements Consent {}

    /** The browser goes back to the client. */
    record Redirect(String location) implements Consent {
        /** Never the location, which holds the code. */
        @Override
        public String toString() {
            return "Redirect[***]";
        }
    }

    /**
     * The browser goes on to an identity provider, with a cookie that it has to bring back.
     *
     * @param cookie its name
     * @param value a secret of this browser
     */
    record Onwards(String location, String cookie, String value) implements Consent {
        /** Neither location nor secret. */
        @Override
        public String toString() {
            return "Onwards[***]";
        }
    }

    /** A user of a page of this server is back, who was sent to an identity provider to say who it is. */
    sealed interface AtPage extends Consent {
        /** Which page, in the words of whoever sent the user. */
        String page();

        /**
         * The provider vouches for this user.
         *
         * @param login what it gave to open the mailbox; null where its word is enough
         */
        record Identified(
                String page, String user, @Nullable Login login) implements AtPage {
            /** Neither user nor page. */
            @Override
            public String toString() {
                return "Identified[***]";
            }
        }

        /** It does not. */
        record Unidentified(String page, Problem problem) implements AtPage {
            /** Never the page. */
            @Override
            public String toString() {
                return "Unidentified[" + problem + "]";
            }
        }
    }

    /** What a user is told. */
    enum Problem {
        /** The request is malformed. */
        UNREADABLE(400),
        UNKNOWN_CLIENT(400),
        WRONG_REDIRECT(400),
        FORM_TOO_OLD(400),
        NOTHING_TICKED(400),
        /** User, password or domains cannot be such. */
        WRONG_ENTRY(400),
        LOGIN_REFUSED(403),
        /** No mail provider of this server has that mailbox. */
        NOT_HERE(403),
        LOGIN_STOPPED(429),
        MAIL_SERVER_AWAY(503),
        /** The identity provider cannot be asked. */
        PROVIDER_AWAY(503),
        /** The way to the identity provider did not begin in this browser, or too long ago. */
        NOT_BEGUN_HERE(400),
        /** Somebody else than the identity provider answers. */
        OTHER_PROVIDER(400),
        /** The identity provider signed somebody else in than whom it was asked for. */
        OTHER_USER(403),
        /** The user, or a rule about the user, said no at the identity provider. */
        DENIED(403),
        /** The identity provider did not prove who the user is. */
        NOT_PROVEN(503),
        TOO_OFTEN(429);

        private final int status;

        Problem(int status) {
            this.status = status;
        }

        /** The status of HTTP. */
        public int status() {
            return status;
        }
    }
}
