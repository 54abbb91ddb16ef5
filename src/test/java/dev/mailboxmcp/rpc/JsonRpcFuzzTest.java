// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any body: a message, or an error that says why not. */
class JsonRpcFuzzTest {
    @FuzzTest
    void bodies(byte[] data) {
        try {
            JsonRpcReader.read(data);
        } catch (MalformedMessageException e) {
            JsonRpcWriter.bytes(JsonRpcWriter.error(e.id(), e.error()));
        }
    }
}
