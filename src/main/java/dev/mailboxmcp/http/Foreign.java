// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;

/** Whether another site had a browser send a request. Stateless. */
final class Foreign {
    private Foreign() {}

    /**
     * Judges by what browsers say: older ones only {@code Origin}, and that only when something is posted.
     *
     * @param posted whether something was posted, rather than a page asked for
     */
    static boolean isForeign(HttpServletRequest request, TrustedProxies proxies, boolean posted) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return posted ? !site.equals("same-origin") : !navigates(request, site);
        }
        String origin = request.getHeader("Origin");
        return origin != null && !origin.equals(proxies.scheme(request) + "://" + request.getHeader(HttpHeaders.HOST));
    }

    /** A link from anywhere may lead to a page, and a user types its address; to read or frame it is another matter. */
    private static boolean navigates(HttpServletRequest request, String site) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        String target = request.getHeader("Sec-Fetch-Dest");
        return site.equals("same-origin") || ("navigate".equals(mode) && (target == null || target.equals("document")));
    }
}
