// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A context class loader that notes which threads look for resources. */
public final class AskedClassLoader extends ClassLoader {
    private final List<Thread> askedBy = new CopyOnWriteArrayList<>();

    private AskedClassLoader() {
        super(AskedClassLoader.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        askedBy.add(Thread.currentThread());
        return super.getResources(name);
    }

    @Override
    public URL getResource(String name) {
        askedBy.add(Thread.currentThread());
        return super.getResource(name);
    }

    /** The threads that looked for any while the work ran on a virtual one. */
    public static List<Thread> askedBy(Runnable work) throws InterruptedException {
        AskedClassLoader loader = new AskedClassLoader();
        Thread.ofVirtual()
                .start(() -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    work.run();
                })
                .join();
        return List.copyOf(loader.askedBy);
    }
}
