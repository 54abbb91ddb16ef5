// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import java.io.IOException;
import java.nio.file.Path;

/** Where the classes of the child are, as files. Thread-safe. */
interface ChildProgram extends AutoCloseable {
    /** The class path; asked for before each start, since what lies in temporary directories may be swept away. */
    String classPath() throws IOException;

    /** A directory that the child may stand in. */
    Path directory() throws IOException;

    /** Removes what was written. */
    @Override
    void close();
}
