// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.iap.ResponseInputStream;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a mail server: commands go out several at once, answers come in within limits and deadlines.
 *
 * <p>Any {@link IOException} leaves it unusable, a refusal (NO, BAD) does not; but the next call gets another one where
 * the refusal may be about the connection itself. Not thread-safe: one call has it at a time; only {@link #abort} may come
 * from another thread.
 */
public final class ImapConnection extends IMAPProtocol {
    /** How long the next line may take after a line that is no greeting: what speaks no IMAP must not keep a call waiting. */
    private static final Duration AFTER_BANNER = Duration.ofSeconds(2);

    private static final Duration PROOF_OF_LIFE = Duration.ofSeconds(5);
    private static final int MAX_BANNER = 10;
    private static final int MAX_SPELLINGS = 100;
    private static final int NON_SYNCHRONIZING_MINUS = 4096; // RFC 7888 5
    private static final int PARTS_OF_PATIENCE = 3;

    private final Socket tcp;
    private final Socket socket;
    private final BoundedResponseStream in;
    private final CommandStream out;
    private final RowMemory rows;

    private Deadline deadline;
    private @Nullable OpenFolder open;
    private boolean unproven;
    private boolean answered;
    private long begunNanoTime;
    private boolean broken;
    /** Whether the server refused a command for a reason that may hold for all further ones. */
    private boolean suspect;

    private @Nullable ImapCommand introduction;
    private final Map<FolderPath, byte[]> spellings = new HashMap<>();
    private final Set<String> avoided = new HashSet<>();
    /** Whether the work of this call may be done again on another connection. */
    private boolean repeatable;

    /** The extension that a command of this call used, as long as it is not known to have worked. */
    private @Nullable String tried;

    private boolean comparesWholeAddresses;
    private boolean withoutQuota;
    private boolean tellingNumbersAlone;
    private @Nullable Namespaces namespaces;
    private int outstanding;
    private String doing = "connecting";
    private String challenge = "";
    private volatile boolean aborted;

    private ImapConnection(
            Socket tcp, Socket socket, BoundedResponseStream in, CommandStream out, RowMemory rows, Deadline deadline)
            throws IOException {
        super(InputStream.nullInputStream(), out, new Properties(), false);
        suspendTracing(); // for good: a trace holds the password and the mail, and its logger would bear our name
        this.tcp = tcp;
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.rows = rows;
        this.deadline = deadline;
    }

    /**
     * A connection on a socket that is connected, and past its TLS handshake where there is one.
     *
     * @param tcp the bare socket, closed to end everything at once
     * @param socket the same, or the TLS socket on it
     * @param rowBytes that rows which were fetched may take; 0 for none
     */
    static ImapConnection on(Socket tcp, Socket socket, Duration readTimeout, int rowBytes, Deadline deadline)
            throws IOException {
        return new ImapConnection(
                tcp,
                socket,
                new BoundedResponseStream(tcp, socket, readTimeout, deadline),
                new CommandStream(socket.getOutputStream()),
                new RowMemory(rowBytes),
                deadline);
    }

    /** Tracing never begins again, as Jakarta Mail would let it after a login of its own. */
    @Override
    protected void resumeTracing() {}

    /** The first line of a connection (RFC 9051 7.1), refused unless it is OK: PREAUTH is somebody else's login. */
    void readGreeting(Duration timeout) throws IOException {
        doing = "waiting for the greeting";
        in.begin(ResponseLimits.USUAL);
        in.deadline(deadline.within(timeout));
        ImapResponse greeting = next();
        for (int lines = 0; lines < MAX_BANNER && isBanner(greeting); lines++) {
            in.deadline(deadline.within(timeout.compareTo(AFTER_BANNER) < 0 ? timeout : AFTER_BANNER));
            greeting = nextAfter(greeting);
        }
        in.deadline(deadline);
        if (greeting.isBYE() || greeting.isUnTagged() && greeting.isNO()) { // QUIRK: IceWarp says NO instead
            throw broken(new ByeException(greeting.status()));
        }
        if (!greeting.isUnTagged() || !greeting.isOK()) {
            throw broken(
                    greeting.isNamed("PREAUTH")
                            ? new ProtocolViolation("PREAUTH, a login that is not ours")
                            : ProtocolViolation.noGreeting(greeting.toString()));
        }
        comparesWholeAddresses = greeting.toString().contains("GreenMail");
        setCapabilities(greeting);
    }

    /** QUIRK: some servers and guards before them put lines for people ahead of the greeting; other protocols do not begin so. */
    private static boolean isBanner(ImapResponse response) {
        String tag = response.getTag();
        return response.isTagged()
                && tag != null
                && !tag.startsWith("+")
                && !tag.matches("\\d{3}(-.*)?|HTTP/.*|SSH-.*");
    }

    /** The next line; where there is none, what the server said for people is why it left. */
    private ImapResponse nextAfter(ImapResponse banner) throws IOException {
        try {
            return next();
        } catch (EOFException e) {
            throw broken(new ByeException(StatusText.parse(banner.toString())));
        } catch (SocketTimeoutException e) {
            throw broken(new ProtocolViolation("no IMAP greeting", e));
        }
    }

    /**
     * Starts a call on this connection.
     *
     * @param avoid extensions that the call does without, since they failed in it on another connection
     * @param mayRepeat whether its work may be done again on another connection, so that it must change nothing
     */
    void begin(Deadline newDeadline, Set<String> avoid, boolean mayRepeat) {
        repeatable = mayRepeat;
        deadline = newDeadline;
        in.deadline(newDeadline);
        answered = false;
        begunNanoTime = System.nanoTime();
        avoided.clear();
        avoided.addAll(avoid);
        tried = null;
    }

    /** Makes the next flight of commands start with a NOOP that has to be answered soon: it may be dead. */
    void mustProveLife() {
        unproven = true;
    }

    boolean encrypted() {
        return socket instanceof SSLSocket;
    }

    /** Whether the server announced an extension, and it did not fail in this call; in upper case. */
    boolean has(String capability) {
        return hasCapability(capability) && !avoided.contains(capability);
    }

    /** Whether this call does without an extension, since it failed. */
    boolean avoids(String capability) {
        return avoided.contains(capability);
    }

    /**
     * QUIRK: to GreenMail the search key FROM means the whole address, and so do TO, CC and BCC. It is known by its greeting, which
     * is not read before STARTTLS; GreenMail has none of that.
     */
    boolean comparesWholeAddresses() {
        return comparesWholeAddresses;
    }

    /** Does without an extension for the rest of this call. */
    void avoid(String capability) {
        avoided.add(capability);
    }

    /** The extension whose use may be why this call failed; null for none. */
    @Nullable
    String tried() {
        return tried;
    }

    boolean knowsCapabilities() {
        return hasCapability("IMAP4*");
    }

    /** Takes the capabilities from an answer, where it has some. */
    void learn(ImapAnswer answer) throws IOException {
        List<ImapResponse> untagged = answer.all("CAPABILITY");
        if (!untagged.isEmpty()) {
            Response[] forAngus = new Response[untagged.size()];
            for (int i = 0; i < forAngus.length; i++) {
                forAngus[i] = untagged.get(i).forAngus();
            }
            handleCapabilityResponse(forAngus);
        }
        if (answer.status().code().equals("CAPABILITY")) {
            answer.tagged().reset();
            setCapabilities(answer.tagged());
        }
    }

    /** The rows that this connection has fetched. */
    RowMemory rows() {
        return rows;
    }

    /** The folder that is open; null where there is none. */
    @Nullable
    OpenFolder open() {
        return open;
    }

    /** Whether the folder that is open was opened by this call, so that what is known of it is not old. */
    boolean openedInThisCall() {
        return open != null && open.openedNanoTime() - begunNanoTime >= 0;
    }

    /** Takes note that no folder is open any more. */
    void noteClosed() {
        open = null;
    }

    /** Whether the server told of no quota when it was asked on this connection. */
    boolean isWithoutQuota() {
        return withoutQuota;
    }

    /** Takes note that the server tells of no quota. */
    void noteNoQuota() {
        withoutQuota = true;
    }

    /**
     * Whether the server tells a silent change of this session by its MODSEQ alone, without flags. Then flags that it does tell
     * are of a change that another session made.
     */
    boolean isTellingNumbersAlone() {
        return tellingNumbersAlone;
    }

    /** Takes note that the server told a silent change of this session by its MODSEQ alone. */
    void noteNumberAlone() {
        tellingNumbersAlone = true;
    }

    /** Which folders belong to others, as the server told on this connection; null where it was not asked. */
    @Nullable
    Namespaces namespaces() {
        return namespaces;
    }

    /** Takes note of which folders belong to others. */
    void note(Namespaces told) {
        namespaces = told;
    }

    /** The bytes by which the server knows a folder. */
    byte[] spelling(FolderPath folder) {
        byte[] known = spellings.get(folder);
        return known == null ? FolderName.encode(folder) : known;
    }

    /** Takes note of how the server spells the name of a folder, which is not as it would be written here. */
    void noteSpelling(FolderPath folder, byte[] name) {
        if (spellings.size() >= MAX_SPELLINGS) {
            spellings.clear();
        }
        spellings.put(folder, name);
    }

    /** Says this ahead of the next commands, in their round trip; whatever the server answers to it changes nothing. */
    void introduce(ImapCommand command) {
        introduction = command;
    }

    /** What it is doing, in words, for the message of a failure. */
    String doing() {
        return doing;
    }

    /** What the server asked last when {@link #askWithReplies} was used: its data in base64, or nothing. */
    String challenge() {
        return challenge;
    }

    /** Whether any command of this call was answered, were it in part. */
    boolean answered() {
        return answered;
    }

    /** Whether the next call may use it. */
    boolean isReusable() {
        return !broken && !aborted && !suspect && outstanding == 0;
    }

    /** Says that no later call may use it, since the server speaks on it otherwise than others expect. */
    void retire() {
        suspect = true;
    }

    /** One command, one round trip. */
    ImapAnswer ask(String words, ImapCommand command) throws IOException {
        return ask(words, ResponseLimits.USUAL, List.of(command)).get(0);
    }

    /**
     * Several commands in one round trip. The server may work on them side by side, so every answer holds the untagged
     * responses of all: commands that could be confused (two plain SEARCH, two FETCH of different things) must not go
     * together, unless one that opens a folder stands between them: what was told of one folder is never taken for news of
     * another. A command whose literal needs the server's consent costs further round trips.
     *
     * @param words what they do, such as {@code listing mails}
     * @throws IOException if the connection failed or the server broke the protocol; then the connection is unusable
     */
    List<ImapAnswer> ask(String words, ResponseLimits limits, List<ImapCommand> commands) throws IOException {
        ImapCommand first = introduction;
        if (first != null) {
            introduction = null;
            List<ImapCommand> all = new ArrayList<>(commands.size() + 1);
            all.add(first);
            all.addAll(commands);
            return ask(words, limits, all).subList(1, all.size());
        }
        doing = words;
        in.begin(limits);
        boolean oneByOne = commands.stream().anyMatch(command -> command.waitsForConsent(this));
        try {
            if (unproven) {
                return askUnproven(commands, oneByOne);
            }
            return oneByOne ? askOneByOne(commands) : askAtOnce(commands);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * One command that uses an extension where the plain protocol has another way. It gets a part of the time that is
     * left. Where the connection fails over it, {@link ImapPool#read} runs the work anew on another one that
     * {@link #avoids} the extension; where the server refuses, or gives what cannot be right, the caller goes the other
     * way, and that counts until {@link #worked}.
     */
    ImapAnswer tryBy(String extension, String words, ImapCommand command) throws IOException {
        return tryBy(extension, words, List.of(command)).get(0);
    }

    /** The same as {@link #tryBy(String, String, ImapCommand)}, for several commands in one round trip. */
    List<ImapAnswer> tryBy(String extension, String words, List<ImapCommand> commands) throws IOException {
        tried = extension;
        in.patience(deadline.remaining().dividedBy(PARTS_OF_PATIENCE));
        try {
            return ask(words, ResponseLimits.USUAL, commands);
        } finally {
            in.patience(null);
        }
    }

    /** Takes note that the extension tried last did what it is for. */
    void worked() {
        tried = null;
    }

    /**
     * Sends one line each time that the server asks for one (RFC 9051 6.2.2), as AUTHENTICATE needs. A server that asks for
     * more breaks the protocol.
     */
    ImapAnswer askWithReplies(String words, ImapCommand command, String... replies) throws IOException {
        doing = words;
        in.begin(ResponseLimits.USUAL);
        try {
            String tag = send(command);
            out().flush();
            out.release();
            return answers(List.of(command), List.of(tag), new ArrayDeque<>(List.of(replies)))
                    .get(0);
        } catch (UncheckedIOException e) {
            throw broken(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Says goodbye where that takes no time, and closes. */
    void leave() {
        if (isReusable()) {
            try {
                outstanding++;
                writeCommand("LOGOUT", null);
            } catch (IOException | ProtocolException | UncheckedIOException e) {
                broken = true; // it is closed below, which is all that was wanted
            }
        }
        abort();
    }

    /** Closes at once, from whatever thread; whoever reads or writes gets an {@link IOException}. */
    void abort() {
        aborted = true;
        try {
            tcp.close();
        } catch (IOException e) {
            broken = true; // nothing else can be done about it
        }
    }

    boolean takesAtOnce(int literalBytes) {
        return has("LITERAL+") || has("LITERAL-") && literalBytes <= NON_SYNCHRONIZING_MINUS;
    }

    OutputStream out() {
        return getOutputStream();
    }

    /** Waits for the server's {@code +} before a literal; whatever it says meanwhile is taken note of. */
    void awaitConsent() throws IOException {
        out().flush();
        out.release();
        ImapResponse response = next();
        while (response.isUnTagged()) {
            requireNoBye(response);
            note(response);
            response = next();
        }
        if (!response.isContinuation()) {
            throw new RefusedLiteral(response);
        }
    }

    /** Not for Angus to parse: its reader of FETCH data is recursive without a limit. */
    @Override
    public Response readResponse() throws IOException, ProtocolException {
        return new ImapResponse(this);
    }

    @Override
    protected ResponseInputStream getInputStream() {
        return in;
    }

    private List<ImapAnswer> askUnproven(List<ImapCommand> commands, boolean oneByOne) throws IOException {
        ImapCommand noop = new ImapCommand("NOOP");
        in.deadline(deadline.within(PROOF_OF_LIFE));
        if (oneByOne || commands.stream().anyMatch(ImapCommand::mayTakeLong)) {
            // QUIRK: Dovecot answers a NOOP together with the commands behind it, and a search may take a minute
            askAtOnce(List.of(noop));
            proven();
            return oneByOne ? askOneByOne(commands) : askAtOnce(commands);
        }
        if (commands.get(0).name().equals(noop.name())) {
            return askAtOnce(commands);
        }
        List<ImapCommand> all = new ArrayList<>(commands.size() + 1);
        all.add(noop);
        all.addAll(commands);
        List<ImapAnswer> answers = askAtOnce(all);
        return answers.subList(1, answers.size());
    }

    private void proven() {
        unproven = false;
        in.deadline(deadline);
    }

    private List<ImapAnswer> askOneByOne(List<ImapCommand> commands) throws IOException {
        List<ImapAnswer> answers = new ArrayList<>(commands.size());
        for (ImapCommand command : commands) {
            try {
                answers.addAll(askAtOnce(List.of(command)));
            } catch (RefusedLiteral e) {
                outstanding--;
                answers.add(new ImapAnswer(List.of(), e.response(), null));
            }
        }
        return answers;
    }

    private List<ImapAnswer> askAtOnce(List<ImapCommand> commands) throws IOException {
        try {
            List<String> tags = new ArrayList<>(commands.size());
            out.hold();
            for (ImapCommand command : commands) {
                tags.add(send(command));
            }
            out.release();
            return answers(commands, tags);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private String send(ImapCommand command) throws IOException {
        if (repeatable && command.changes()) {
            throw new IllegalStateException(
                    command.name() + " by work that may be repeated: ImapPool.change runs it once");
        }
        outstanding++;
        try {
            return writeCommand(command.name(), command.hasArguments() ? command : null);
        } catch (ProtocolException e) {
            throw new ProtocolViolation("no command could be sent", e);
        }
    }

    /** Reads until every command is answered, in whatever order the server chooses (RFC 9051 5.5). */
    private List<ImapAnswer> answers(List<ImapCommand> commands, List<String> tags) throws IOException {
        return answers(commands, tags, new ArrayDeque<>());
    }

    /** @param replies to what the server asks for */
    private List<ImapAnswer> answers(List<ImapCommand> commands, List<String> tags, Deque<String> replies)
            throws IOException {
        FlightReport report = new FlightReport(commands);
        open = report.isOpening() ? report.opening() : open;
        Map<String, ImapResponse> tagged = new HashMap<>();
        while (tagged.size() < tags.size()) {
            ImapResponse response = next();
            if (response.isUnTagged()) {
                requireNoBye(response);
                note(response);
                report.add(response);
                if (isRefusalOfLogin(response, commands)) {
                    broken = true; // nothing more is to be expected of it
                    return List.of(report.answer(0, response));
                }
                if (unproven) {
                    proven();
                }
                continue;
            }
            if (response.isContinuation() && !replies.isEmpty()) {
                challenge = response.reader().rest().strip();
                out().write((replies.removeFirst() + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out().flush();
                continue;
            }
            String tag = response.getTag();
            if (!response.isTagged() || !tags.contains(tag) || tagged.put(tag, response) != null) {
                throw new ProtocolViolation("a response that belongs to no command");
            }
            if (commands.get(tags.indexOf(tag)).opens() != null) {
                report.opened(response.isOK() && open != null ? open.opened(response) : null);
                open = report.isOpening() ? report.opening() : report.lastOpened();
            }
            outstanding--;
            if (unproven) {
                proven();
            }
        }
        List<ImapAnswer> answers = new ArrayList<>(commands.size());
        boolean nothingOpen = false;
        for (int i = 0; i < tags.size(); i++) {
            ImapResponse response = Objects.requireNonNull(tagged.get(tags.get(i)));
            boolean asked = !commands.get(i).name().equals("ID");
            suspect |=
                    asked && !nothingOpen && isSuspect(response); // without a folder all that follows must be refused
            if (commands.get(i).opens() != null) {
                nothingOpen = !response.isOK();
            }
            answers.add(report.answer(i, response));
        }
        return answers;
    }

    /** QUIRK: Exchange refuses everything on a session that it lost, and goes on doing so. */
    private static boolean isSuspect(ImapResponse response) {
        if (response.isOK()) {
            return false;
        }
        StatusText status = response.status();
        return !status.isThrottled() && (response.isBAD() || status.isAboutTheServer());
    }

    /** QUIRK: Stalwart refuses the login by a password that was taken back without the tag, and waits then. */
    private static boolean isRefusalOfLogin(ImapResponse response, List<ImapCommand> commands) {
        return commands.size() == 1
                && commands.get(0).logsIn()
                && response.isNO()
                && response.status().code().equals("AUTHENTICATIONFAILED");
    }

    private void note(ImapResponse response) throws IOException {
        if (open != null) {
            open = open.after(response);
        }
    }

    private void requireNoBye(ImapResponse response) throws IOException {
        if (response.isBYE()) {
            throw new ByeException(response.status());
        }
        answered = true;
    }

    private ImapResponse next() throws IOException {
        try {
            ImapResponse response = (ImapResponse) readResponse();
            answered |= !response.isBYE();
            return response;
        } catch (ProtocolException | RuntimeException e) {
            throw new ProtocolViolation("a response that cannot be read", e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw new ProtocolViolation("a response that is too large", e);
        }
    }

    private <E extends IOException> E broken(E cause) {
        broken = true;
        return cause;
    }

    /** The server refused a literal before it was sent. */
    private static final class RefusedLiteral extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient ImapResponse response;

        RefusedLiteral(ImapResponse response) {
            super("refused");
            this.response = response;
        }

        ImapResponse response() {
            return response;
        }
    }
}
