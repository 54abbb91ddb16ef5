// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.Sha256;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the server must remember between the rounds of a request, sealed into {@code requestState}: the client holds it,
 * and can neither read nor change it. It opens for the same user, method and params only, until it expires, and serves
 * one completed call. Thread-safe. MCP 2026-07-28 basic/patterns/mrtr
 *
 * <p>That a state was used up is remembered by this process alone; another instance would take it once more.
 */
final class RequestStates {
    /** How long a user may think about a question. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String PURPOSE = "request-state";

    /** An id, and what it takes to remember it, in bytes. */
    private static final long USED_BYTES = 512;

    private final Sealer sealer;
    private final StateBudget budget;
    private final InstantSource clock;
    private final Map<String, Used> used = new LinkedHashMap<>(); // guarded by itself; in the order of their ends

    /** @param until when it is forgotten: the state has expired then */
    private record Used(Instant until, StateBudget.Share share) {}

    /**
     * The rounds before, as the client brought them back.
     *
     * @param id names this state among all
     * @param methods of what was asked, by key
     * @param state the handler's own; null for none
     */
    record Opened(
            String id,
            Map<String, String> methods,
            @Nullable JsonObject state) {}

    RequestStates(Sealer sealer, StateBudget budget, InstantSource clock) {
        this.sealer = sealer;
        this.budget = budget;
        this.clock = clock;
    }

    String seal(Caller caller, Request request, InputRequired asked) {
        JsonObjectBuilder methods = Json.createObjectBuilder();
        asked.requests().forEach((key, question) -> methods.add(key, question.method()));
        JsonObjectBuilder content = Json.createObjectBuilder()
                .add("id", UUID.randomUUID().toString())
                .add("expires", clock.instant().plus(LIFETIME).getEpochSecond())
                .add("asked", methods);
        if (asked.state() != null) {
            content.add("state", asked.state());
        }
        return sealer.seal(
                PURPOSE, binding(caller, request), content.build().toString().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws RpcException whatever is wrong with it */
    Opened open(Caller caller, Request request, String sealed) throws RpcException {
        JsonObject content;
        try {
            byte[] opened = sealer.open(PURPOSE, binding(caller, request), sealed);
            content = Json.parse(new String(opened, StandardCharsets.UTF_8)).asJsonObject();
        } catch (BadTokenException e) {
            throw invalid("params.requestState is not what this server gave out for these params.");
        }
        Instant expires = Instant.ofEpochSecond(content.getJsonNumber("expires").longValueExact());
        if (!clock.instant().isBefore(expires)) {
            throw invalid("params.requestState expired. Call again without it, and without params.inputResponses.");
        }
        Map<String, String> methods = new HashMap<>();
        content.getJsonObject("asked").forEach((key, method) -> methods.put(key, ((JsonString) method).getString()));
        return new Opened(content.getString("id"), Map.copyOf(methods), content.getJsonObject("state"));
    }

    /**
     * Takes the state for a call, so that no other call gets it.
     *
     * @throws RefusedException if the caller has used up so many that one more cannot be remembered
     */
    void claim(Caller caller, Opened opened) throws RefusedException, RpcException {
        Instant now = clock.instant();
        synchronized (used) {
            forgetExpired(now);
            if (used.containsKey(opened.id())) {
                throw invalid("params.requestState was used already. Look at what that call did before calling again.");
            }
            try {
                StateBudget.Share share = budget.open(caller, StateBudget.Kind.MARK, USED_BYTES);
                used.put(opened.id(), new Used(now.plus(LIFETIME), share));
            } catch (OverBudgetException e) {
                throw RefusedException.of(e);
            }
        }
    }

    /** Gives the state back: the call did nothing yet. */
    void release(Opened opened) {
        synchronized (used) {
            Used one = used.remove(opened.id());
            if (one != null) {
                one.share().close();
            }
        }
    }

    private void forgetExpired(Instant now) {
        Iterator<Used> oldest = used.values().iterator();
        while (oldest.hasNext()) {
            Used one = oldest.next();
            if (now.isBefore(one.until())) {
                return;
            }
            one.share().close();
            oldest.remove();
        }
    }

    /** What a state belongs to. The password is not part of it: whoever calls must log in anyway. */
    private static byte[] binding(Caller caller, Request request) {
        JsonObjectBuilder params = Json.createObjectBuilder(request.params());
        params.remove("_meta").remove("inputResponses").remove("requestState");
        String text = Json.createArrayBuilder()
                .add(Objects.requireNonNullElse(caller.user(), ""))
                .add(request.method())
                .add(CanonicalJson.of(params.build()))
                .build()
                .toString();
        return Sha256.of(text);
    }

    private static RpcException invalid(String message) {
        return new RpcException(RpcError.INVALID_PARAMS, message);
    }
}
