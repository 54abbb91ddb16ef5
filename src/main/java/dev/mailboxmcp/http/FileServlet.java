// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.FileTransfers.Download;
import dev.mailboxmcp.call.FileTransfers.Link;
import dev.mailboxmcp.call.FileTransfers.Upload;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /file/…}: what links lead to. A link is all that is needed, and all that is looked at: headers of credentials change
 * nothing. Here, on the container's thread, nothing is read and nobody is waited for; the rest is that of {@link FileExchange}.
 * A servlet, since files stream both ways. Thread-safe.
 */
public class FileServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** The path as the request has it, so that nothing else of it is ever taken for a link. */
    private static final Pattern PATH = Pattern.compile("/file/([A-Za-z0-9._-]{1,8192})");

    private static final String NO_LINK =
            "This link is not valid here, or not any more: links live for ten minutes. Ask for a new one.";

    @Inject
    private transient FileTransfers files;

    @Inject
    private transient ExchangeRunner runner;

    @Inject
    private transient TrustedProxies proxies;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Link link = find(request);
        switch (link) {
            case null -> refuseLink(request, response);
            case Download download -> download(request, response, download);
            case Upload upload -> upload(request, response, upload);
        }
    }

    private @Nullable Link find(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        Matcher path = PATH.matcher(uri.startsWith(context) ? uri.substring(context.length()) : uri);
        return path.matches() && request.getQueryString() == null
                ? files.find(path.group(1), proxies.clientAddress(request))
                : null;
    }

    private void download(HttpServletRequest request, HttpServletResponse response, Download link) throws IOException {
        switch (request.getMethod()) {
            case "GET", "HEAD" -> new FileExchange(runner, request, response).give(link);
            default -> refuse(request, response, 405, "This link is for fetching a file, by GET.", "GET, HEAD");
        }
    }

    private void upload(HttpServletRequest request, HttpServletResponse response, Upload link) throws IOException {
        switch (request.getMethod()) {
            case "GET", "HEAD" -> new FileExchange(runner, request, response).ask(link);
            case "PUT" -> put(request, response, link);
            case "POST" -> post(request, response, link);
            default ->
                refuse(request, response, 405, "This link is for bringing a file, by PUT.", "GET, HEAD, PUT, POST");
        }
    }

    private void put(HttpServletRequest request, HttpServletResponse response, Upload link) throws IOException {
        long length = request.getContentLengthLong();
        if (length < 0) {
            refuse(
                    request,
                    response,
                    411,
                    "The size of the file has to stand in Content-Length; it cannot come in chunks. It was said to be "
                            + link.sizeBytes() + " bytes.",
                    null);
        } else if (length != link.sizeBytes()) {
            refuse(
                    request,
                    response,
                    length > link.sizeBytes() ? 413 : 400,
                    "The file has " + length + " bytes, and this link is for one of " + link.sizeBytes()
                            + ". Ask for a link with the right size_bytes.",
                    null);
        } else {
            new FileExchange(runner, request, response).take(link, null);
        }
    }

    private void post(HttpServletRequest request, HttpServletResponse response, Upload link) throws IOException {
        String boundary = FormFile.boundary(request.getContentType());
        if (boundary == null || request.getContentLengthLong() < 0) {
            refuse(request, response, 415, "POST is for the form of this page; programs send the file by PUT.", null);
        } else {
            new FileExchange(runner, request, response).take(link, boundary);
        }
    }

    /** Tells a person on a page, and programs as ever. */
    private static void refuseLink(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getMethod().equals("GET") && MediaTypes.isOfBrowser(request.getHeader("Accept"))) {
            UnreadBody.close(request);
            FileExchange.page(response, 404, UploadPage.noLink(FileExchange.texts(request)));
        } else {
            refuse(request, response, 404, NO_LINK, null);
        }
    }

    private static void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String reason,
            @Nullable String allowed)
            throws IOException {
        UnreadBody.close(request);
        if (allowed != null) {
            response.setHeader("Allow", allowed);
        }
        FileExchange.refusal(response, status, reason, null);
    }
}
