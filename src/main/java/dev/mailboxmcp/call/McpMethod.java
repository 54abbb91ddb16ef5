// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods that clients may call, of both eras, with the members of their params that are read. */
public enum McpMethod {
    INITIALIZE("initialize"),
    PING("ping"),
    DISCOVER("server/discover"),
    LIST_TOOLS("tools/list"),
    CALL_TOOL("tools/call"),
    LIST_RESOURCES("resources/list"),
    LIST_RESOURCE_TEMPLATES("resources/templates/list"),
    READ_RESOURCE("resources/read"),
    SUBSCRIBE("resources/subscribe"),
    UNSUBSCRIBE("resources/unsubscribe"),
    LIST_PROMPTS("prompts/list"),
    GET_PROMPT("prompts/get"),
    COMPLETE("completion/complete"),
    LIST_SKILLS("skills/list"),
    GET_SKILL("skills/get"),
    SET_LEVEL("logging/setLevel"),
    LISTEN("subscriptions/listen");

    private static final Map<String, McpMethod> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(McpMethod::wireName, Function.identity()));

    private final String wireName;

    McpMethod(String wireName) {
        this.wireName = wireName;
    }

    /** The method of that name; null if no revision has it. */
    public static @Nullable McpMethod of(String wireName) {
        return BY_NAME.get(wireName);
    }

    public String wireName() {
        return wireName;
    }

    /** Whether it reaches for a mailbox: the others are discovery, or tell what is asked anyway. */
    public boolean reachesMail() {
        return switch (this) {
            case CALL_TOOL, LIST_RESOURCES, READ_RESOURCE, SUBSCRIBE, GET_PROMPT, COMPLETE, LISTEN -> true;
            case INITIALIZE,
                    PING,
                    DISCOVER,
                    LIST_TOOLS,
                    LIST_RESOURCE_TEMPLATES,
                    UNSUBSCRIBE,
                    LIST_PROMPTS,
                    LIST_SKILLS,
                    GET_SKILL,
                    SET_LEVEL -> false;
        };
    }

    /** The members of the params that are read, {@code _meta} apart. */
    public Set<String> params() {
        return switch (this) {
            case INITIALIZE -> Set.of("protocolVersion", "capabilities", "clientInfo");
            case PING, DISCOVER -> Set.of();
            case LIST_TOOLS, LIST_RESOURCE_TEMPLATES, LIST_PROMPTS, LIST_SKILLS -> Set.of("cursor");
            case LIST_RESOURCES -> Set.of("cursor", "inputResponses", "requestState");
            case CALL_TOOL, GET_PROMPT -> Set.of("name", "arguments", "inputResponses", "requestState");
            case READ_RESOURCE -> Set.of("uri", "inputResponses", "requestState");
            case COMPLETE -> Set.of("ref", "argument", "context", "inputResponses", "requestState");
            case SUBSCRIBE, UNSUBSCRIBE, GET_SKILL -> Set.of("uri");
            case SET_LEVEL -> Set.of("level");
            case LISTEN -> Set.of("notifications");
        };
    }
}
